#pragma once
// For tests of staff routes: accounts, logins and what a signed-in client sends.
#include "roles/staff_auth.hpp"
#include "roles/test_http.hpp"
#include "store/history.hpp"

namespace bolt::roles {

class StaffTest : public HttpTest {
  protected:
    static constexpr const char* kPassword = "correct horse battery";

    void SetUp() override {
        HttpTest::SetUp();
        settings.session_secret = "the session secret";
        settings.staff_api_key = "the staff key";
    }
    void TearDown() override {
        HttpTest::TearDown();
        auth.reset();
    }
    /// Serves the staff session routes and one read and one write that need a session.
    void start() {
        auth = std::make_unique<StaffAuth>(platform, *database, settings, limits);
        auth->on_session_end = [this](const std::string& id) { ended.push_back(id); };
        net::Router router;
        auth->add_routes(router);
        const auto name = [](net::Request&, const store::StaffSession& session) -> Async<net::Response> {
            co_return net::Response::text(200, session.email + " " + session.role);
        };
        router.add("GET", "/api/staff/thing", auth->guarded(name));
        router.add("POST", "/api/staff/thing", auth->guarded(name));
        serve(std::move(router));
    }
    store::StaffUser add_user(std::string email = "ada@example.com", bool active = true,
                              bool password = true) {
        // One hash for all tests: it takes a tenth of a second on purpose.
        static const std::string hash = *PasswordHasher::hash_blocking(kPassword);
        store::StaffUser user;
        user.email = std::move(email);
        user.name = "Ada";
        user.role = "operator";
        user.active = active;
        if (password) user.password_hash = hash;
        return write([&](store::Tx& tx) { return store::add_staff_user(tx, platform, user); });
    }
    std::string add_link(const store::StaffUser& user, Duration lifetime = 1h) {
        const auto token = loop.random.token();
        write([&](store::Tx& tx) {
            return store::add_login_link(tx, platform.now(), user.id, StaffAuth::token_hash(token), lifetime);
        });
        return token;
    }
    net::Response login(std::string_view password = kPassword, std::string_view email = "ada@example.com",
                        net::Headers headers = {}) {
        return send("POST", "/api/staff/login",
                    json::serialize(json::object{{"email", email}, {"password", password}}),
                    std::move(headers));
    }
    net::Response follow_link(std::string_view token) {
        return send("POST", "/api/staff/login/link", json::serialize(json::object{{"token", token}}));
    }

    /// What a client holds after a login.
    struct Session {
        std::string cookie, csrf, realtime_token;
        net::Headers read() const { return {{"Cookie", cookie}}; }
        net::Headers write() const { return {{"Cookie", cookie}, {"X-CSRF-Token", csrf}}; }
    };
    static Session session_of(const net::Response& response) {
        if (response.status != 200) throw std::runtime_error(response.body);
        const std::string cookie(response.headers.get("Set-Cookie"));
        const auto body = document(response);
        return {cookie.substr(0, cookie.find(';')), get_string(body, "csrf_token"),
                get_string(*find(body, "realtime"), "token")};
    }
    std::optional<realtime::Identity> authorize(std::string token) {
        auto identity = loop.run(auth->authorize(std::move(token)));
        EXPECT_TRUE(identity);
        return identity.value_or(std::nullopt);
    }

    Settings settings;
    StaffAuthSettings limits;
    std::unique_ptr<StaffAuth> auth;
    std::vector<std::string> ended; ///< sessions
};

} // namespace bolt::roles
