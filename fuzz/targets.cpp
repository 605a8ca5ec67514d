#include "fuzz/targets.hpp"

namespace bolt::fuzz {

std::span<const Target> targets() {
    static constexpr Target all[] = {
        {"stripe_webhook", stripe_webhook}, {"staff_request", staff_request},
        {"table_request", table_request},   {"socket_message", socket_message},
        {"queue_answer", queue_answer},     {"prefect_answer", prefect_answer},
        {"driver_frames", driver_frames},   {"html_page", html_page},
        {"page_snapshot", page_snapshot},   {"site_answer", site_answer},
        {"form_answer", form_answer},       {"stored_plan", stored_plan},
        {"catalog_yaml", catalog_yaml},     {"catalog_csv", catalog_csv},
        {"robots_text", robots_text},       {"proxy_request", proxy_request},
        {"picture_file", picture_file},     {"migration_record", migration_record},
        {"received_mail", received_mail}};
    return all;
}

} // namespace bolt::fuzz
