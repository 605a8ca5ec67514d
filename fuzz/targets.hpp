#pragma once
#include <span>
#include <string_view>

/// What is fuzzed: every reader of bytes that come from outside (docs/security.md, "Fuzzing"). The same list
/// is run by libFuzzer (`make fuzz`) and, over the committed corpora and changes of them, by `make test`.
namespace bolt::fuzz {

struct Target {
    std::string_view name; ///< its corpus lies in fuzz/corpus/<name>/
    /// Must return, whatever the bytes: a crash, a sanitizer's report or an exception is a finding.
    void (*run)(std::string_view bytes);
};
std::span<const Target> targets();

// By where the bytes come from.
void stripe_webhook(std::string_view bytes); ///< signature header, line end, body
void staff_request(std::string_view bytes);  ///< bodies and targets of HTTP requests
void table_request(std::string_view bytes);  ///< query of /rest/v1
void socket_message(std::string_view bytes); ///< a client's message on the live feed
void queue_answer(std::string_view bytes);   ///< SQS: what it answers, and what clients of ours send
void prefect_answer(std::string_view bytes);
void driver_frames(std::string_view bytes); ///< Playwright's driver
void html_page(std::string_view bytes);     ///< a directory's page, to a plan
void page_snapshot(std::string_view bytes); ///< what the extractor says of it
void site_answer(std::string_view bytes);   ///< before, line end, after: to a verdict
void form_answer(std::string_view bytes);   ///< JSON that a form's request was answered with
void stored_plan(std::string_view bytes);   ///< plans and recipes: a person may have edited them
void catalog_yaml(std::string_view bytes);
void catalog_csv(std::string_view bytes);
void robots_text(std::string_view bytes);
void proxy_request(std::string_view bytes); ///< what the browser asks the address proxy
void picture_file(std::string_view bytes);
void received_mail(std::string_view bytes);    ///< a raw mail from a mailbox, to the link that confirms
void migration_record(std::string_view bytes); ///< what schema_migrations says was applied

} // namespace bolt::fuzz
