#include "roles/job_message.hpp"

#include <gtest/gtest.h>

namespace bolt::roles {
namespace {

const std::string kJob = "01a208fe-025e-790b-bb6a-0b625f9f668b";

TEST(JobMessage, IsReadAsItWasWritten) {
    const JobMessage message{kJob,    "customer \"7\"", 50, 2, "2026-11-23T11:00:00.000000+00:00",
                             "brain", {{"retry", 3}}};
    const auto read = read_job_message(write_job_message(message));
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(read->job_id, message.job_id);
    EXPECT_EQ(read->customer_id, message.customer_id);
    EXPECT_EQ(read->package_size, 50);
    EXPECT_EQ(read->priority, 2);
    EXPECT_EQ(read->created_at, message.created_at);
    EXPECT_EQ(read->source, "brain");
    EXPECT_EQ(get_int(read->metadata, "retry"), 3);
}

TEST(JobMessage, CarriesItsIdsBesideTheBody) {
    const auto attributes = job_message_attributes(
        {.job_id = kJob, .customer_id = "c", .priority = 1, .created_at = "", .source = "", .metadata = {}});
    EXPECT_EQ(attributes, (std::map<std::string, std::string>{
                              {"job_id", kJob}, {"customer_id", "c"}, {"priority", "1"}}));
}

TEST(JobMessage, TakesAPackagesNameForItsPriority) {
    const auto priority = [](const std::string& text) {
        const auto read =
            read_job_message(R"({"job_id":")" + kJob + R"(","customer_id":"c","priority":)" + text + "}");
        return read ? read->priority : -1;
    };
    EXPECT_EQ(priority("\"enterprise\""), 1);
    EXPECT_EQ(priority("\"pro\""), 2);
    EXPECT_EQ(priority("\"starter\""), 4);
    EXPECT_EQ(priority("3"), 3);
    for (const auto* wrong : {"\"\"", "\"Enterprise!\"", "\"2\"", "0", "5", "2.5", "null", "[]", "true"})
        EXPECT_EQ(priority(wrong), -1) << wrong;
}

TEST(JobMessage, TracesAreWellFormedAndAJobsOwnHasItsId) {
    EXPECT_TRUE(is_traceparent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"));
    for (const char* wrong : {"", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-1",
                              "00-4BF92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                              "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                              "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                              "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01"})
        EXPECT_FALSE(is_traceparent(wrong)) << wrong;
    const auto own = job_traceparent("0193A5B0-0000-7000-8000-0000000000ff");
    EXPECT_TRUE(is_traceparent(own)) << own;
    EXPECT_EQ(own.substr(3, 32), "0193a5b0000070008000000000000"
                                 "0ff");
    EXPECT_TRUE(is_traceparent(job_traceparent("no uuid")));
}

TEST(JobMessage, EachRetryAndEachNewRunHasAKeyOfItsOwn) {
    JobMessage message;
    message.job_id = kJob;
    EXPECT_EQ(flow_key(message), kJob);
    message.metadata = {{"requeue", 2}};
    EXPECT_EQ(flow_key(message), kJob); // late original and requeue share the run
    message.metadata = {{"requeue", 2}, {"new_run", true}};
    const auto requeued = flow_key(message);
    message.metadata = {{"retry", 2}};
    const auto retried = flow_key(message);
    EXPECT_NE(requeued, kJob);
    EXPECT_NE(retried, kJob);
    EXPECT_NE(requeued, retried);
}

} // namespace
} // namespace bolt::roles
