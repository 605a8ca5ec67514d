#include "roles/test_staff.hpp"

namespace bolt::roles {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::MatchesRegex;
using testing::Not;

class StaffLogin : public StaffTest {};

TEST_F(StaffLogin, GivesTheSessionDocumentAndAStrictCookie) {
    const auto user = add_user();
    start();
    const auto response = login();
    ASSERT_EQ(response.status, 200) << response.body;
    EXPECT_THAT(
        std::string(response.headers.get("Set-Cookie")),
        MatchesRegex("bolt_session=[A-Za-z0-9_-]{43}; Path=/; HttpOnly; SameSite=Strict; Max-Age=604800"));
    const auto body = document(response);
    EXPECT_EQ(
        body.at("user"),
        (json::value{{"id", user.id}, {"email", "ada@example.com"}, {"name", "Ada"}, {"role", "operator"}}));
    EXPECT_EQ(parse_time(get_string(body, "expires_at")), clock.now() + std::chrono::hours{24 * 7});
    EXPECT_EQ(get_string(body.at("realtime"), "url"), "/realtime/v1");
    EXPECT_EQ(parse_time(get_string(body.at("realtime"), "expires_at")), clock.now() + 1h);
    EXPECT_EQ(get_string(body, "csrf_token").size(), 43u);
    EXPECT_THAT(text("SELECT group_concat(token_hash || csrf_token) FROM staff_sessions"),
                Not(HasSubstr(session_of(response).cookie.substr(13))))
        << "only the hash is stored";
    EXPECT_EQ(text("SELECT actor || ' ' || action FROM audit_log"), "staff:ada@example.com session.open");

    const auto again = document(get("/api/staff/session", session_of(response).read()));
    EXPECT_EQ(again.at("user"), body.at("user"));
    EXPECT_EQ(again.at("csrf_token"), body.at("csrf_token"));
}

TEST_F(StaffLogin, TheCookieIsSecureBehindHttps) {
    add_user();
    settings.public_url = "https://bolt.example";
    start();
    EXPECT_THAT(std::string(login().headers.get("Set-Cookie")),
                MatchesRegex("__Host-bolt_session=[A-Za-z0-9_-]{43}; Path=/; .*; Secure"));
}

TEST_F(StaffLogin, WrongUnknownInactiveAndLinkOnlyAccountsAreAnsweredAlike) {
    add_user();
    add_user("gone@example.com", false);
    add_user("link@example.com", true, false);
    start();
    const auto wrong = login("wrong password");
    EXPECT_EQ(problem(wrong), "401 wrong_login");
    EXPECT_FALSE(wrong.headers.has("Set-Cookie"));
    for (const std::string& email :
         {std::string("nobody@example.com"), std::string("gone@example.com"), std::string("link@example.com"),
          std::string("a\0b@example.com", 15), std::string(10'000, 'a'), std::string("' OR 1=1 --")}) {
        const auto other = login(kPassword, email);
        EXPECT_EQ(other.body, wrong.body) << email;
        EXPECT_EQ(other.status, wrong.status);
    }
    EXPECT_EQ(login(kPassword, "ADA@Example.COM").status, 200) << "case of the address does not count";
}

TEST_F(StaffLogin, BadBodiesCostNoAttempt) {
    limits.attempts_per_address_max = 1;
    add_user();
    start();
    for (const char* body :
         {"", "{", "[]", "7", R"({"email":"ada@example.com"})", R"({"email":"","password":"x"})",
          R"({"email":7,"password":"x"})", R"({"email":"ada@example.com","password":["x"]})"})
        EXPECT_EQ(send("POST", "/api/staff/login", body).status, 400) << body;
    EXPECT_EQ(send("GET", "/api/staff/login").status, 405);
    EXPECT_EQ(login().status, 200);
}

TEST_F(StaffLogin, FiveFailuresLockTheAccountForAQuarterOfAnHour) {
    add_user();
    start();
    for (int i = 0; i < 5; ++i) EXPECT_EQ(problem(login("wrong password")), "401 wrong_login") << i;
    const auto locked = login();
    EXPECT_EQ(problem(locked), "429 account_locked") << "even with the right password";
    EXPECT_EQ(locked.headers.get("Retry-After"), "900");
    clock.advance(14min);
    EXPECT_EQ(login().headers.get("Retry-After"), "60");
    clock.advance(61s);
    EXPECT_EQ(problem(login("wrong password")), "401 wrong_login") << "the count starts again";
    EXPECT_EQ(login().status, 200);
}

TEST_F(StaffLogin, ASuccessClearsTheCount) {
    add_user();
    start();
    for (int round = 0; round < 3; ++round) {
        for (int i = 0; i < 4; ++i) EXPECT_EQ(login("wrong password").status, 401);
        EXPECT_EQ(login().status, 200) << round;
        clock.advance(6min); // the address's window
    }
}

TEST_F(StaffLogin, AnAddressWithoutAccountLocksJustTheSame) {
    start();
    for (int i = 0; i < 5; ++i) EXPECT_EQ(problem(login("x", "nobody@example.com")), "401 wrong_login");
    const auto locked = login("x", "Nobody@Example.com");
    EXPECT_EQ(problem(locked), "429 account_locked");
    EXPECT_EQ(locked.headers.get("Retry-After"), "900");
    clock.advance(15min + 1s);
    EXPECT_EQ(problem(login("x", "nobody@example.com")), "401 wrong_login");
}

TEST_F(StaffLogin, ManyGuessesAtOnceAreNoMoreThanFive) {
    add_user();
    limits.attempts_per_address_max = 100;
    start();
    std::map<int, int> statuses;
    int left = 12;
    for (int i = 0; i < 12; ++i)
        spawn(loop.platform.executor, "guess", [&]() -> Async<void> {
            net::ClientRequest request{.method = "POST", .url = url("/api/staff/login")};
            request.timeout = std::chrono::milliseconds{60'000};
            request.body =
                json::serialize(json::object{{"email", "ada@example.com"}, {"password", "wrong password"}});
            auto response = co_await http->send(std::move(request));
            ++statuses[response ? response->status : 0];
            --left;
        });
    ASSERT_TRUE(loop.run_until([&] { return left == 0; }, 60s));
    EXPECT_EQ(statuses, (std::map<int, int>{{401, 5}, {429, 7}}));
    EXPECT_EQ(login().status, 429);
    EXPECT_EQ(number("SELECT count(*) FROM staff_sessions"), 0);
}

TEST_F(StaffLogin, AnAddressMayTrySoOftenInAWindow) {
    limits.attempts_per_address_max = 3;
    const auto user = add_user();
    start();
    for (const char* email : {"a@example.com", "b@example.com", "c@example.com"})
        EXPECT_EQ(login("x", email).status, 401);
    const auto refused = login();
    EXPECT_EQ(problem(refused), "429 too_many_logins");
    EXPECT_EQ(refused.headers.get("Retry-After"), "300");
    const auto link = add_link(user);
    const auto by_link = follow_link(link);
    EXPECT_EQ(problem(by_link), "429 too_many_logins");
    EXPECT_EQ(by_link.headers.get("Retry-After"), "300");
    clock.advance(5min + 1s);
    EXPECT_EQ(follow_link(link).status, 200) << "and the link was not used up";
    EXPECT_EQ(login().status, 200);
}

TEST_F(StaffLogin, ALinkWorksOnceWithinItsTime) {
    const auto user = add_user("ada@example.com", true, false);
    const auto link = add_link(user), late = add_link(user);
    start();
    const auto response = follow_link(link);
    ASSERT_EQ(response.status, 200) << response.body;
    EXPECT_EQ(get(std::string("/api/staff/session"), session_of(response).read()).status, 200);
    EXPECT_EQ(problem(follow_link(link)), "401 login_link");
    clock.advance(1h);
    EXPECT_EQ(problem(follow_link(late)), "401 login_link");
    EXPECT_EQ(problem(follow_link("forged")), "401 login_link");
    for (const char* body : {R"({})", R"({"token":""})", R"({"token":7})", R"([])"})
        EXPECT_EQ(send("POST", "/api/staff/login/link", body).status, 401) << body;
    EXPECT_EQ(send("POST", "/api/staff/login/link", "{").status, 400);
}

TEST_F(StaffLogin, ALinkOfAnInactiveAccountDoesNotWork) {
    const auto user = add_user("gone@example.com", false);
    const auto link = add_link(user);
    start();
    EXPECT_EQ(problem(follow_link(link)), "401 login_link");
}

TEST_F(StaffLogin, PagesOfOtherSitesCannotSignTheirVisitorsIn) {
    const auto user = add_user();
    const auto link = add_link(user);
    start();
    EXPECT_EQ(problem(login(kPassword, "ada@example.com", {{"Origin", "https://evil.example"}})),
              "403 foreign_origin");
    EXPECT_EQ(problem(send("POST", "/api/staff/login/link", json::serialize(json::object{{"token", link}}),
                           {{"Origin", "null"}})),
              "403 foreign_origin");
    EXPECT_EQ(follow_link(link).status, 200);
    EXPECT_EQ(login(kPassword, "ada@example.com", {{"Origin", url("")}}).status, 200);
}

} // namespace
} // namespace bolt::roles
