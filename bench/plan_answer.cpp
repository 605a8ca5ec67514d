// What POST /plan takes without a language model: a form that was read by nobody before, among 500
// directories with history. The peer is the same form's reading alone, without store, checks and JSON.
#include "base/random.hpp"
#include "bench/measure.hpp"
#include "forms/choose.hpp"
#include "forms/page_model.hpp"
#include "roles/plan_route.hpp"
#include "store/directories.hpp"
#include "store/sqlite_database.hpp"

#include <boost/asio/io_context.hpp>
#include <fmt/format.h>
#include <fstream>
#include <iterator>

namespace bolt::bench {
namespace {

constexpr int kDirectories = 500, kRounds = 2000;

void fill(store::Database& database, const Platform& platform) {
    auto filled = database.write_blocking([&](store::Tx& tx) -> Result<void> {
        for (int i = 0; i < kDirectories; ++i) {
            store::Directory directory;
            directory.name = fmt::format("dir-{:03}", i);
            directory.submission_url = "https://" + directory.name + ".example/add";
            if (auto added = store::upsert_directory(tx, platform, directory); !added) return added;
            for (int hour = 0; hour < 6; ++hour)
                store::note_outcome(tx, platform.now() - std::chrono::hours{hour},
                                    {.directory_name = directory.name,
                                     .category = "restaurant",
                                     .country = "US",
                                     .taken = (i + hour) % 3 != 0,
                                     .answered = true});
        }
        return {};
    });
    if (!filled) give_up(filled.error().message);
}

} // namespace
} // namespace bolt::bench

int main(int count, char** arguments) {
    using namespace bolt;
    using namespace bolt::bench;
    if (count != 2) give_up("usage: plan_answer <page snapshot>");
    std::ifstream file(arguments[1], std::ios::binary);
    const auto snapshot = parse_json(std::string(std::istreambuf_iterator<char>(file), {}));
    if (!snapshot) give_up("no snapshot");
    const Folder folder;
    asio::io_context io{1};
    SystemClock clock{io.get_executor()};
    SystemRandom random;
    const Platform platform{io.get_executor(), clock, random};
    store::SqliteSettings settings;
    settings.path = (folder.path() / "bolt.db").string();
    auto database = store::open_sqlite(platform, settings);
    if (!database) give_up(database.error().message);
    fill(**database, platform);
    roles::OutcomeBoard board(platform, **database);
    Samples whole, reading;
    const auto work = [&]() -> Async<void> {
        for (int round = 0; round < kRounds + 50; ++round) {
            net::Request request;
            request.body =
                json::serialize(json::object{{"directory", fmt::format("dir-{:03}", round % kDirectories)},
                                             {"business",
                                              {{"name", "Ada's Bistro"},
                                               {"phone", "+1 312 555 0100"},
                                               {"city", "Chicago"},
                                               {"country", "US"}}},
                                             {"hints", {{"page", *snapshot}}}});
            const Stopwatch all;
            const auto response = co_await roles::answer_plan(request, {**database, board, nullptr});
            if (response.status != 200) give_up("no plan: " + response.body);
            if (round >= 50) whole.add(all.milliseconds());
            const Stopwatch part;
            const auto page = forms::read_page(*snapshot);
            const auto choice = forms::choose_form(*page);
            if (round >= 50 && choice.kind == forms::PageKind::submission) reading.add(part.milliseconds());
        }
    };
    asio::co_spawn(io, work, asio::detached);
    io.run();
    (*database)->close();
    if (whole.size() == 0) give_up("nothing was measured");
    report({"POST /plan answered locally, p99", whole.percentile(99), "ms", "reading the form alone, p99",
            reading.percentile(99), Target::ours_at_most, 5,
            fmt::format("{} answers, p50 {:.2f} ms; {} directories with history", whole.size(),
                        whole.median(), kDirectories)});
}
