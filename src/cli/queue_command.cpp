#include "cli/commands.hpp"
#include "cli/deployment.hpp"
#include "cli/process.hpp"

#include "queue/sqs_admin.hpp"

#include <fmt/format.h>
#include <iostream>
#include <unistd.h>

namespace bolt::cli {
namespace {

constexpr Duration kLook = std::chrono::seconds{30};
constexpr Duration kWork = std::chrono::minutes{2};
constexpr std::size_t kShownBytesMax = 300;
constexpr int kBatch = 10;

/// The queue and its dead letters, both as queues.
struct Queues {
    std::unique_ptr<store::Database> database; ///< none with SQS
    std::unique_ptr<queue::Queue> jobs, dead;
    Duration wait{0}; ///< to be sure that nothing is there: SQS's answer without a wait may miss messages

    Queues() = default;
    Queues(Queues&&) = default;
    Queues& operator=(Queues&&) = default;
    ~Queues() {
        jobs.reset();
        dead.reset();
        if (database) database->close();
    }
};

bool is_store(const roles::Settings& settings) { return settings.queue_url.starts_with("store:"); }

Async<Result<Queues>> open_queues(const Platform& platform, const roles::Settings& settings) {
    Queues queues;
    auto dead_settings = settings;
    if (is_store(settings)) {
        auto database = open_database(platform, settings);
        if (!database) co_return forward(database);
        queues.database = std::move(*database);
        dead_settings.queue_url = settings.queue_url + "-dlq";
    } else {
        queues.wait = std::chrono::seconds{1};
        auto url = co_await queue::sqs_dead_letter_url(platform, sqs_settings(settings));
        if (!url) co_return forward(url);
        dead_settings.queue_url = *url;
        dead_settings.dead_letter_url.clear();
    }
    auto jobs = open_queue(platform, settings, queues.database.get());
    if (!jobs) co_return forward(jobs);
    auto dead = open_queue(platform, dead_settings, queues.database.get());
    if (!dead) co_return forward(dead);
    queues.jobs = std::move(*jobs);
    queues.dead = std::move(*dead);
    co_return queues;
}

// One line, without what could move a terminal's cursor.
std::string shown(const std::string& text) {
    std::string out;
    for (const char c : text.substr(0, kShownBytesMax))
        out.push_back(static_cast<unsigned char>(c) < 0x20 || c == 0x7F ? ' ' : c);
    return text.size() > kShownBytesMax ? out + " ..." : out;
}

void print(const queue::Message& message) {
    fmt::print("\n{}  sent {}, delivered {} times\n", message.id, format_time(message.sent_at),
               message.receive_count);
    for (const auto& [name, value] : message.attributes) fmt::print("  {}: {}\n", shown(name), shown(value));
    fmt::print("  {}\n", shown(message.body));
}

/// Runs `command` on the queues that the settings name; a failed result is reported.
int with_queues(const std::string& data,
                std::function<Async<Result<void>>(const Process&, const roles::Settings&, Queues&)> command) {
    auto settings = environment_settings(data);
    if (!settings) return report(settings.error());
    Process process(*settings);
    return process.run([&]() -> Async<int> {
        auto queues = co_await open_queues(process.platform(), *settings);
        if (!queues) co_return report(queues.error());
        auto done = co_await command(process, *settings, *queues);
        co_return done ? kSuccess : report(done.error());
    });
}

Async<Result<void>> peek(Queues& queues, bool live, int count) {
    const auto depth = co_await queues.jobs->depth();
    if (!depth) co_return forward(depth);
    fmt::print("{}: {} waiting, {} being worked on, {} dead letters\n", queues.jobs->url(), depth->visible,
               depth->in_flight, depth->dead);
    auto& from = live ? *queues.jobs : *queues.dead;
    std::vector<queue::Message> seen;
    while (static_cast<int>(seen.size()) < count) {
        auto some = co_await from.receive(std::min(kBatch, count - static_cast<int>(seen.size())), kLook,
                                          queues.wait);
        if (!some) co_return forward(some);
        if (some->empty()) break;
        for (auto& message : *some) {
            print(message);
            seen.push_back(std::move(message));
        }
    }
    for (const auto& message : seen)
        if (auto back = co_await from.extend(message, Duration{0});
            !back && back.error().code != ErrorCode::conflict)
            co_return forward(back);
    co_return Result<void>{};
}

/// At most `count` (0: all) of the dead letters that were there at `started`: one that fails again at once is
/// not taken twice.
Async<Result<int>> move_back(Queues& queues, int count, TimePoint started) {
    int moved = 0;
    for (bool ended = false; !ended && (count == 0 || moved < count);) {
        auto some = co_await queues.dead->receive(count == 0 ? kBatch : std::min(kBatch, count - moved),
                                                  kWork, queues.wait);
        if (!some) co_return forward(some);
        if (some->empty()) break;
        for (const auto& message : *some) {
            if (message.sent_at > started) {
                ended = true;
                auto back = co_await queues.dead->extend(message, Duration{0});
                if (!back && back.error().code != ErrorCode::conflict) co_return forward(back);
                continue;
            }
            auto attributes = message.attributes;
            for (const auto* name : {"reason", "original_message_id"}) attributes.erase(name);
            // Sent first: what is interrupted is there twice, and the subscriber knows a job that it has
            // started.
            auto sent = co_await queues.jobs->send(message.body, std::move(attributes));
            if (!sent) co_return forward(sent);
            auto removed = co_await queues.dead->remove(message);
            if (!removed && removed.error().code != ErrorCode::conflict) co_return forward(removed);
            ++moved;
        }
    }
    co_return moved;
}

Async<Result<void>> empty(queue::Queue& queue) {
    for (;;) {
        auto some = co_await queue.receive(kBatch, kWork, Duration{0});
        if (!some) co_return forward(some);
        if (some->empty()) co_return Result<void>{};
        for (const auto& message : *some)
            if (auto removed = co_await queue.remove(message);
                !removed && removed.error().code != ErrorCode::conflict)
                co_return removed;
    }
}

bool confirmed(const std::string& what) {
    if (::isatty(STDIN_FILENO) == 0) return false;
    fmt::print("Delete every message of {}, for good? Type yes: ", what);
    std::fflush(stdout);
    std::string answer;
    std::getline(std::cin, answer);
    return answer == "yes";
}

} // namespace

int run_queue_setup(const std::string& data) {
    auto settings = environment_settings(data);
    if (!settings) return report(settings.error());
    if (is_store(*settings)) {
        fmt::print("{}: the queue lives in the database's tables; `directory-bolt migrate` makes them. To "
                   "use Amazon "
                   "SQS, set QUEUE_URL=sqs:<name> and AWS_REGION.\n",
                   settings->queue_url);
        return kSuccess;
    }
    Process process(*settings);
    return process.run([&]() -> Async<int> {
        auto setup = co_await queue::set_up_sqs(process.platform(), sqs_settings(*settings));
        if (!setup) co_return report(setup.error());
        for (const auto& step : setup->steps) fmt::print("{}\n", step);
        fmt::print("QUEUE_URL={}\nSQS_DLQ_URL={}\n", setup->queue_url, setup->dead_letter_url);
        co_return kSuccess;
    });
}

int run_queue_peek(const QueueOptions& options) {
    return with_queues(options.data, [&](const Process&, const roles::Settings&, Queues& queues) {
        return peek(queues, options.live, options.count);
    });
}

int run_queue_redrive(const QueueOptions& options) {
    return with_queues(
        options.data,
        [&](const Process& process, const roles::Settings&, Queues& queues) -> Async<Result<void>> {
            auto moved = co_await move_back(queues, options.count, process.platform().now());
            if (!moved) co_return forward(moved);
            fmt::print("{} dead letter(s) are back in {}\n", *moved, queues.jobs->url());
            co_return Result<void>{};
        });
}

int run_queue_purge(const QueueOptions& options) {
    return with_queues(
        options.data,
        [&](const Process& process, const roles::Settings& settings, Queues& queues) -> Async<Result<void>> {
            auto& target = options.live ? *queues.jobs : *queues.dead;
            if (!options.yes && !confirmed(target.url()))
                co_return fail(ErrorCode::invalid_argument,
                               "nothing was deleted: confirm with yes, or give --yes");
            if (is_store(settings)) {
                if (auto emptied = co_await empty(target); !emptied) co_return emptied;
            } else {
                auto with = sqs_settings(settings);
                with.queue_url = target.url();
                if (auto purged = co_await queue::purge_sqs(process.platform(), with); !purged)
                    co_return purged;
            }
            fmt::print("{} is empty{}\n", target.url(),
                       is_store(settings) ? " but for what is being worked on" : " within 60 seconds");
            co_return Result<void>{};
        });
}

} // namespace bolt::cli
