// Bytes of customers, staff and clients.
#include "catalog_assets.hpp"
#include "domain/profile.hpp"
#include "fuzz/targets.hpp"
#include "net/target.hpp"
#include "realtime/channel.hpp"
#include "realtime/message.hpp"
#include "roles/checkout.hpp"
#include "roles/job_message.hpp"
#include "roles/rest_query.hpp"
#include "roles/stripe_signature.hpp"
#include "store/readable_tables.hpp"

#include <algorithm>

namespace bolt::fuzz {

void stripe_webhook(std::string_view bytes) {
    static const auto packages = PackageCatalog::parse(assets::catalog().front().content).value();
    const auto line = std::min(bytes.find('\n'), bytes.size());
    const auto body = bytes.substr(std::min(line + 1, bytes.size()));
    const TimePoint now = TimePoint{} + std::chrono::seconds{1'790'000'000};
    (void)roles::check_stripe_signature(bytes.substr(0, line), body, "whsec_fuzz", now);
    auto event = parse_json(body);
    if (!event) return;
    auto read = roles::read_checkout_event(*event, std::string(body), packages);
    if (read) (void)write_profile(read->order.profile);
}

void staff_request(std::string_view bytes) {
    (void)net::parse_target(bytes.substr(0, bytes.find('\n')));
    (void)roles::read_job_message(bytes);
    if (auto body = parse_json(bytes)) {
        if (auto profile = read_profile(*body)) (void)write_profile(*profile);
        (void)python_json_dumps(*body);
    }
}

void table_request(std::string_view bytes) {
    auto target = net::parse_target(bytes);
    if (!target) return;
    net::Request request;
    request.method = "GET";
    request.path = target->path;
    request.query = target->query;
    for (const auto& table : store::readable_tables()) (void)roles::read_rest_query(table, request);
}

void socket_message(std::string_view bytes) {
    for (const auto version : {realtime::Version::v1, realtime::Version::v2}) {
        auto message = realtime::read_message(version, bytes);
        if (!message) continue;
        if (auto join = realtime::read_join(message->payload))
            (void)realtime::describe_bindings(join->bindings);
        (void)realtime::write_message(version, message->join_ref, message->ref, message->topic,
                                      message->event, "{}");
    }
}

} // namespace bolt::fuzz
