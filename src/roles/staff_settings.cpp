#include "roles/health.hpp"
#include "roles/staff_routes.hpp"
#include "store/server_rules.hpp"

namespace bolt::roles {
namespace {

using store::StaffSession;
using store::Tx;

json::object settings_document(const StaffContext& context, const store::ServerRules& rules) {
    json::array packages, add_ons;
    for (const auto& each : context.packages.packages())
        packages.push_back({{"name", each.name},
                            {"title", each.title},
                            {"price_cents", each.price_cents},
                            {"currency", each.currency},
                            {"directories", each.directories},
                            {"priority", each.priority},
                            {"pacing_factor", each.pacing_factor},
                            {"turnaround_hours", each.turnaround.count()}});
    for (const auto& each : context.packages.add_ons())
        add_ons.push_back({{"name", each.name}, {"title", each.title}, {"price_cents", each.price_cents}});
    const StaffAuthSettings login;
    // As they are now: set by an admin, or built in.
    const auto now = [&](std::string_view name) {
        for (const auto& bounds : store::rule_bounds())
            if (bounds.name == name) return (rules.*bounds.member).value_or(bounds.built_in);
        return std::int64_t{0};
    };
    const auto seconds = [](Duration time) {
        return std::chrono::duration_cast<std::chrono::seconds>(time).count();
    };
    return {{"version", version()},
            {"packages", std::move(packages)},
            {"add_ons", std::move(add_ons)},
            {"pacing", {{"default_ms", now("pacing_default_ms")}}},
            {"retry",
             {{"attempts_max", now("attempts_max")},
              {"first_delay_ms", now("retry_first_delay_ms")},
              {"longest_delay_ms", now("retry_longest_delay_ms")}}},
            {"login",
             {{"failures_max", login.failures_max},
              {"lock_seconds", seconds(login.lock)},
              {"session_seconds", seconds(login.session_lifetime)}}},
            {"totp_available", !context.settings.secret_key.empty()}};
}

Async<net::Response> settings(StaffContext& context, net::Request&, const StaffSession&) {
    co_return answer(co_await context.database.read([&context](Tx& tx) -> Result<json::object> {
        auto rules = store::server_rules(tx);
        if (!rules) return forward(rules);
        auto list = store::server_rules_document(tx);
        if (!list) return list;
        auto document = settings_document(context, *rules);
        document["rules"] = std::move((*list)["rules"]);
        return document;
    }));
}

/// {"rules": {name: number or null}, "reason"}: only what is named changes, so two people do not undo each
/// other.
Async<net::Response> edit(StaffContext& context, net::Request& request, const StaffSession& session) {
    auto body = body_of(request);
    if (!body) co_return problem_of(body.error());
    auto actor = actor_of(session, *body);
    if (!actor) co_return problem_of(actor.error());
    const auto* given = body->if_contains("rules");
    if (given == nullptr || !given->is_object() || given->get_object().empty())
        co_return problem_of({ErrorCode::invalid_argument, "rules: must be an object of rules to set"});
    std::map<std::string, std::optional<std::int64_t>, std::less<>> edits;
    for (const auto& [name, value] : given->get_object()) {
        if (!value.is_null() && !value.is_int64())
            co_return problem_of({ErrorCode::invalid_argument,
                                  std::string(name).substr(0, 60) +
                                      ": must be a whole number, or null for the built-in value"});
        edits[name] = value.is_null() ? std::nullopt : std::optional(value.get_int64());
    }
    co_return answer(co_await context.database.write(
        [&platform = context.platform, edits, actor = *actor](Tx& tx) -> Result<json::object> {
            auto changed = store::set_server_rules(tx, platform, edits, actor);
            if (!changed) return forward(changed);
            auto document = store::server_rules_document(tx);
            if (document) (*document)["changed"] = *changed;
            return document;
        }));
}

} // namespace

void add_settings_routes(StaffRoutes& routes, StaffContext& context) {
    const auto add = [&](const char* method, const char* pattern, Role role, auto handler) {
        routes.add(method, pattern, role,
                   [&context, handler](net::Request& request, const StaffSession& session) {
                       return handler(context, request, session);
                   });
    };
    add("GET", "/api/staff/settings", Role::viewer, settings);
    add("PATCH", "/api/staff/settings/rules", Role::admin, edit);
}

} // namespace bolt::roles
