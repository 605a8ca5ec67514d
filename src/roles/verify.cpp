#include "roles/verify.hpp"

#include "roles/checkout.hpp"
#include "roles/stripe_signature.hpp"
#include "roles/verify_watch.hpp"

#include <fmt/format.h>

namespace bolt::roles {
namespace {

constexpr int kHeartbeatAgeMaxSeconds = 60;

/// One run: what it has seen so far and the report it writes.
class Verifier {
  public:
    Verifier(Platform platform, net::HttpClient& http, VerifySettings settings, VerifyProgress progress)
        : platform_(platform), http_(http), settings_(std::move(settings)), progress_(std::move(progress)),
          watch_(platform), started_(platform.clock.monotonic()), deadline_(started_ + settings_.timeout) {}
    Async<VerifyReport> run();

  private:
    void begin(std::string name);
    bool step(std::string name, bool passed, std::string detail, std::int64_t at_ms = -1);
    std::int64_t elapsed_ms() const;
    Async<Result<json::value>> get(std::string path);
    Async<Result<net::Response>> post_webhook(std::string body, std::string signature);

    Async<bool> connections();
    Async<void> service_health();
    Async<bool> backend_to_queue();
    Async<void> subscriber_to_flow();
    Async<void> worker_to_database();
    Async<void> end_to_end();
    Async<void> check_picture(const json::value& results);

