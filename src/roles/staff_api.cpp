#include "roles/staff_api.hpp"

#include "base/json.hpp"
#include "store/directories.hpp"
#include "store/feed.hpp"
#include "store/recipes.hpp"
#include "store/views.hpp"

#include <charconv>

namespace bolt::roles {
namespace {

constexpr int kPageDefault = 50;
constexpr int kPageMax = 200;

net::Response answer(const Result<json::object>& document) {
    if (document) {
        auto response = net::Response::json(200, json::serialize(*document));
        response.headers.set("Cache-Control", "no-store");
        return response;
    }
    const auto& error = document.error();
    switch (error.code) {
    case ErrorCode::not_found:
        return net::problem(404, "Not found", error.message, "not_found");
    case ErrorCode::invalid_argument:
        return net::problem(400, "The request is not valid", error.message, "invalid");
    default:
        return net::problem(503, "The database does not answer", error.message, "unavailable");
    }
}

// The position is read in the same transaction as the rows and before them: the answer is not older than it.
template <class F>
auto with_position(F function) {
    return [function = std::move(function)](store::Tx& tx) -> Result<json::object> {
        auto bounds = store::feed_bounds(tx);
        if (!bounds) return forward(bounds);
        auto document = function(tx);
        if (!document) return document;
        (*document)["position"] = bounds->newest;
        return document;
    };
}

std::int64_t number(const net::Request& request, std::string_view name, std::int64_t otherwise,
                    std::int64_t most) {
    const auto text = request.query_value(name).value_or("");
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc{} || end != text.data() + text.size() || value < 1)
        return otherwise;
    return std::min(value, most);
}

} // namespace

StaffApi::StaffApi(const Platform& platform, store::Database& database, queue::Queue& queue,
                   submit::EvidenceStore& evidence, StaffAuth& auth)
    : platform_(platform), database_(database), queue_(queue), evidence_(evidence), auth_(auth) {}

void StaffApi::add_routes(net::Router& router) {
    const auto add = [&](const char* pattern, auto method) {
        router.add("GET", pattern,
                   auth_.guarded([this, method](net::Request& request, const store::StaffSession&) {
                       return (this->*method)(request);
                   }));
    };
    router.add("GET", "/api/staff/overview",
               auth_.guarded([this](net::Request&, const store::StaffSession&) { return overview(); }));
    add("/api/staff/jobs", &StaffApi::jobs);
    add("/api/staff/jobs/{id}", &StaffApi::job);
    add("/api/staff/activity", &StaffApi::activity);
    add("/api/staff/directories", &StaffApi::directories);
    add("/api/staff/evidence/{job_id}/{file}", &StaffApi::evidence);
}

Async<net::Response> StaffApi::overview() {
    const auto now = platform_.now();
    auto document =
        co_await database_.read(with_position([now](store::Tx& tx) { return store::overview(tx, now); }));
    auto depth = co_await queue_.depth();
    if (document && depth)
        (*document)["queue"] = json::object{
            {"depth", depth->visible},
            {"in_flight", depth->in_flight},
            {"dead", depth->dead},
            {"oldest_age_seconds", std::chrono::duration_cast<std::chrono::seconds>(depth->oldest).count()}};
    else if (document)
        (*document)["queue"] = nullptr; // the queue does not answer: unknown is not zero
    co_return answer(document);
}

Async<net::Response> StaffApi::jobs(net::Request& request) {
    store::JobFilter filter;
    filter.state = request.query_value("state").value_or("all");
    filter.status = request.query_value("status").value_or("");
    filter.text = request.query_value("q").value_or("");
    filter.cursor = request.query_value("cursor").value_or("");
    filter.limit = static_cast<int>(number(request, "limit", kPageDefault, kPageMax));
    co_return answer(co_await database_.read(
        with_position([filter](store::Tx& tx) { return store::list_jobs(tx, filter); })));
}

Async<net::Response> StaffApi::job(net::Request& request) {
    const auto id = request.params["id"];
    co_return answer(
        co_await database_.read(with_position([id](store::Tx& tx) { return store::job_document(tx, id); })));
}

Async<net::Response> StaffApi::activity(net::Request& request) {
    const auto job_id = request.query_value("job_id").value_or("");
    const auto before = number(request, "before", 0, INT64_MAX);
    const auto limit = static_cast<int>(number(request, "limit", kPageDefault, kPageMax));
    co_return answer(co_await database_.read(with_position(
        [job_id, before, limit](store::Tx& tx) { return store::activity(tx, job_id, before, limit); })));
}

Async<net::Response> StaffApi::directories(net::Request&) {
    co_return answer(co_await database_.read(with_position([](store::Tx& tx) -> Result<json::object> {
        auto directories = store::list_directories(tx);
        if (!directories) return forward(directories);
        auto recipes = store::recipe_views(tx);
        if (!recipes) return forward(recipes);
        json::array list;
        for (const auto& each : *directories) {
            const auto* recipe = recipes->if_contains(each.name);
            list.push_back(json::object{{"name", each.name},
                                        {"title", each.title},
                                        {"website", each.website},
                                        {"submission_url", each.submission_url},
                                        {"host", each.host},
                                        {"category", each.category},
                                        {"policy", each.policy},
                                        {"active", each.active},
                                        {"paused", each.paused},
                                        {"pacing_ms", each.pacing_ms},
                                        {"attempts_max", each.attempts_max},
                                        {"recipe", recipe != nullptr ? *recipe : json::value(nullptr)}});
        }
        return json::object{{"directories", std::move(list)}};
    })));
}

Async<net::Response> StaffApi::evidence(net::Request& request) {
    auto bytes = evidence_.get(request.params["job_id"] + "/" + request.params["file"]);
    if (!bytes)
        co_return net::problem(404, "No such picture", "It was never taken, or it was erased.", "not_found");
    net::Response response;
    response.body = std::move(*bytes);
    // What a site said is never shown as its own HTML: pictures, or plain text of the lane without a browser.
    const bool text = request.params["file"].ends_with(".txt");
    response.headers.set("Content-Type", text ? "text/plain; charset=utf-8" : "image/jpeg");
    response.headers.set("X-Content-Type-Options", "nosniff");
    response.headers.set("Cache-Control", "private, max-age=86400, immutable");
    co_return response;
}

} // namespace bolt::roles
