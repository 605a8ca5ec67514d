#include "roles/staff_routes.hpp"

#include "base/log.hpp"
#include "roles/contact_mask.hpp"

#include <charconv>
#include <fmt/format.h>

namespace bolt::roles {
namespace {

constexpr std::size_t kReasonMax = 500;

int status_of(ErrorCode code) {
    switch (code) {
    case ErrorCode::invalid_argument:
        return 400;
    case ErrorCode::unauthenticated:
        return 401;
    case ErrorCode::permission_denied:
        return 403;
    case ErrorCode::not_found:
        return 404;
    case ErrorCode::conflict:
        return 409;
    case ErrorCode::too_large:
        return 413;
    case ErrorCode::rate_limited:
        return 429;
    default:
        return 503;
    }
}

} // namespace

std::string_view to_string(Role role) {
    switch (role) {
    case Role::viewer:
        return "viewer";
    case Role::operator_:
        return "operator";
    case Role::admin:
        return "admin";
    }
    return "viewer";
}

std::optional<Role> parse_role(std::string_view text) {
    for (const auto role : {Role::viewer, Role::operator_, Role::admin})
        if (text == to_string(role)) return role;
    return std::nullopt;
}

void StaffRoutes::add(const char* method, const char* pattern, Role least, Handler handler) {
    roles_[fmt::format("{} {}", method, pattern)] = least;
    router_.add(
        method, pattern,
        auth_.guarded([least, documents = documents_, handler = std::move(handler)](
                          net::Request& request, const store::StaffSession& session) -> Async<net::Response> {
            const auto role = parse_role(session.role);
            if (!role || *role < least) {
                log::warn("a staff request was refused: the role is too low",
                          {{"actor", session.email}, {"route", request.route}, {"role", session.role}});
                co_return net::problem(
                    403, "Your role does not allow this",
                    fmt::format("It needs the role {}; yours is {}.", to_string(least), session.role),
                    "forbidden");
            }
            auto response = co_await handler(request, session);
            if (documents == Documents::customers && !sees_contacts(session)) mask_contacts(response);
            co_return response;
        }));
}

net::Response problem_of(const Error& error) {
    const int status = status_of(error.code);
    switch (status) {
    case 400:
        return net::problem(400, "The request is not valid", error.message, "invalid");
    case 403:
        return net::problem(403, "This is not allowed", error.message, "forbidden");
    case 404:
        return net::problem(404, "Not found", error.message, "not_found");
    case 409:
        return net::problem(409, "The state does not allow this", error.message, "conflict");
    case 413:
        return net::problem(413, "Too large", error.message, "too_large");
    case 503:
        log::error("a staff request could not be answered", {{"error", error.message}});
        return net::problem(503, "It cannot be answered now", "Try again in a moment.", "unavailable");
    default:
        return net::problem(status, "Refused", error.message, to_string(error.code));
    }
}

net::Response answer(const Result<json::object>& document, int status) {
    if (!document) return problem_of(document.error());
    auto response = net::Response::json(status, json::serialize(*document));
    response.headers.set("Cache-Control", "no-store");
    return response;
}

Result<json::object> body_of(const net::Request& request) {
    if (request.body.empty()) return json::object{};
    auto body = parse_json(request.body);
    if (!body) return fail(ErrorCode::invalid_argument, "The body is not JSON: " + body.error().message);
    if (!body->is_object()) return fail(ErrorCode::invalid_argument, "The body must be a JSON object.");
    return std::move(body->get_object());
}

Result<store::Actor> actor_of(const store::StaffSession& session, const json::object& body) {
    store::Actor actor;
    actor.name = session.id.empty() ? session.email : "staff:" + session.email;
    actor.reason = get_string(body, "reason");
    if (character_count(actor.reason) > kReasonMax)
        return fail(ErrorCode::invalid_argument, "reason: longer than 500 characters");
    return actor;
}

std::string query_text(const net::Request& request, std::string_view name) {
    return request.query_value(name).value_or("");
}

std::vector<std::string> query_list(const net::Request& request, std::string_view name) {
    std::vector<std::string> values;
    std::string one;
    for (const char c : query_text(request, name) + ',') {
        if (c != ',')
            one += c;
        else if (!one.empty())
            values.push_back(std::exchange(one, {}));
    }
    return values;
}

Result<std::int64_t> query_number(const net::Request& request, std::string_view name, std::int64_t otherwise,
                                  std::int64_t lowest, std::int64_t most) {
    const auto text = query_text(request, name);
    if (text.empty()) return otherwise;
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value < lowest || value > most)
        return fail(ErrorCode::invalid_argument,
                    fmt::format("{}: must be a whole number from {} to {}", name, lowest, most));
    return value;
}

} // namespace bolt::roles