    Platform platform_;
    net::HttpClient& http_;
    VerifySettings settings_;
    VerifyProgress progress_;
    JobWatch watch_;
    VerifyReport report_;
    Duration started_, deadline_;
    std::int64_t queue_before_ = 0;
};

void Verifier::begin(std::string name) {
    report_.tests.push_back({std::move(name), {}, format_time(platform_.now())});
    progress_(report_.tests.back(), nullptr);
}

bool Verifier::step(std::string name, bool passed, std::string detail, std::int64_t at_ms) {
    auto& test = report_.tests.back();
    test.steps.push_back({std::move(name), passed, std::move(detail), at_ms >= 0 ? at_ms : elapsed_ms()});
    progress_(test, &test.steps.back());
    return passed;
}

std::int64_t Verifier::elapsed_ms() const {
    return std::chrono::duration_cast<std::chrono::milliseconds>(platform_.clock.monotonic() - started_)
        .count();
}

Async<Result<json::value>> Verifier::get(std::string path) {
    net::ClientRequest request;
    request.url = settings_.url + path;
    request.headers.set("X-Staff-Key", settings_.api_key);
    auto response = co_await http_.send(std::move(request));
    if (!response) co_return forward(response);
    if (response->status != 200)
        co_return fail(ErrorCode::unavailable, fmt::format("{} answered {}: {}", path, response->status,
                                                           response->body.substr(0, 200)));
    co_return parse_json(response->body);
}

Async<Result<net::Response>> Verifier::post_webhook(std::string body, std::string signature) {
    net::ClientRequest request;
    request.method = "POST";
    request.url = settings_.url + "/api/webhook";
    request.headers.set("Content-Type", "application/json");
    request.headers.set("Stripe-Signature", std::move(signature));
    request.body = std::move(body);
    co_return co_await http_.send(std::move(request));
}

Async<bool> Verifier::connections() {
    begin("Connections");
    net::ClientRequest alive;
    alive.url = settings_.url + "/healthz";
    auto response = co_await http_.send(std::move(alive));
    const bool answers = response && response->status == 200;
    if (!step("gateway answers", answers,
              response ? fmt::format("HTTP {}", response->status) : response.error().message))
        co_return false;
    auto overview = co_await get("/api/staff/overview");
    if (!step("staff API accepts the key", overview.has_value(),
              overview ? "signed in" : overview.error().message))
        co_return false;
    if (const auto* queue = find(*overview, "queue"))
        queue_before_ = get_int(*queue, "depth") + get_int(*queue, "in_flight");
    auto joined = co_await watch_.join(settings_.url, settings_.api_key, get_int(*overview, "position"));
    if (!step("realtime client joins", joined.has_value(), joined ? "subscribed" : joined.error().message))
        co_return false;
    auto listed = co_await get("/api/staff/directories");
    int usable = 0, real = 0;
    const auto* catalog = listed ? find(*listed, "directories") : nullptr;
    if (catalog && catalog->is_array())
        for (const auto& directory : catalog->get_array()) {
            if (get_string(directory, "policy") != "allowed" || !get_bool(directory, "active")) continue;
            ++usable;
            real += get_string(directory, "host").find(".localhost") == std::string::npos;
        }
    const bool safe = real == 0 || settings_.allow_real_directories;
    co_return step(
        "directories to submit to", listed && usable > 0 && safe,
        !listed       ? listed.error().message
        : usable == 0 ? "the catalog has none: start with `up --demo`, or import some"
        : safe
            ? fmt::format("{} directories", usable)
            : fmt::format("{} are real ones: use practice directories, or --allow-real-directories", real));
}

Async<void> Verifier::service_health() {
    begin("Service health");
    net::ClientRequest ready;
    ready.url = settings_.url + "/readyz";
    auto response = co_await http_.send(std::move(ready));
    auto document = response ? parse_json(response->body) : Result<json::value>(forward(response));
    for (const char* name : {"database", "queue", "brain"}) {
        const auto* checks = document ? find(*document, "checks") : nullptr;
        const auto* check = checks ? find(*checks, name) : nullptr;
        const bool good = check && get_string(*check, "status") == "ok";
        step(fmt::format("{} is healthy", name), good,
             check ? get_string(*check, "detail", "ok") : "not reported by /readyz");
    }
    auto overview = co_await get("/api/staff/overview");
    int alive = 0;
    if (overview)
        if (const auto* workers = find(*overview, "workers"); workers && workers->is_array())
            for (const auto& worker : workers->get_array())
                alive += get_string(worker, "status") != "stopped" &&
                         platform_.now() - parse_time(get_string(worker, "last_heartbeat")) <
                             std::chrono::seconds{kHeartbeatAgeMaxSeconds};
    step("a worker is alive", alive > 0,
         fmt::format("{} with a heartbeat in the last {} s", alive, kHeartbeatAgeMaxSeconds));
}

Async<bool> Verifier::backend_to_queue() {
    begin("Backend to queue");
    const auto id = platform_.new_id();
    TestPurchase purchase;
    purchase.event_id = "evt_test_" + id;
    purchase.session_id = "cs_test_" + id;
    purchase.package_type = settings_.package_type;
    purchase.profile = settings_.profile;
    purchase.amount_total_cents = settings_.price_cents;
    purchase.package_size = settings_.directories;
    purchase.created_seconds =
        std::chrono::duration_cast<std::chrono::seconds>(platform_.now().time_since_epoch()).count();
    const auto body = write_test_purchase(purchase);
    auto forged =
        co_await post_webhook(body, stripe_signature_header(body, "not the secret", platform_.now()));
    step("a forged signature is refused", forged && forged->status == 400,
         forged ? fmt::format("HTTP {}", forged->status) : forged.error().message);

    started_ = platform_.clock.monotonic();
    const auto signature = stripe_signature_header(body, settings_.webhook_secret, platform_.now());
    auto response = co_await post_webhook(body, signature);
    auto answer = response ? parse_json(response->body) : Result<json::value>(forward(response));
    report_.job_id = answer ? get_string(*answer, "job_id") : "";
    if (!step("purchase stored", response && response->status == 200 && !report_.job_id.empty(),
              response ? fmt::format("HTTP {}, job {}", response->status, report_.job_id)
                       : response.error().message))
        co_return false;
    watch_.follow(report_.job_id, started_);
    auto replayed = co_await post_webhook(body, signature);
    step("the same event again makes no second job",
         replayed && replayed->status == 200 &&
             replayed->body.find("\"duplicate\":true") != std::string::npos,
         replayed ? replayed->body.substr(0, 120) : replayed.error().message);
    co_await watch_.wait([this] { return watch_.when("queue_claimed") >= 0; }, deadline_);
    const auto claimed = watch_.when("queue_claimed");
    const auto queued = watch_.status_when("queued");
    step("message queued", queued >= 0 || claimed >= 0, "the job is queued", queued >= 0 ? queued : claimed);
    step("message claimed", claimed >= 0,
         claimed >= 0 ? "queue_claimed" : "no queue_claimed event: is a subscriber running?", claimed);
    co_return claimed >= 0;
}

Async<void> Verifier::subscriber_to_flow() {
    begin("Subscriber to flow");
    co_await watch_.wait(
        [this] { return watch_.when("job_started") >= 0 && watch_.when("flow_triggered") >= 0; }, deadline_);
    for (const char* event : {"flow_triggered", "flow_started", "job_started"})
        step(fmt::format("{} recorded", event), watch_.when(event) >= 0,
             watch_.when(event) >= 0 ? "seen" : "never came", watch_.when(event));
    std::int64_t left = -1;
    while (platform_.clock.monotonic() < deadline_) {
        auto overview = co_await get("/api/staff/overview");
        const auto* queue = overview ? find(*overview, "queue") : nullptr;
        left = queue ? get_int(*queue, "depth") + get_int(*queue, "in_flight") : -1;
        if (left >= 0 && left <= queue_before_) break;
        co_await platform_.clock.sleep(50ms);
    }
    step("message deleted", left >= 0 && left <= queue_before_,
         fmt::format("{} messages in the queue, {} before", left, queue_before_));
}

Async<void> Verifier::worker_to_database() {
    begin("Worker to database");
    const auto total = [this] { return static_cast<int>(get_int(watch_.job(), "directories_total")); };
    co_await watch_.wait([&] { return total() > 0 && watch_.ended_results() >= total(); }, deadline_);
    step("results written", total() > 0 && watch_.ended_results() == total(),
         fmt::format("{} of {} submissions have ended", watch_.ended_results(), total()));
    const auto& progress = watch_.progress_values();
    step("progress moved", progress.size() >= 2 && progress.front() < progress.back(),
         fmt::format("{}", fmt::join(progress, " -> ")));
    auto document = co_await get("/api/staff/jobs/" + report_.job_id);
    if (!document) {
        step("results can be read", false, document.error().message);
        co_return;
    }
    const auto* results = find(*document, "results");
    int submitted = 0, proven = 0;
    if (results && results->is_array())
        for (const auto& result : results->get_array()) {
            if (get_string(result, "status") != "submitted") continue;
            ++submitted;
            const auto* log = find(result, "response_log");
            const auto* reasons = log ? find(*log, "reasons") : nullptr;
            proven += reasons && reasons->is_array() && !reasons->get_array().empty();
        }
    step("submitted means proven", submitted > 0 && proven == submitted,
         fmt::format("{} submitted, {} with evidence", submitted, proven));
    if (results) co_await check_picture(*results);
}

Async<void> Verifier::check_picture(const json::value& results) {
    std::string name;
    if (!results.is_array()) co_return;
    for (const auto& result : results.get_array())
        if (const auto* evidence = find(result, "evidence"); evidence && name.empty())
            name = get_string(*evidence, "after");
    net::ClientRequest request;
    request.url = settings_.url + "/api/staff/evidence/" + name;
    request.headers.set("X-Staff-Key", settings_.api_key);
    auto picture = co_await http_.send(std::move(request));
    // The lane without a browser keeps the answer's text.
    const bool is_text = name.ends_with(".txt");
    const bool good =
        picture && picture->status == 200 && picture->body.starts_with(is_text ? "HTTP " : "\xFF\xD8\xFF");
    step("evidence picture", good,
         good ? fmt::format("{} bytes of {}", picture->body.size(), is_text ? "text" : "JPEG")
              : "no picture: " + name);
}

Async<void> Verifier::end_to_end() {
    begin("End to end");
    co_await watch_.wait(
        [this] { return watch_.when("flow_completed") >= 0 && watch_.status_when("completed") >= 0; },
        deadline_);
    const auto completed = watch_.status_when("completed");
    step("job completed", completed >= 0, "status " + get_string(watch_.job(), "status", "unknown"),
         completed);
    step("changes seen on the WebSocket", watch_.history().size() >= 6 && !watch_.results().empty(),
         fmt::format("{} history events, {} submissions", watch_.history().size(), watch_.results().size()));
    auto document = co_await get("/api/staff/jobs/" + report_.job_id);
    const auto* events = document ? find(*document, "history") : nullptr;
    const std::size_t stored = events && events->is_array() ? events->get_array().size() : 0;
    std::vector<std::string_view> missing;
    for (const char* event : {"queue_claimed", "flow_triggered", "flow_started", "job_started", "submitting",
                              "job_finalized", "flow_completed"})
        if (watch_.when(event) < 0) missing.emplace_back(event);
    step("history complete", missing.empty() && stored == watch_.history().size(),
         missing.empty() ? fmt::format("{} events stored, {} seen live", stored, watch_.history().size())
                         : fmt::format("missing: {}", fmt::join(missing, ", ")));
    const auto* job = document ? find(*document, "job") : nullptr;
    step("screen and tables agree",
         job && get_int(*job, "directories_done") == get_int(watch_.job(), "directories_done") &&
             get_int(*job, "progress") == 100,
         job ? fmt::format("{}/{} directories", get_int(*job, "directories_done"),
                           get_int(*job, "directories_total"))
             : "no job document");
}

Async<VerifyReport> Verifier::run() {
    report_.timestamp = format_time(platform_.now());
    report_.url = settings_.url;
    const bool connected = co_await connections();
    co_await service_health();
    const bool queued = connected && co_await backend_to_queue();
    if (queued) {
        co_await subscriber_to_flow();
        co_await worker_to_database();
        co_await end_to_end();
    }
    for (const char* name : {"Backend to queue", "Subscriber to flow", "Worker to database", "End to end"}) {
        const auto same = [name](const VerifyTest& test) { return test.name == name; };
        if (std::any_of(report_.tests.begin(), report_.tests.end(), same)) continue;
        begin(name);
        step("could run", false, "an earlier test failed");
    }
    co_return std::move(report_);
}

} // namespace

Async<VerifyReport> verify(Platform platform, net::HttpClient& http, VerifySettings settings,
                           VerifyProgress progress) {
    Verifier verifier(platform, http, std::move(settings), std::move(progress));
    co_return co_await verifier.run();
}

} // namespace bolt::roles
