#include "roles/password.hpp"

#include "base/test_loop.hpp"

#include <gmock/gmock.h>

namespace bolt::roles {
namespace {

using testing::StartsWith;

class Password : public testing::Test {
  protected:
    TestLoop loop;
    PasswordHasher hasher{loop.platform.executor};

    bool verify(std::string password, std::string stored) {
        auto result = loop.run(hasher.verify(std::move(password), std::move(stored)));
        EXPECT_TRUE(result);
        return result.value_or(false);
    }
    Duration time_of(std::string password, std::string stored) {
        const auto began = loop.clock.monotonic();
        EXPECT_FALSE(verify(std::move(password), std::move(stored)));
        return loop.clock.monotonic() - began;
    }
};

TEST_F(Password, IsStoredAsSaltedArgon2id) {
    const auto one = loop.run(hasher.hash("correct horse battery"));
    const auto other = PasswordHasher::hash_blocking("correct horse battery");
    ASSERT_TRUE(one && other);
    EXPECT_THAT(*one, StartsWith("$argon2id$v=19$m=65536,t=2,p=1$"));
    EXPECT_NE(*one, *other);
    EXPECT_EQ(one->find('\0'), std::string::npos);
    EXPECT_TRUE(verify("correct horse battery", *one));
    EXPECT_TRUE(verify("correct horse battery", *other));
    EXPECT_FALSE(verify("correct horse batterY", *one));
    EXPECT_FALSE(verify("", *one));
    EXPECT_FALSE(verify(std::string("correct horse battery\0x", 23), *one));
}

TEST_F(Password, HasBounds) {
    for (const std::size_t size : {std::size_t{0}, std::size_t{9}, std::size_t{1025}})
        EXPECT_EQ(loop.run(hasher.hash(std::string(size, 'x'))).error().code, ErrorCode::invalid_argument)
            << size;
    EXPECT_TRUE(PasswordHasher::hash_blocking("tenletters"));
    EXPECT_TRUE(PasswordHasher::hash_blocking("y" + std::string(1023, 'x')));
    EXPECT_FALSE(verify(std::string(1 << 20, 'x'), *PasswordHasher::hash_blocking("long enough")));
}

TEST_F(Password, CommonOnesAreRefused) {
    for (const char* common : {"password123", "Passw0rd!", "1234567890", "qwertyuiop", "1111111111",
                               "ILOVEYOU2024", "xxxxxxxxxx", "directorybolt1!", "0123456789!"})
        EXPECT_FALSE(PasswordHasher::hash_blocking(common)) << common;
    EXPECT_TRUE(PasswordHasher::hash_blocking("password of my grandmother 1912"));
}

TEST_F(Password, AHashThatIsNoneMatchesNothing) {
    for (const char* stored : {"x", "$argon2id$", "plain password", "$2b$12$abcdefghijklmnopqrstuv"})
        EXPECT_FALSE(verify("plain password", stored)) << stored;
}

TEST_F(Password, AnUnknownUserTakesAsLongAsAKnownOne) {
    const auto stored = *PasswordHasher::hash_blocking("correct horse battery");
    (void)time_of("wrong password", ""); // makes the hash of nobody
    Duration known = Duration::max(), unknown = Duration::max();
    for (int i = 0; i < 5; ++i) {
        known = std::min(known, time_of("wrong password", stored));
        unknown = std::min(unknown, time_of("wrong password", ""));
    }
    EXPECT_GT(unknown, known / 2);
    EXPECT_GT(known, unknown / 2);
    EXPECT_FALSE(verify("nobody has this password", "")) << "not even with the text it is made of";
}

TEST_F(Password, ABoundedNumberWaitsAndTheLoopGoesOn) {
    const auto stored = *PasswordHasher::hash_blocking("correct horse battery");
    int refused = 0, done = 0;
    for (int i = 0; i < 53; ++i)
        spawn(loop.platform.executor, "login", [&]() -> Async<void> {
            auto result = co_await hasher.verify("wrong password", stored);
            refused += !result && result.error().code == ErrorCode::rate_limited;
            ++done;
        });
    ASSERT_TRUE(loop.run_until([&] { return refused == 3; }));
    EXPECT_LT(done, 53) << "the refused ones are told at once, the others are hashed beside the loop";
    ASSERT_TRUE(loop.run_until([&] { return done == 53; }, 60s));
    EXPECT_EQ(refused, 3);
    EXPECT_TRUE(verify("correct horse battery", stored)) << "all places are free again";
}

} // namespace
} // namespace bolt::roles
