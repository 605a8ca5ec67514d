#include "base/secret_box.hpp"

#include <gtest/gtest.h>

namespace bolt {
namespace {

TEST(SecretBox, OpensOnlyWhatItSealedUnderTheSameSecret) {
    SeededRandom random(7);
    const auto sealed = seal("a secret", "correct horse", random);
    ASSERT_TRUE(sealed) << sealed.error().message;
    EXPECT_EQ(sealed->find("horse"), std::string::npos);
    EXPECT_EQ(unseal("a secret", *sealed).value(), "correct horse");
    EXPECT_EQ(unseal("another", *sealed).error().code, ErrorCode::data_loss);
    auto changed = *sealed;
    changed[changed.size() / 2] = changed[changed.size() / 2] == 'A' ? 'B' : 'A';
    EXPECT_EQ(unseal("a secret", changed).error().code, ErrorCode::data_loss);
    EXPECT_EQ(unseal("a secret", "").error().code, ErrorCode::data_loss);
    EXPECT_NE(seal("a secret", "correct horse", random).value(), *sealed) << "never the same twice";
    EXPECT_EQ(seal("", "correct horse", random).error().code, ErrorCode::invalid_argument);
}

} // namespace
} // namespace bolt
