#include "realtime/test_feed.hpp"

namespace bolt::realtime {
namespace {

class FeedAccess : public FeedTest {
  protected:
    int refusal(std::string where, net::Headers headers = {}) {
        auto socket = try_connect(std::move(where), std::move(headers));
        if (socket) return 101;
        const auto& text = socket.error().message;
        const auto at = text.find("status ");
        return at == std::string::npos ? -1 : std::stoi(text.substr(at + 7));
    }
    /// The next change of that type; no change before it may be of a table that the feed does not have.
    static void wait_for(std::string_view type, TestClient& client) {
        for (;;) {
            const auto change = client.change();
            EXPECT_EQ(get_string(change, "table"), "jobs");
            if (get_string(change, "type") == type) return;
        }
    }
    int closed_with(TestClient& client) {
        while (client.receive()) {
        }
        return client.socket().close_code();
    }
};

TEST_F(FeedAccess, NeedsAGoodKey) {
    start();
    const auto base = fmt::format("ws://127.0.0.1:{}/realtime/v1/websocket", server->port());
    EXPECT_EQ(refusal(base), 401);
    EXPECT_EQ(refusal(base + "?apikey="), 401);
    EXPECT_EQ(refusal(url("forged")), 401);
    EXPECT_EQ(refusal(url("key")), 101);
    EXPECT_EQ(refusal(base, {{"x-api-key", "key"}}), 101);
    checks_fail = true;
    EXPECT_EQ(refusal(url("key")), 503) << "a database that is down says nothing about the key";
}

TEST_F(FeedAccess, RefusesPagesOfOtherSites) {
    settings.public_url = "https://bolt.example/";
    start();
    const auto own = fmt::format("http://127.0.0.1:{}", server->port());
    EXPECT_EQ(refusal(url(), {{"Origin", own}}), 101);
    EXPECT_EQ(refusal(url(), {{"Origin", "https://bolt.example"}}), 101);
    EXPECT_EQ(refusal(url(), {{"Origin", "https://evil.example"}}), 403);
    EXPECT_EQ(refusal(url(), {{"Origin", "null"}}), 403);
    EXPECT_EQ(checks, 2) << "a foreign page cannot even try keys";
}

TEST_F(FeedAccess, TakesSoManyConnections) {
    settings.connections_max = 2;
    start();
    auto first = connect(), second = connect();
    EXPECT_EQ(refusal(url()), 503);
    (void)loop.run([](net::SocketClient& socket) -> Async<bool> {
        co_await socket.close();
        co_return true;
    }(first.socket()));
    ASSERT_TRUE(loop.run_until([&] { return hub->counters().connections == 1; }));
    EXPECT_EQ(refusal(url()), 101);
}

TEST_F(FeedAccess, AJoinsOwnTokenCounts) {
    start();
    auto client = connect();
    auto answer = client.ask("realtime:a", "phx_join", {{"access_token", "token-1"}});
    EXPECT_EQ(get_string(answer, "status"), "ok");
    tokens.erase("key");
    answer = client.ask("realtime:b", "phx_join", json::object{});
    EXPECT_EQ(get_string(answer, "status"), "error") << "the connection's key was withdrawn meanwhile";
    checks_fail = true;
    answer = client.ask("realtime:c", "phx_join", {{"access_token", "token-1"}});
    EXPECT_THAT(get_string(answer.at("response"), "reason"), testing::HasSubstr("try again"));
}

TEST_F(FeedAccess, EndsTheSocketsOfARevokedSession) {
    start();
    auto ada = connect("token-1"), bob = connect("token-2"), both = connect("token-2"), tool = connect();
    ada.join("realtime:a", {binding("jobs")});
    bob.join("realtime:a", {binding("jobs")});
    tool.join("realtime:a", {binding("jobs")});
    both.ask("realtime:a", "phx_join", {{"access_token", "token-1"}});
    both.ask("realtime:b", "phx_join", {{"access_token", "token-2"}});
    hub->close_session("");
    hub->close_session("session-1");
    EXPECT_EQ(closed_with(ada), 1008);
    EXPECT_EQ(closed_with(both), 1008) << "one of its channels was opened by that session";
    ASSERT_TRUE(loop.run_until([&] { return hub->counters().connections == 2; }));
    add_job();
    EXPECT_EQ(get_string(bob.change(), "type"), "INSERT");
    EXPECT_EQ(get_string(tool.change(), "type"), "INSERT");
}

// Fault F28. Written by hand, as another process or a person with a database client would.
TEST_F(FeedAccess, F28ARoleRevokedElsewhereEndsItsSocketsBeforeTheNextChange) {
    tokens["token-1"].session_id = "00000000-0000-4000-8000-0000000000a1";
    tokens["token-2"].session_id = "00000000-0000-4000-8000-0000000000a2";
    tokens["token-1"].user_id = "00000000-0000-4000-8000-0000000000b1";
    tokens["key-2"] = {
        .session_id = "", .name = "tool", .user_id = "", .key_id = "00000000-0000-4000-8000-0000000000c1"};
    script("INSERT INTO staff_users (id, email, role, created_at, updated_at) VALUES "
           "('00000000-0000-4000-8000-0000000000b1', 'ada@example.com', 'admin', "
           "'2026-01-01T00:00:00.000000+00:00', '2026-01-01T00:00:00.000000+00:00'), "
           "('00000000-0000-4000-8000-0000000000b2', 'bob@example.com', 'viewer', "
           "'2026-01-01T00:00:00.000000+00:00', "
           "'2026-01-01T00:00:00.000000+00:00');"
           "INSERT INTO staff_sessions (id, user_id, token_hash, csrf_token, created_at, expires_at) VALUES "
           "('00000000-0000-4000-8000-0000000000a1', '00000000-0000-4000-8000-0000000000b1', 'a', 'c', "
           "'2026-01-01T00:00:00.000000+00:00', '2027-01-01T00:00:00.000000+00:00'), "
           "('00000000-0000-4000-8000-0000000000a2', '00000000-0000-4000-8000-0000000000b2', 'b', 'c', "
           "'2026-01-01T00:00:00.000000+00:00', "
           "'2027-01-01T00:00:00.000000+00:00');"
           "INSERT INTO api_keys (id, name, role, key_hash, prefix, created_by, created_at) VALUES "
           "('00000000-0000-4000-8000-0000000000c1', 'tool', 'operator', 'h', 'p', 'ada', "
           "'2026-01-01T00:00:00.000000+00:00');");
    start();
    struct Case {
        const char *token, *change, *harmless;
    };
    for (const auto& each :
         {Case{"token-2",
               "UPDATE staff_sessions SET revoked_at = '2026-01-01T00:00:00.000000+00:00' WHERE id = "
               "'00000000-0000-4000-8000-0000000000a2';",
               "UPDATE staff_sessions SET remote = 'x' WHERE id = '00000000-0000-4000-8000-0000000000a2';"},
          Case{"token-1",
               "UPDATE staff_users SET role = 'viewer' WHERE id = '00000000-0000-4000-8000-0000000000b1';",
               "UPDATE staff_users SET failed_logins = 1 WHERE id = '00000000-0000-4000-8000-0000000000b1';"},
          Case{"token-1",
               "UPDATE staff_users SET active = (1 = 0) WHERE id = '00000000-0000-4000-8000-0000000000b1';",
               "UPDATE staff_users SET name = 'Ada' WHERE id = '00000000-0000-4000-8000-0000000000b1';"},
          Case{"key-2",
               "UPDATE api_keys SET revoked_at = '2026-01-01T00:00:00.000000+00:00' WHERE id = "
               "'00000000-0000-4000-8000-0000000000c1';",
               "UPDATE api_keys SET last_used_at = '2026-01-01T00:00:00.000000+00:00' WHERE id = "
               "'00000000-0000-4000-8000-0000000000c1';"}}) {
        script("DELETE FROM jobs;");
        auto target = connect(each.token), idle = connect(each.token), other = connect();
        target.join("realtime:a", {binding("*"), json::object{{"event", "*"}}});
        other.join("realtime:a", {binding("*")});
        script(each.harmless);
        add_job();
        // The hub may not have given out the DELETE when they joined: then it comes first.
        wait_for("INSERT", target);
        wait_for("INSERT", other);
        script(std::string(each.change) + "UPDATE jobs SET priority = 7;");
        for (auto* client : {&target, &idle}) {
            auto text = client->receive();
            while (text && text->find("postgres_changes") == std::string::npos) text = client->receive();
            EXPECT_FALSE(text) << each.change << " was followed by " << *text;
            EXPECT_EQ(client->socket().close_code(), 1008) << each.change;
        }
        wait_for("UPDATE", other);
    }
}

TEST_F(FeedAccess, EndsChannelsWhoseTokenIsNoLongerGood) {
    settings.recheck_every = 30ms;
    start();
    auto client = connect();
    client.join("realtime:a", {binding("jobs")});
    client.ask("realtime:b", "phx_join", {{"access_token", "token-1"}});
    client.ask("realtime:c", "phx_join", {{"access_token", "token-1"}});
    client.send(R"(["1","7","realtime:c","access_token",{"access_token":"token-2"}])");
    client.send(R"([null,"8","phoenix","heartbeat",{}])");
    while (client.next("phx_reply").at(1).as_string() != "8") {
    }
    tokens.erase("token-1");
    const auto system = client.next("system");
    EXPECT_EQ(system.at(2).as_string(), "realtime:b");
    EXPECT_EQ(get_string(system.at(4), "status"), "error");
    EXPECT_EQ(get_string(system.at(4), "extension"), "system");
    const auto close = client.next();
    EXPECT_EQ(close.at(2).as_string(), "realtime:b");
    EXPECT_EQ(close.at(3).as_string(), "phx_close");
    EXPECT_EQ(hub->counters().channels, 2u);

    // A check that cannot be made ends nothing.
    checks_fail = true;
    const auto before = checks;
    ASSERT_TRUE(loop.run_until([&] { return checks >= before + 4; }));
    EXPECT_EQ(hub->counters().channels, 2u);
}

TEST_F(FeedAccess, SaysGoodByeWhenItStops) {
    settings.read_at_least_every = 1h; // a stop does not wait for the next look at the feed
    start();
    auto client = connect();
    client.join("realtime:a", {binding("jobs")});
    stop();
    EXPECT_EQ(closed_with(client), 1001);
}

TEST_F(FeedAccess, TheHubMayGoWhileClientsAreConnectedAndJoining) {
    start();
    add_job();
    touch_job(500);
    auto live = connect(), joining = connect(), behind = connect();
    live.join("realtime:a", {binding("jobs")});
    behind.ask("realtime:a", "phx_join",
               {{"config", {{"postgres_changes", json::array{binding("jobs")}}}}, {"since", 1}});
    checks_wait = true;
    joining.send(R"(["1","1","realtime:a","phx_join",{"since":0}])");
    ASSERT_TRUE(loop.run_until([&] { return checks == 6; }));
    stop();
    hub.reset();
    release_checks();
    joining.send(R"([null,"5","phoenix","heartbeat",{}])");
    for (auto* client : {&live, &joining, &behind}) EXPECT_EQ(closed_with(*client), 1001);
}

TEST_F(FeedAccess, TheHubMayGoBeforeItEverRan) {
    start(false);
    auto client = connect();
    client.send(R"(["1","1","realtime:a","phx_join",{}])");
    ASSERT_TRUE(loop.run_until([&] { return hub->counters().channels == 1; }));
    hub.reset();
    EXPECT_EQ(closed_with(client), 1001);
}

} // namespace
} // namespace bolt::realtime
