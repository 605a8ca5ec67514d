#include "roles/rest_api.hpp"

#include "base/encoding.hpp"
#include "roles/rest_answer.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace bolt::roles {
namespace {

constexpr std::string_view kMethods = "GET, HEAD, OPTIONS";

/// Authorization wins, as with Supabase, where the apikey only names the project.
std::string token_of(const net::Headers& headers) {
    const auto authorization = headers.get("Authorization");
    for (const std::string_view scheme : {"Bearer ", "bearer "})
        if (authorization.starts_with(scheme)) return std::string(authorization.substr(scheme.size()));
    if (headers.has("apikey")) return std::string(headers.get("apikey"));
    return std::string(headers.get("X-Staff-Key"));
}

// Pages of any origin may ask: no cookie opens these routes, only a token that the page has.
void allow_browsers(net::Response& response) {
    response.headers.set("Access-Control-Allow-Origin", "*");
    response.headers.set("Access-Control-Expose-Headers", "Content-Range, Preference-Applied");
}

net::Response preflight() {
    auto response = net::Response::empty(204);
    response.headers.set("Access-Control-Allow-Methods", std::string(kMethods));
    response.headers.set(
        "Access-Control-Allow-Headers",
        "Accept, Accept-Profile, Apikey, Authorization, Content-Profile, Content-Type, Prefer, Range, "
        "Range-Unit, X-Client-Info, X-Retry-Count, X-Staff-Key");
    response.headers.set("Access-Control-Max-Age", "86400");
    return response;
}

net::Response read_only() {
    auto response = to_response({405, "PGRST117", "These tables are read only here", std::nullopt,
                                 "Change what you need over the staff API, or in the database."});
    response.headers.set("Allow", std::string(kMethods));
    return response;
}

net::Response unknown_table(const std::string& name) {
    std::string names;
    for (const auto& table : store::readable_tables())
        names += (names.empty() ? "" : ", ") + std::string(table.name);
    return to_response({404, "PGRST205",
                        fmt::format("Could not find the table 'public.{}' in the schema cache",
                                    to_valid_utf8(name.substr(0, 63))),
                        std::nullopt, "Tables that can be read here: " + names});
}

} // namespace

void RestApi::add_routes(net::Router& router) {
    for (const char* method : {"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
        router.add(method, "/rest/v1/{table...}", [this](net::Request& request) -> Async<net::Response> {
            auto response = co_await answer(request);
            allow_browsers(response);
            co_return response;
        });
}

Async<net::Response> RestApi::answer(net::Request& request) {
    if (request.method == "OPTIONS") co_return preflight();
    auto token = token_of(request.headers);
    if (token.empty())
        co_return to_response({401, "PGRST302", "Anonymous access is disabled", std::nullopt,
                               "Send a staff token or an API key as Authorization: Bearer, or as apikey."});
    const auto identity = co_await authorize_(std::move(token));
    if (!identity) co_return to_response(read_failure(identity.error()));
    if (!*identity) co_return to_response({401, "PGRST301", "The token is not valid, or has expired"});
    if (request.params["table"].starts_with("rpc/"))
        co_return to_response({404, "PGRST202",
                               fmt::format("Could not find the function public.{} in the schema cache",
                                           to_valid_utf8(request.params["table"].substr(4, 63))),
                               std::nullopt, "Functions are not supported."});
    if (request.method != "GET" && request.method != "HEAD") co_return read_only();
    co_return co_await read(request, (*identity)->personal);
}

Async<net::Response> RestApi::read(net::Request& request, bool personal) {
    if (const auto schema = request.headers.get("Accept-Profile"); !schema.empty() && schema != "public")
        co_return to_response({406, "PGRST106",
                               fmt::format("Invalid schema: {}", to_valid_utf8(schema.substr(0, 63))),
                               std::nullopt, "Only the following schemas are exposed: public"});
    const auto name = request.params["table"];
    const auto* table = store::find_readable_table(name, personal);
    if (!table) co_return unknown_table(name);
    auto query = read_rest_query(*table, request);
    if (!query) co_return to_response(query.error());
    // Shared with the database's thread, which may still read when this request is gone.
    const auto shared = std::make_shared<const RestQuery>(std::move(*query));
    auto page =
        co_await database_.read([shared](store::Tx& tx) { return store::read_table(tx, shared->read); });
    if (!page) co_return to_response(read_failure(page.error()));
    co_return write_rest_answer(*shared, *page);
}

} // namespace bolt::roles
