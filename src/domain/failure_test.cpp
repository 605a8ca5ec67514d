#include "domain/failure.hpp"

#include <gtest/gtest.h>

namespace bolt {
namespace {

TEST(Failure, WhatDiffersFromCaseToCaseIsReplaced) {
    EXPECT_EQ(normalised_failure("The site answered 503 after 12.5 ms"),
              "The site answered <n> after <n> ms");
    EXPECT_EQ(normalised_failure("cannot open https://a.example/x?y=1, gave up"),
              "cannot open <url>, gave up");
    EXPECT_EQ(normalised_failure("job 019a1b2c-0000-7000-8000-0123456789ab is gone"), "job <id> is gone");
    EXPECT_EQ(normalised_failure("the field \"Company name\" is missing"), "the field <text> is missing");
    EXPECT_EQ(normalised_failure("refused ada@example.com (again)"), "refused <email> (again)");
    EXPECT_EQ(normalised_failure("  a \n\t b"), "a b") << "white space says nothing";
}

TEST(Failure, HostileTextIsBoundedAndStaysText) {
    EXPECT_LE(normalised_failure(std::string(100'000, 'x')).size(), 300u);
    EXPECT_LE(normalised_failure(std::string(100'000, '"')).size(), 300u);
    EXPECT_EQ(normalised_failure("an open \" quote"), "an open \" quote");
    EXPECT_EQ(normalised_failure(""), "");
}

TEST(Failure, AGroupIsNamedByVerdictAndMessage) {
    EXPECT_EQ(failure_key("rejected", "no").size(), 16u);
    EXPECT_EQ(failure_key("rejected", "no"), failure_key("rejected", "no"));
    EXPECT_NE(failure_key("rejected", "no"), failure_key("blocked", "no"));
}

} // namespace
} // namespace bolt
