#include "roles/customer_live.hpp"

#include "base/log.hpp"
#include "store/customer_portal.hpp"
#include "store/feed.hpp"

namespace bolt::roles {
namespace {

constexpr int kChangesMax = 1'000;
constexpr std::size_t kWatchersMax = 10'000;
constexpr std::size_t kWatchersOfJobMax = 20;
/// Changes of a job come in bursts: no more pushes than eyes can follow.
constexpr Duration kBetweenPushes = std::chrono::milliseconds{200};
/// A session that ends while its job stands still is noticed after this.
constexpr Duration kLookAgain = std::chrono::seconds{30};

std::string job_of(const store::Change& change) {
    const auto& text = change.record.empty() ? change.old_record : change.record;
    const auto row = parse_json(text);
    if (!row) return {};
    return get_string(*row, change.table == "jobs" ? "id" : "job_id");
}

} // namespace

CustomerLive::CustomerLive(const Platform& platform, store::Database& database, CustomerAuth& auth)
    : platform_(platform), database_(database), auth_(auth), joined_(platform.clock) {}

void CustomerLive::add_socket(net::Router& router) {
    router.add_socket(
        "/api/my/jobs/{id}/live", [this](net::Request& request) { return check(request); },
        [this](std::shared_ptr<net::WebSocket> socket, const net::Request& request) {
            accept(std::move(socket), request);
        });
}

Async<std::optional<net::Response>> CustomerLive::check(net::Request& request) {
    // Browsers send cookies with a socket that a page of another site opens: that one is refused as a change
    // is.
    request.method = "POST";
    auto session = co_await auth_.require(request);
    if (!session) co_return session.error();
    auto own = co_await database_.read([session = *session, id = request.params["id"]](store::Tx& tx) {
        return store::may_see_job(tx, session, id);
    });
    if (!own || !*own) co_return customer_problem({ErrorCode::not_found, ""});
    std::size_t count = 0;
    for (const auto& [job_id, watchers] : watchers_) count += watchers.size();
    if (count >= kWatchersMax)
        co_return net::problem(503, "Too many watch at once", "Try again in a moment.");
    request.headers.set("X-Bolt-Session", session->id + " " + session->customer_id);
    co_return std::nullopt;
}

void CustomerLive::accept(std::shared_ptr<net::WebSocket> socket, const net::Request& request) {
    const auto found = request.params.find("id");
    const std::string owner(request.headers.get("X-Bolt-Session"));
    const auto job_id = found == request.params.end() ? std::string() : found->second;
    auto& watchers = watchers_[job_id];
    if (watchers.size() >= kWatchersOfJobMax) return socket->close(1013, "too many windows watch this order");
    const auto* known = socket.get();
    socket->on_close = [this, job_id, known] { drop(job_id, known); };
    socket->on_text = [](std::string) {}; // nothing is asked here
    const auto space = owner.find(' ');
    watchers.push_back(std::make_shared<Watcher>(
        Watcher{std::move(socket), owner.substr(0, space), owner.substr(space + 1)}));
    joined_.notify();
    bolt::spawn(platform_.executor, "customer live", [this, job_id] { return push(job_id); });
}

void CustomerLive::drop(const std::string& job_id, const net::WebSocket* socket) {
    const auto found = watchers_.find(job_id);
    if (found == watchers_.end()) return;
    std::erase_if(found->second, [socket](const auto& each) { return each->socket.get() == socket; });
    if (found->second.empty()) watchers_.erase(found);
}

Async<void> CustomerLive::push(std::string job_id) {
    const auto found = watchers_.find(job_id);
    if (found == watchers_.end()) co_return;
    const auto watchers = found->second; // sockets may go while the database is asked
    for (const auto& watcher : watchers) {
        struct Seen {
            bool lives = false;
            json::object document;
        };
        auto seen = co_await database_.read([this, watcher, job_id](store::Tx& tx) -> Result<Seen> {
            Seen now;
            auto lives = store::customer_session_lives(tx, platform_.now(), watcher->session_id);
            if (!lives) return forward(lives);
            now.lives = *lives;
            if (!*lives) return now;
            auto document = store::progress_document(tx, watcher->customer_id, job_id);
            if (!document) return forward(document);
            now.document = std::move(*document);
            return now;
        });
        if (!watcher->socket->open()) continue;
        if (!seen) {
            watcher->socket->close(1011, "try again");
        } else if (!seen->lives) {
            watcher->socket->close(1008, "the session has ended");
        } else {
            watcher->socket->send_text(std::make_shared<const std::string>(json::serialize(seen->document)));
        }
    }
}

Async<Result<std::set<std::string>>> CustomerLive::changed_jobs() {
    struct Look {
        store::FeedBounds bounds;
        std::vector<store::Change> changes;
    };
    const auto from = following_ ? position_ : -1;
    auto look = co_await database_.read([from](store::Tx& tx) -> Result<Look> {
        const auto bounds = store::feed_bounds(tx);
        if (!bounds) return forward(bounds);
        Look found{*bounds, {}};
        if (from < 0 || from + 1 < bounds->oldest) return found;
        auto changes = store::changes_after(tx, from, kChangesMax);
        if (!changes) return forward(changes);
        found.changes = std::move(*changes);
        return found;
    });
    if (!look) co_return forward(look);
    std::set<std::string> jobs;
    if (from < 0 || from + 1 < look->bounds.oldest) {
        position_ = look->bounds.newest;
        following_ = true;
        // What changed between a socket's first document and now is not known: each is told once more.
        for (const auto& [job_id, watchers] : watchers_) jobs.insert(job_id);
        co_return jobs;
    }
    for (const auto& change : look->changes) {
        position_ = std::max(position_, change.position);
        if (auto job_id = job_of(change); watchers_.contains(job_id)) jobs.insert(std::move(job_id));
    }
    co_return jobs;
}

void CustomerLive::wake() {
    joined_.notify();
    database_.committed().notify();
}

Async<void> CustomerLive::run(StopToken& stop) {
    auto next_look = platform_.clock.monotonic() + kLookAgain;
    while (!stop.requested()) {
        if (watchers_.empty()) {
            following_ = false;
            const auto seen = joined_.count();
            if (watchers_.empty()) co_await joined_.wait_past(seen, std::chrono::seconds{1});
            continue;
        }
        const auto seen = database_.committed().count();
        auto jobs = co_await changed_jobs();
        if (!jobs) log::warn("customers' progress cannot be followed", {{"error", jobs.error().message}});
        if (jobs && platform_.clock.monotonic() >= next_look) {
            for (const auto& [job_id, watchers] : watchers_) jobs->insert(job_id);
            next_look = platform_.clock.monotonic() + kLookAgain;
        }
        if (jobs)
            for (const auto& job_id : *jobs) co_await push(job_id);
        if (!co_await stop.sleep(kBetweenPushes)) break;
        co_await database_.committed().wait_past(seen, std::chrono::seconds{1});
    }
    for (const auto& [job_id, watchers] : watchers_)
        for (const auto& watcher : watchers) watcher->socket->close(1001, "the server stops");
}

} // namespace bolt::roles
