#include "roles/test_staff.hpp"

#include "roles/token.hpp"

namespace bolt::roles {
namespace {

class StaffSessions : public StaffTest {
  protected:
    Session sign_in() {
        if (!auth) {
            add_user();
            start();
        }
        return session_of(login());
    }
};

TEST_F(StaffSessions, GuardedRoutesNeedOne) {
    const auto session = sign_in();
    EXPECT_EQ(problem(get("/api/staff/thing")), "401 unauthenticated");
    for (const char* cookie : {"bolt_session=", "bolt_session=forged", "other=x", "bolt_session",
                               "bolt_session=x; bolt_session=y", "=;;="})
        EXPECT_EQ(problem(get("/api/staff/thing", {{"Cookie", cookie}})), "401 unauthenticated") << cookie;
    const auto response = get("/api/staff/thing", {{"Cookie", "theme=dark; " + session.cookie + "; x=y"}});
    EXPECT_EQ(response.body, "ada@example.com operator");
}

TEST_F(StaffSessions, WritesNeedTheCsrfTokenOfThisSession) {
    const auto mine = sign_in(), other = sign_in();
    const auto post = [&](net::Headers headers) {
        return send("POST", "/api/staff/thing", "{}", std::move(headers));
    };
    EXPECT_EQ(problem(post(mine.read())), "403 csrf");
    for (const std::string& token : {std::string(), std::string("x"), other.csrf, mine.csrf + "x"})
        EXPECT_EQ(problem(post({{"Cookie", mine.cookie}, {"X-CSRF-Token", token}})), "403 csrf") << token;
    EXPECT_EQ(post(mine.write()).status, 200);
    EXPECT_EQ(problem(post({{"X-CSRF-Token", mine.csrf}})), "401 unauthenticated");
}

TEST_F(StaffSessions, EndWithTheirTime) {
    const auto session = sign_in();
    clock.advance(std::chrono::hours{24 * 7} - 1s);
    const auto document_ = document(get("/api/staff/session", session.read()));
    EXPECT_EQ(get_string(document_.at("realtime"), "expires_at"), get_string(document_, "expires_at"))
        << "the realtime token does not outlive its session";
    EXPECT_TRUE(authorize(get_string(document_.at("realtime"), "token")));
    clock.advance(1s);
    EXPECT_EQ(problem(get("/api/staff/session", session.read())), "401 unauthenticated");
    EXPECT_FALSE(authorize(get_string(document_.at("realtime"), "token")));
}

TEST_F(StaffSessions, LogoutRevokesThisOneOnly) {
    const auto mine = sign_in(), other = sign_in();
    EXPECT_EQ(problem(send("POST", "/api/staff/logout", "", mine.read())), "403 csrf");
    EXPECT_EQ(problem(send("POST", "/api/staff/logout")), "401 unauthenticated");
    EXPECT_TRUE(ended.empty());
    const auto response = send("POST", "/api/staff/logout", "", mine.write());
    EXPECT_EQ(response.status, 204);
    EXPECT_EQ(response.headers.get("Set-Cookie"),
              "bolt_session=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0");
    EXPECT_EQ(problem(get("/api/staff/thing", mine.read())), "401 unauthenticated");
    EXPECT_FALSE(authorize(mine.realtime_token));
    EXPECT_EQ(get("/api/staff/thing", other.read()).status, 200);
    EXPECT_TRUE(authorize(other.realtime_token));
    ASSERT_EQ(ended.size(), 1u);
    EXPECT_EQ(text("SELECT id FROM staff_sessions WHERE revoked_at IS NOT NULL"), ended[0]);
}

TEST_F(StaffSessions, AnAccountThatIsSwitchedOffHasNone) {
    const auto session = sign_in();
    script("UPDATE staff_users SET active = 0");
    EXPECT_EQ(problem(get("/api/staff/thing", session.read())), "401 unauthenticated");
    EXPECT_FALSE(authorize(session.realtime_token));
}

TEST_F(StaffSessions, TheStaffKeyStandsForOne) {
    const auto session = sign_in();
    EXPECT_EQ(get("/api/staff/thing", {{"X-Staff-Key", "the staff key"}}).body, "api-key operator");
    EXPECT_EQ(send("POST", "/api/staff/thing", "", {{"X-Staff-Key", "the staff key"}}).status, 200)
        << "no browser sends it by itself: no CSRF token";
    for (const char* key : {"", "the staff ke", "the staff key ", "THE STAFF KEY"})
        EXPECT_EQ(get("/api/staff/thing", {{"X-Staff-Key", key}}).status,
                  key == std::string("the staff key ") ? 200 : 401)
            << "'" << key << "' (blanks around a header's value do not belong to it)";
    EXPECT_EQ(send("POST", "/api/staff/logout", "", {{"X-Staff-Key", "the staff key"}}).status, 204);
    EXPECT_TRUE(ended.empty());
    EXPECT_EQ(get("/api/staff/thing", session.read()).status, 200);
    EXPECT_EQ(get("/api/staff/thing", {{"X-Staff-Key", "wrong"}, {"Cookie", session.cookie}}).status, 200)
        << "a wrong key does not spoil a good session";
}

TEST_F(StaffSessions, AnUnsetKeyMatchesNothing) {
    settings.staff_api_key.clear();
    start();
    EXPECT_EQ(problem(get("/api/staff/thing", {{"X-Staff-Key", ""}})), "401 unauthenticated");
    EXPECT_FALSE(authorize(""));
}

TEST_F(StaffSessions, RealtimeTokensAreCheckedAgainstTheSession) {
    const auto session = sign_in();
    const auto identity = authorize(session.realtime_token);
    ASSERT_TRUE(identity);
    EXPECT_EQ(identity->name, "ada@example.com");
    EXPECT_EQ(identity->session_id, text("SELECT id FROM staff_sessions"));
    EXPECT_EQ(authorize("the staff key")->session_id, "");
    EXPECT_FALSE(authorize("forged"));
    EXPECT_FALSE(
        authorize(write_realtime_token(settings.session_secret, "no such session", clock.now() + 1h)));
    EXPECT_FALSE(authorize(write_realtime_token("another secret", identity->session_id, clock.now() + 1h)));
    clock.advance(1h);
    EXPECT_FALSE(authorize(session.realtime_token));
    EXPECT_TRUE(
        authorize(get_string(document(get("/api/staff/session", session.read())).at("realtime"), "token")))
        << "the session document has a fresh one";
}

TEST_F(StaffSessions, ADatabaseThatDoesNotAnswerIsNoRefusal) {
    const auto session = sign_in();
    database->close();
    EXPECT_EQ(get("/api/staff/thing", session.read()).status, 503);
    EXPECT_EQ(login().status, 503);
    EXPECT_FALSE(loop.run(auth->authorize(session.realtime_token)));
    EXPECT_TRUE(authorize("the staff key"));
}

} // namespace
} // namespace bolt::roles
