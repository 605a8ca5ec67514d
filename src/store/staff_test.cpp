#include "store/staff.hpp"

#include "store/test_store.hpp"

#include <thread>

namespace bolt::store {
namespace {

using namespace std::chrono_literals;

class Staff : public ::testing::Test {
  protected:
    StaffUser add(const std::string& email) {
        StaffUser user;
        user.email = email;
        user.name = "Ada";
        user.role = "operator";
        user.password_hash = "$argon2id$x";
        return store.write([&](Tx& tx) { return add_staff_user(tx, store.platform, user); });
    }
    std::optional<StaffUser> find(const std::string& email) {
        return store.write([&](Tx& tx) { return find_staff_user(tx, email); });
    }
    void login(const std::string& id, bool success) {
        store.write([&](Tx& tx) { return record_login(tx, store.clock.now(), id, success, 3, 15min); });
    }
    std::optional<StaffSession> session(const std::string& token_hash) {
        return store.write([&](Tx& tx) { return find_session(tx, store.clock.now(), token_hash); });
    }
    StaffSession open_session(const std::string& user_id, const std::string& token_hash) {
        return store.write([&](Tx& tx) {
            return create_session(tx, store.platform, user_id, token_hash, "csrf", 8h, "127.0.0.1", "agent");
        });
    }
    TestStore store;
};

TEST_F(Staff, AnEmailIsOneUserInAnyLetterCase) {
    const auto ada = add("Ada@Example.com");
    EXPECT_EQ(ada.email, "ada@example.com");
    StaffUser twin = ada;
    twin.id.clear();
    twin.email = "ADA@example.COM";
    const auto refused =
        store->write_blocking([&](Tx& tx) { return add_staff_user(tx, store.platform, twin); });
    EXPECT_EQ(refused.error().code, ErrorCode::conflict);
    EXPECT_EQ(find("aDa@example.com")->id, ada.id);
    EXPECT_FALSE(find("nobody@example.com"));
    add("bob@example.com");
    EXPECT_EQ(store.write([](Tx& tx) { return list_staff_users(tx); }).size(), 2u);
}

TEST_F(Staff, FailedLoginsLockAndTheLockEnds) {
    const auto id = add("ada@example.com").id;
    login(id, false);
    login(id, false);
    EXPECT_FALSE(find("ada@example.com")->locked_until);
    login(id, false);
    EXPECT_EQ(find("ada@example.com")->locked_until, store.clock.now() + 15min);
    store.clock.advance(15min);
    login(id, false);
    EXPECT_EQ(find("ada@example.com")->failed_logins, 1) << "counting begins again after a lock";
    EXPECT_FALSE(find("ada@example.com")->locked_until);
    login(id, true);
    EXPECT_EQ(find("ada@example.com")->failed_logins, 0);
}

TEST_F(Staff, ParallelFailuresAreAllCounted) {
    const auto id = add("ada@example.com").id;
    std::vector<std::thread> threads;
    for (int i = 0; i < 3; ++i) threads.emplace_back([&] { login(id, false); });
    for (auto& thread : threads) thread.join();
    EXPECT_TRUE(find("ada@example.com")->locked_until);
}

TEST_F(Staff, ANewPasswordUnlocks) {
    const auto id = add("ada@example.com").id;
    for (int i = 0; i < 3; ++i) login(id, false);
    store.write([&](Tx& tx) { return set_staff_password(tx, store.clock.now(), id, "$argon2id$y"); });
    EXPECT_FALSE(find("ada@example.com")->locked_until);
    EXPECT_EQ(find("ada@example.com")->password_hash, "$argon2id$y");
    EXPECT_EQ(
        store->write_blocking([&](Tx& tx) { return set_staff_password(tx, store.clock.now(), "nope", "x"); })
            .error()
            .code,
        ErrorCode::not_found);
}

TEST_F(Staff, ASessionLivesUntilItExpiresIsRevokedOrItsUserGoes) {
    const auto id = add("ada@example.com").id;
    const auto first = open_session(id, "hash-1");
    EXPECT_EQ(first.email, "ada@example.com");
    EXPECT_EQ(first.role, "operator");
    EXPECT_EQ(session("hash-1")->id, first.id);
    EXPECT_EQ(session("hash-1")->csrf_token, "csrf");
    EXPECT_FALSE(session("hash-2"));
    const auto by_id = [&] {
        return store.write([&](Tx& tx) { return find_session_by_id(tx, store.clock.now(), first.id); });
    };
    EXPECT_TRUE(by_id());
    store.clock.advance(8h);
    EXPECT_FALSE(session("hash-1"));
    EXPECT_FALSE(by_id());

    const auto second = open_session(id, "hash-2");
    store.write([&](Tx& tx) { return revoke_session(tx, store.clock.now(), second.id); });
    EXPECT_FALSE(session("hash-2"));

    open_session(id, "hash-3");
    store.script("UPDATE staff_users SET active = FALSE");
    EXPECT_FALSE(session("hash-3"));
    const auto refused = store->write_blocking(
        [&](Tx& tx) { return create_session(tx, store.platform, id, "hash-4", "csrf", 8h, "", ""); });
    EXPECT_EQ(refused.error().code, ErrorCode::permission_denied);
}

TEST_F(Staff, ALoginLinkWorksOnceWhoeverIsFaster) {
    const auto id = add("ada@example.com").id;
    const auto offer = [&](const std::string& hash) {
        store.write([&](Tx& tx) { return add_login_link(tx, store.clock.now(), id, hash, 15min); });
    };
    const auto use = [&](const std::string& hash) {
        return store.write([&](Tx& tx) { return use_login_link(tx, store.clock.now(), hash); });
    };
    offer("link-1");
    std::atomic<int> logged_in = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i)
        threads.emplace_back([&] {
            if (use("link-1")) ++logged_in;
        });
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(logged_in, 1);
    EXPECT_FALSE(use("link-unknown"));
    offer("link-2");
    store.clock.advance(15min);
    EXPECT_FALSE(use("link-2")) << "expired";
    offer("link-3");
    store.script("UPDATE staff_users SET active = FALSE");
    EXPECT_FALSE(use("link-3"));
}

} // namespace
} // namespace bolt::store
