#include "roles/brain.hpp"

#include "base/crypto.hpp"
#include "base/failpoint.hpp"
#include "base/log.hpp"
#include "domain/rules.hpp"
#include "roles/health.hpp"
#include "roles/job_message.hpp"
#include "roles/plan_route.hpp"
#include "store/jobs.hpp"

#include <fmt/format.h>

namespace bolt::roles {
namespace {

constexpr int kPackageSizeMax = 10'000;
constexpr std::size_t kProblemsMax = 20;

// Ids are stored in lower case; some clients write them in upper case (RFC 9562 section 4 allows both).
std::string lower_id(std::string id) {
    for (auto& c : id)
        if (c >= 'A' && c <= 'F') c = static_cast<char>(c - 'A' + 'a');
    return id;
}

// The scheme's name has no letter case (RFC 9110 section 11.1).
std::string_view bearer_token(std::string_view authorization) {
    constexpr std::string_view kScheme = "bearer ";
    if (authorization.size() < kScheme.size()) return {};
    for (std::size_t i = 0; i < kScheme.size(); ++i)
        if ((authorization[i] | (i + 1 < kScheme.size() ? 0x20 : 0)) != kScheme[i]) return {};
    return authorization.substr(kScheme.size());
}

struct EnqueueRequest {
    std::string job_id, customer_id;
    int package_size = 0; ///< 0: what the package buys
    int priority = 4;
    json::object metadata;
};

// One sentence per problem, all of them at once.
Result<EnqueueRequest> read_enqueue(const json::value& body) {
    if (!body.is_object()) return fail(ErrorCode::invalid_argument, "the body must be an object");
    std::vector<std::string> problems;
    EnqueueRequest request;
    request.job_id = lower_id(get_string(body, "job_id"));
    request.customer_id = lower_id(get_string(body, "customer_id"));
    if (!is_uuid(request.job_id)) problems.emplace_back("job_id must be a job's id (a UUID)");
    if (!is_uuid(request.customer_id)) problems.emplace_back("customer_id must be a customer's id (a UUID)");
    const auto whole = [&](const char* name, int least, int most, int otherwise) {
        const auto* value = find(body, name);
        if (value == nullptr || value->is_null()) return otherwise;
        if (!value->is_int64() || value->get_int64() < least || value->get_int64() > most) {
            problems.push_back(fmt::format("{} must be a whole number from {} to {}", name, least, most));
            return otherwise;
        }
        return static_cast<int>(value->get_int64());
    };
    request.package_size = whole("package_size", 0, kPackageSizeMax, 0);
    request.priority = whole("priority", 1, 4, 4);
    if (const auto* metadata = find(body, "metadata"); metadata != nullptr && !metadata->is_null()) {
        if (metadata->is_object())
            request.metadata = metadata->get_object();
        else
            problems.emplace_back("metadata must be an object");
    }
    for (const auto& [key, value] : body.get_object()) {
        static constexpr std::string_view kKnown[] = {"job_id",   "customer_id", "package_size",
                                                      "priority", "metadata",    "source"};
        if (problems.size() < kProblemsMax &&
            std::find(std::begin(kKnown), std::end(kKnown), std::string_view(key)) == std::end(kKnown))
            problems.push_back(fmt::format("unknown field {}", std::string_view(key).substr(0, 64)));
    }
    if (!problems.empty())
        return fail(ErrorCode::invalid_argument, fmt::format("{}", fmt::join(problems, "; ")));
    return request;
}

} // namespace

Brain::Brain(const Platform& platform, store::Database& database, queue::Queue& queue,
             const Settings& settings)
    : platform_(platform), database_(database), queue_(queue), outcomes_(platform, database),
      enqueue_token_(settings.backend_enqueue_token), staff_api_key_(settings.staff_api_key) {}

void Brain::add_routes(net::Router& router) {
    router.add("GET", "/health", [this](net::Request&) { return health(); });
    router.add("POST", "/api/jobs/enqueue", [this](net::Request& request) { return enqueue(request); });
    router.add("POST", "/plan", [this](net::Request& request) { return plan(request); });
}

bool Brain::authorized(const net::Request& request) const {
    const auto bearer = bearer_token(request.headers.get("Authorization"));
    bool good = false;
    // Every pair is compared, so that the time taken tells nothing about which one matched.
    for (const auto given : {bearer, request.headers.get("X-Staff-Key"), request.headers.get("X-Admin-Key")})
        for (const auto* expected : {&enqueue_token_, &staff_api_key_})
            good |= secret_equal(given, *expected);
    return good;
}

std::vector<HealthCheck> Brain::checks() {
    std::vector<HealthCheck> checks;
    checks.push_back({"queue", true, [this]() -> Async<std::string> {
                          auto depth = co_await queue_.depth();
                          co_return depth ? "" : depth.error().message;
                      }});
    checks.push_back({"database", true, [this]() -> Async<std::string> {
                          auto read = co_await database_.read([](store::Tx& tx) { return store::ping(tx); });
                          co_return read ? "" : read.error().message;
                      }});
    checks.push_back({"authentication", true, [this]() -> Async<std::string> {
                          co_return enqueue_token_.empty() ? "BACKEND_ENQUEUE_TOKEN is not set" : "";
                      }});
    return checks;
}

Async<net::Response> Brain::health() {
    const auto looked_at = checks();
    auto report = co_await run_checks(looked_at);
    co_return net::Response::json(report.status == "unhealthy" ? 503 : 200,
                                  json::serialize(json::object{{"status", report.status},
                                                               {"service", "brain"},
                                                               {"version", version()},
                                                               {"timestamp", format_time(platform_.now())},
                                                               {"checks", report.checks}}));
}

Async<net::Response> Brain::enqueue(net::Request& request) {
    if (!authorized(request))
        co_return net::problem(401, "No valid token", "Send Authorization: Bearer <BACKEND_ENQUEUE_TOKEN>.",
                               "unauthenticated");
    auto body = parse_json(request.body);
    if (!body) co_return net::problem(400, "The body is not JSON", body.error().message);
    auto wanted = read_enqueue(*body);
    if (!wanted) co_return net::problem(400, "The request is not valid", wanted.error().message);

    auto job =
        co_await database_.read([id = wanted->job_id](store::Tx& tx) { return store::find_job(tx, id); });
    if (!job && job.error().code == ErrorCode::not_found)
        co_return net::problem(404, "No such job", job.error().message, "job_not_found");
    if (!job) co_return net::problem(503, "The database does not answer", job.error().message);
    if (job->customer_id != wanted->customer_id)
        co_return net::problem(409, "The job belongs to another customer", "Check job_id and customer_id.",
                               "customer_mismatch");
    if (is_terminal(job->status))
        co_return net::problem(409, "The job has ended",
                               fmt::format("Job {} is {}.", job->id, to_string(job->status)), "job_ended");

    JobMessage message;
    message.job_id = wanted->job_id;
    message.customer_id = wanted->customer_id;
    message.package_size = wanted->package_size;
    message.priority = wanted->priority;
    message.created_at = format_time(platform_.now());
    message.source = get_string(*body, "source", "brain");
    message.metadata = wanted->metadata;
    auto attributes = job_message_attributes(message);
    const auto trace = request.headers.get("traceparent");
    attributes["traceparent"] = is_traceparent(trace) ? std::string(trace) : job_traceparent(message.job_id);
    failpoint("brain.checked");
    auto sent = co_await queue_.send(write_job_message(message), std::move(attributes));
    failpoint("brain.queued");
    if (!sent && sent.error().code == ErrorCode::too_large)
        co_return net::problem(413, "The message is too large for the queue", sent.error().message,
                               "message_too_large");
    if (!sent) {
        log::error("a job could not be queued",
                   {{"job_id", wanted->job_id}, {"error", sent.error().message}});
        co_return net::problem(502, "The queue refused the message", sent.error().message, "queue_refused");
    }
    co_return net::Response::json(200, json::serialize(json::object{{"job_id", wanted->job_id},
                                                                    {"message_id", *sent},
                                                                    {"queue_provider", queue_.provider()},
                                                                    {"queue_url", queue_.url()},
                                                                    {"status", "queued"}}));
}

Async<net::Response> Brain::plan(net::Request& request) {
    if (!authorized(request))
        co_return net::problem(401, "No valid token", "Send Authorization: Bearer <BACKEND_ENQUEUE_TOKEN>.",
                               "unauthenticated");
    co_return co_await answer_plan(request, {database_, outcomes_, model_.get()});
}

} // namespace bolt::roles
