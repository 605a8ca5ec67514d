#include "realtime/test_feed.hpp"

namespace bolt::realtime {
namespace {

class FeedResume : public FeedTest {
  protected:
    /// Changes one job `count` times, each in its own transaction, from a coroutine.
    void write_on(int count) {
        writing = true;
        spawn(loop.platform.executor, "writer", [this, count]() -> Async<void> {
            for (int i = 0; i < count; ++i)
                co_await database->write([](store::Tx& tx) -> Result<void> {
                    tx.script(R"(UPDATE jobs SET priority = 5 - priority % 4;
                                 INSERT INTO queue_history (job_id, event) SELECT id, 'x' FROM jobs)");
                    return {};
                });
            writing = false;
        });
    }
    static json::object join_payload(std::int64_t since) {
        return {{"config", {{"postgres_changes", json::array{binding("jobs")}}}}, {"since", since}};
    }
    bool writing = false;
};

TEST_F(FeedResume, GivesEveryChangeOnceInOrderWhileWritersKeepWriting) {
    start();
    add_job();
    std::vector<std::int64_t> got;
    const auto since = newest();
    auto last = since;
    int connections = 0;
    write_on(600);
    while (writing || last < positions(since).back()) {
        auto client = connect();
        ++connections;
        client.ask("realtime:a", "phx_join", join_payload(last));
        // Cut off at different moments of the catch-up and after it.
        for (int i = 0; i < 20 + 7 * (connections % 5); ++i) {
            auto text = client.receive(writing ? 2s : 300ms);
            if (!text) break;
            const auto message = json::parse(*text);
            if (message.at(3).as_string() != "postgres_changes") continue;
            last = message.at(4).at("data").at("position").as_int64();
            got.push_back(last);
        }
    }
    got.insert(got.begin(), since);
    EXPECT_EQ(got, positions(since));
    EXPECT_EQ(got.size(), 1 + 600u);
    EXPECT_GT(connections, 5);
}

TEST_F(FeedResume, ALongAbsenceIsCaughtUpAlthoughTheClientsQueueIsShort) {
    server_settings.socket_queue_messages_max = 256;
    start();
    add_job();
    touch_job(3'000);
    auto client = connect();
    client.ask("realtime:a", "phx_join", join_payload(positions().at(1)));
    touch_job(10);
    const auto expected = positions();
    ASSERT_EQ(expected.size(), 1 + 3'011u);
    for (std::size_t i = 2; i < expected.size(); ++i)
        ASSERT_EQ(get_int(client.change(), "position"), expected[i]);
    EXPECT_EQ(hub->counters().connections, 1u);
}

TEST_F(FeedResume, TheSystemMessageComesAfterWhatWasMissed) {
    start();
    add_job();
    touch_job(3);
    auto client = connect();
    const auto at = positions();
    client.ask("realtime:a", "phx_join", join_payload(at.at(2)));
    EXPECT_EQ(client.next().at(3).as_string(), "presence_state");
    for (const std::int64_t position : {at.at(3), at.at(4)}) {
        const auto message = client.next();
        EXPECT_EQ(message.at(3).as_string(), "postgres_changes");
        EXPECT_EQ(message.at(4).at("data").at("position").as_int64(), position);
    }
    const auto system = client.next();
    EXPECT_EQ(system.at(3).as_string(), "system");
    EXPECT_EQ(system.at(4).at("status").as_string(), "ok");
    EXPECT_GE(system.at(4).at("position").as_int64(), at.at(4));
}

TEST_F(FeedResume, APositionThatIsNotKeptOrNeverWasSaysReload) {
    start();
    add_job();
    touch_job(9);
    const auto at = positions();
    script(fmt::format("DELETE FROM changes WHERE position <= {}", at.at(5)));
    // On PostgreSQL positions go on with every transaction, also of others.
    const auto never_was = store::on_postgres() ? INT64_MAX - 1 : 12;
    auto client = connect();
    for (const std::int64_t since : {std::int64_t{0}, at.at(4), never_was, INT64_MAX}) {
        client.ask("realtime:a", "phx_join", join_payload(since));
        const auto system = client.next("system").at(4).as_object();
        EXPECT_EQ(get_string(system, "status"), "error") << since;
        EXPECT_EQ(get_string(system, "extension"), "postgres_changes");
        EXPECT_EQ(get_string(system, "message"), "position too old: reload");
        EXPECT_EQ(hub->counters().channels, 0u) << since;
    }
    for (const std::int64_t since : {at.at(5), at.at(10)}) {
        client.ask("realtime:a", "phx_join", join_payload(since));
        EXPECT_EQ(get_string(client.next("system").at(4), "status"), "ok") << since;
    }
    script(R"(DELETE FROM changes)");
    client.ask("realtime:a", "phx_join", join_payload(at.at(10)));
    EXPECT_EQ(get_string(client.next("system").at(4), "status"), "ok") << "all forgotten, but nothing missed";
}

TEST_F(FeedResume, ABurstReachesEveryClientThatReads) {
    start();
    add_job();
    std::vector<TestClient> clients;
    for (int i = 0; i < 20; ++i) {
        clients.push_back(connect());
        clients.back().join("realtime:a", {binding("jobs")});
    }
    touch_job(1'500); // one transaction
    const auto at = positions();
    // In turns: who reads nothing while another one takes everything is slow, not what this is about.
    for (std::size_t i = 2; i <= 1'501; ++i)
        for (auto& client : clients) ASSERT_EQ(get_int(client.change(), "position"), at.at(i));
    EXPECT_EQ(hub->counters().connections, 20u);
    EXPECT_EQ(hub->counters().messages, 20u * 1'500u);
}

TEST_F(FeedResume, AClientThatDoesNotReadIsCutAndTheOthersGoOn) {
    settings.stall_max = 500ms;
    start();
    add_job();
    auto lazy = connect();
    lazy.join("realtime:a", {binding("jobs")});
    auto busy = connect();
    busy.join("realtime:a", {binding("jobs")});
    int received = 0;
    while (hub->counters().connections == 2 && received < 400) {
        script(fmt::format(
            R"(UPDATE jobs SET error_message = '{}' || /*LITE*/hex(zeroblob(200000))/*END*//*PG*/repeat('0', 400000)/*END*/)",
            received));
        const auto change = busy.change();
        ASSERT_TRUE(
            get_string(change.at("record"), "error_message").starts_with(std::to_string(received) + "00"));
        ++received;
    }
    ASSERT_TRUE(loop.run_until([&] { return hub->counters().connections == 1; }));
    touch_job();
    EXPECT_EQ(get_string(busy.change(), "type"), "UPDATE");
    while (lazy.receive(1s)) {
    }
    EXPECT_EQ(lazy.socket().close_code(), 0) << "cut: there was no room for a close frame";
}

} // namespace
} // namespace bolt::realtime
