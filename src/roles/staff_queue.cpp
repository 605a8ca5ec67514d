#include "base/encoding.hpp"
#include "roles/staff_routes.hpp"
#include "store/history.hpp"
#include "store/outbox.hpp"

#include <set>

namespace bolt::roles {
namespace {

using store::StaffSession;
using store::Tx;

constexpr Duration kLook =
    std::chrono::seconds{10}; ///< a message that is looked at is hidden so long at most
constexpr Duration kWork = std::chrono::minutes{2};
constexpr int kBatch = 10;
constexpr int kMessagesMax = 1'000; ///< looked through in one request
constexpr std::size_t kBodyShown = 4'000;

std::int64_t seconds(Duration time) { return std::chrono::duration_cast<std::chrono::seconds>(time).count(); }

Async<net::Response> depth(StaffContext& context, net::Request&, const StaffSession&) {
    auto document = co_await context.database.read(
        with_position([now = context.platform.now()](Tx& tx) -> Result<json::object> {
            auto outbox = store::outbox_depth(tx, now);
            if (!outbox) return forward(outbox);
            return json::object{
                {"outbox", {{"waiting", outbox->waiting}, {"oldest_age_seconds", seconds(outbox->oldest)}}}};
        }));
    if (!document) co_return problem_of(document.error());
    auto queue = co_await context.queue.depth();
    (*document)["error"] = queue ? json::value(nullptr) : json::value(queue.error().message);
    (*document)["queue"] = nullptr; // unknown is not zero
    if (queue)
        (*document)["queue"] = json::object{{"depth", queue->visible},
                                            {"in_flight", queue->in_flight},
                                            {"dead", queue->dead},
                                            {"oldest_age_seconds", seconds(queue->oldest)},
                                            {"provider", context.queue.provider()},
                                            {"url", context.queue.url()}};
    co_return answer(document);
}

Async<Result<queue::Queue*>> dead_queue(StaffContext& context) {
    if (!context.dead_letters)
        co_return fail(ErrorCode::not_found, "This gateway knows no dead-letter queue.");
    co_return co_await context.dead_letters();
}

json::object view(const queue::Message& message) {
    json::object attributes;
    for (const auto& [name, value] : message.attributes) attributes[name] = value;
    const auto body = parse_json(message.body);
    const auto job_id = body ? get_string(*body, "job_id") : std::string();
    const auto reason = message.attributes.find("reason");
    return {
        {"id", message.id},
        {"job_id", job_id.empty() ? json::value(nullptr) : json::value(job_id)},
        {"body", to_valid_utf8(message.body.substr(0, kBodyShown))},
        {"attributes", std::move(attributes)},
        {"reason", reason == message.attributes.end() ? json::value(nullptr) : json::value(reason->second)},
        {"receive_count", message.receive_count},
        {"sent_at", format_time(message.sent_at)}};
}

/// Makes messages visible again.
Async<void> put_back(queue::Queue& queue, const std::vector<queue::Message>& messages) {
    for (const auto& message : messages) (void)co_await queue.extend(message, Duration{0});
}

Async<net::Response> dead_letters(StaffContext& context, net::Request& request, const StaffSession&) {
    const auto limit = query_number(request, "limit", 50, 1, 200);
    if (!limit) co_return problem_of(limit.error());
    auto dead = co_await dead_queue(context);
    if (!dead) co_return problem_of(dead.error());
    std::vector<queue::Message> seen;
    std::optional<Error> failed;
    while (std::cmp_less(seen.size(), *limit)) {
        auto some = co_await (*dead)->receive(
            std::min<int>(kBatch, static_cast<int>(*limit) - static_cast<int>(seen.size())), kLook,
            Duration{0});
        if (!some) failed = some.error();
        if (!some || some->empty()) break;
        for (auto& message : *some) seen.push_back(std::move(message));
    }
    co_await put_back(**dead, seen);
    if (failed) co_return problem_of(*failed);
    json::array messages;
    for (const auto& message : seen) messages.push_back(view(message));
    co_return answer(json::object{{"messages", std::move(messages)}});
}

/// Which messages a request names.
struct Choice {
    bool all = false;
    std::set<std::string> ids;
};

Result<Choice> read_choice(const json::object& body) {
    Choice choice;
    choice.all = get_bool(body, "all");
    if (const auto* ids = body.if_contains("ids")) {
        if (!ids->is_array() || ids->get_array().size() > 100)
            return fail(ErrorCode::invalid_argument, "ids: must be a list of at most 100");
        for (const auto& id : ids->get_array())
            if (id.is_string()) choice.ids.emplace(id.get_string());
    }
    if (choice.all == !choice.ids.empty())
        return fail(ErrorCode::invalid_argument, "Exactly one of ids and all is needed.");
    return choice;
}

/// Redrives or deletes the chosen ones. Sent before removed: what is interrupted is there twice, and the
/// subscriber knows a job that it has started.
Async<net::Response> settle(StaffContext& context, net::Request& request, const StaffSession& session,
                            bool redrive) {
    auto body = body_of(request);
    if (!body) co_return problem_of(body.error());
    auto actor = actor_of(session, *body);
    if (!actor) co_return problem_of(actor.error());
    auto choice = read_choice(*body);
    if (!choice) co_return problem_of(choice.error());
    auto dead = co_await dead_queue(context);
    if (!dead) co_return problem_of(dead.error());
    // What comes back while this runs (a letter that fails again at once) is not taken a second time.
    auto depth_before = co_await (*dead)->depth();
    if (!depth_before) co_return problem_of(depth_before.error());
    const int present = std::min(depth_before->visible, kMessagesMax);
    std::vector<queue::Message> others;
    json::array moved;
    std::optional<Error> failed;
    for (int looked = 0; looked < present && !failed && (choice->all || !choice->ids.empty());) {
        auto some = co_await (*dead)->receive(std::min(kBatch, present - looked), kWork, Duration{0});
        if (!some) failed = some.error();
        if (!some || some->empty()) break;
        looked += static_cast<int>(some->size());
        for (auto& message : *some) {
            if (failed || (!choice->all && choice->ids.erase(message.id) == 0)) {
                others.push_back(std::move(message));
                continue;
            }
            auto attributes = message.attributes;
            for (const auto* name : {"reason", "original_message_id"}) attributes.erase(name);
            if (redrive)
                if (auto sent = co_await context.queue.send(message.body, std::move(attributes)); !sent) {
                    failed = sent.error();
                    others.push_back(std::move(message));
                    continue;
                }
            auto removed = co_await (*dead)->remove(message);
            if (!removed && removed.error().code != ErrorCode::conflict) failed = removed.error();
            moved.emplace_back(message.id);
        }
    }
    co_await put_back(**dead, others);
    const auto count = moved.size();
    if (count > 0) {
        auto noted = co_await context.database.write(
            [&platform = context.platform, actor = *actor, redrive, moved](Tx& tx) {
                return store::add_audit(tx, platform.now(), actor.name,
                                        redrive ? "queue.redrive" : "queue.discard", "queue",
                                        actor.details({{"messages", moved}}));
            });
        if (!noted) co_return problem_of(noted.error());
    }
    if (failed) co_return problem_of(*failed);
    co_return answer(
        json::object{{"moved", count}, {"missing", json::array(choice->ids.begin(), choice->ids.end())}});
}

} // namespace

void add_queue_routes(StaffRoutes& routes, StaffContext& context) {
    const auto add = [&](const char* method, const char* pattern, Role role, auto handler) {
        routes.add(method, pattern, role,
                   [&context, handler](net::Request& request, const StaffSession& session) {
                       return handler(context, request, session);
                   });
    };
    add("GET", "/api/staff/queue", Role::viewer, depth);
    add("GET", "/api/staff/queue/dead", Role::operator_, dead_letters);
    add("POST", "/api/staff/queue/dead/redrive", Role::operator_,
        [](StaffContext& all, net::Request& request, const StaffSession& session) {
            return settle(all, request, session, true);
        });
    add("POST", "/api/staff/queue/dead/discard", Role::admin,
        [](StaffContext& all, net::Request& request, const StaffSession& session) {
            return settle(all, request, session, false);
        });
}

} // namespace bolt::roles
