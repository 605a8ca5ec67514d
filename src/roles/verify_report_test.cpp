#include "roles/verify.hpp"

#include <gmock/gmock.h>

namespace bolt::roles {
namespace {

using testing::HasSubstr;

VerifyReport report() {
    VerifyReport report;
    report.timestamp = "2026-11-23T11:00:00.000000+00:00";
    report.url = "http://127.0.0.1:8080";
    report.job_id = "job-1";
    report.tests = {{"Connections", {{"gateway answers", true, "HTTP 200", 12}}, "then"},
                    {"Service health",
                     {{"queue is healthy", true, "ok", 13}, {"brain is healthy", false, "a|b\nc", 14}},
                     "later"},
                    {"End to end", {}, "last"}};
    return report;
}

TEST(VerifyReport, ATestPassesOnlyWithStepsThatAllPassed) {
    auto some = report();
    EXPECT_TRUE(some.tests[0].passed());
    EXPECT_FALSE(some.tests[1].passed());
    EXPECT_FALSE(some.tests[2].passed()) << "nothing was looked at";
    EXPECT_EQ(some.passed(), 1);
    EXPECT_FALSE(some.all_passed());
    EXPECT_FALSE(VerifyReport{}.all_passed());
    some.tests.resize(1);
    EXPECT_TRUE(some.all_passed());
}

TEST(VerifyReport, HasTheDocumentedShape) {
    const auto document = write_json(report());
    EXPECT_EQ(json::value(document), json::parse(R"({
        "timestamp":"2026-11-23T11:00:00.000000+00:00","url":"http://127.0.0.1:8080","job_id":"job-1",
        "tests":[
            {"name":"Connections","passed":true,"timestamp":"then","details":{"steps":[
                {"name":"gateway answers","passed":true,"detail":"HTTP 200","elapsed_ms":12}]}},
            {"name":"Service health","passed":false,"timestamp":"later","details":{"steps":[
                {"name":"queue is healthy","passed":true,"detail":"ok","elapsed_ms":13},
                {"name":"brain is healthy","passed":false,"detail":"a|b\nc","elapsed_ms":14}]}},
            {"name":"End to end","passed":false,"timestamp":"last","details":{"steps":[]}}],
        "summary":{"total":3,"passed":1,"failed":2,"pass_rate":"33.3%"}})"));
    EXPECT_EQ(get_string(write_json({}).at("summary"), "pass_rate"), "0.0%");
}

TEST(VerifyReport, ReadsWellAsMarkdown) {
    const auto text = write_markdown(report());
    EXPECT_THAT(text, HasSubstr("**1 of 3 passed**"));
    EXPECT_THAT(text, HasSubstr("Job `job-1`"));
    EXPECT_THAT(text, HasSubstr("## PASS Connections\n\n| step | result | ms | detail |\n|---|---|---|---|\n"
                                "| gateway answers | pass | 12 | HTTP 200 |\n"));
    EXPECT_THAT(text, HasSubstr("| brain is healthy | **fail** | 14 | a/b c |\n")) << "cells stay cells";
    EXPECT_THAT(text, HasSubstr("## FAIL End to end"));
}

} // namespace
} // namespace bolt::roles
