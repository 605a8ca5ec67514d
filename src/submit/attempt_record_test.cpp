#include "submit/attempt_record.hpp"

#include <gtest/gtest.h>

namespace bolt::submit {
namespace {

forms::Step fill(std::string selector, forms::Meaning meaning, std::string value) {
    forms::Step step;
    step.selector = std::move(selector);
    step.meaning = meaning;
    step.value = std::move(value);
    return step;
}

TEST(AttemptRecord, PayloadHoldsLabelsMeaningsAndValues) {
    AttemptRecord record;
    record.field(fill("#n", forms::Meaning::business_name, "Joe's Diner"), "Name");
    record.field(fill("#p", forms::Meaning::password, "secret"), "Password");
    record.field(fill("#c", forms::Meaning::city, "Austn"), "City");
    record.field(fill("#c", forms::Meaning::city, "Austin"), "City");
    record.field(fill("#s", forms::Meaning::state, "TX"), "State");
    record.drop_field("#s");
    EXPECT_EQ(json::serialize(record.payload()),
              R"({"fields":[{"label":"Name","meaning":"business_name","value":"Joe's Diner"},)"
              R"({"label":"City","meaning":"city","value":"Austin"}]})");
}

TEST(AttemptRecord, OutcomeTellsReasonsResponsesPicturesAndTimes) {
    AttemptRecord record;
    forms::Observation observation;
    observation.exchanges.push_back({"POST", "http://a/add", 303, true, "", ""});
    forms::Judgement judgement;
    judgement.summary = "The site thanked us.";
    judgement.evidence.push_back({"new_text", "Thank you", 1});
    record.judged(judgement, observation);
    record.picture("before", "job/1-before.jpg");
    record.picture("after", "job/1-after.jpg");
    record.timing("fill", 1500us);
    record.timing("fill", 500us);
    Ending ending{Verdict::accepted, "The site thanked us.", 0.9};
    ending.listing_url = "http://a/listing/1";
    const auto outcome = record.outcome(ending, 2s);
    EXPECT_EQ(outcome.verdict, Verdict::accepted);
    EXPECT_EQ(outcome.screenshot_url, "job/1-after.jpg");
    EXPECT_EQ(outcome.listing_url, "http://a/listing/1");
    EXPECT_EQ(outcome.error_message, "");
    EXPECT_EQ(outcome.duration_ms, 2000);
    const json::value log = outcome.response_log;
    EXPECT_EQ(log.at("reasons").as_array().size(), 2U);
    EXPECT_EQ(log.at("responses").at(0).at("status").as_int64(), 303);
    EXPECT_EQ(log.at("evidence").at("before").as_string(), "job/1-before.jpg");
    EXPECT_EQ(log.at("timings_ms").at("fill").as_int64(), 2);
}

TEST(AttemptRecord, WhatPagesSayIsBoundedAndValid) {
    AttemptRecord record;
    for (int count = 0; count < 1000; ++count) record.reason(std::string(100'000, 'x') + "\xff");
    const auto outcome = record.outcome({Verdict::unknown, std::string("bad \xc3\x28 text\0", 12)}, 1s);
    EXPECT_LT(json::serialize(outcome.response_log).size(), 100'000U);
    EXPECT_EQ(outcome.error_message.find('\xc3'), std::string::npos);
}

TEST(RetryAfter, ReadsSecondsAndDates) {
    const auto now = parse_time("2026-11-23T11:00:00+00:00");
    EXPECT_EQ(read_retry_after("120", now), Duration(120s));
    EXPECT_EQ(read_retry_after("Mon, 23 Nov 2026 11:05:00 GMT", now), Duration(5min));
    EXPECT_EQ(read_retry_after("Mon, 23 Nov 2026 10:05:00 GMT", now), Duration{0});
    EXPECT_EQ(read_retry_after("99999999999", now), Duration(24h));
    for (const char* text : {"", "-5", "soon", "12x", "99999999999999999999999999"})
        EXPECT_EQ(read_retry_after(text, now), Duration{0}) << text;
}

} // namespace
} // namespace bolt::submit
