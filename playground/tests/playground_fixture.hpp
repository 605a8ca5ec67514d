#pragma once
// What the playground's tests share: a running playground and a visitor with a browser's habits.
#include "base/encoding.hpp"
#include "base/json.hpp"
#include "net/client.hpp"
#include "net/test_loop.hpp"
#include "playground/playground.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bolt::playground::test {

using Form = std::vector<std::pair<std::string, std::string>>;

inline std::string encoded(const Form& form) {
    std::string body;
    for (const auto& [name, value] : form)
        body += fmt::format("{}{}={}", body.empty() ? "" : "&", url_encode(name), url_encode(value));
    return body;
}

/// `form` with one value replaced (or added).
inline Form with(Form form, const std::string& name, const std::string& value) {
    for (auto& field : form)
        if (field.first == name) {
            field.second = value;
            return form;
        }
    form.emplace_back(name, value);
    return form;
}

/// The business that is submitted everywhere, by meaning.
inline std::string profile(std::string_view meaning) {
    static const std::map<std::string, std::string, std::less<>> values = {
        {"business_name", "Joe's Diner & Grill"},
        {"contact_full_name", "Jo Miller"},
        {"contact_first_name", "Jo"},
        {"contact_last_name", "Miller"},
        {"email", "joe@example.com"},
        {"email_confirm", "joe@example.com"},
        {"phone", "+1 512 555 0142"},
        {"website", "https://joes.example.com"},
        {"address_line1", "12 Congress Ave"},
        {"city", "Austin"},
        {"state", "TX"},
        {"postal_code", "78701"},
        {"country", "US"},
        {"description", "Breakfast, burgers and pie on the corner of Congress since 1962. Family owned."},
        {"category", "Restaurant"},
        {"terms", "1"}};
    const auto found = values.find(meaning);
    return found == values.end() ? "" : found->second;
}

/// What a visitor who understands every control of the site sends, in site.json's order.
inline Form filled_form(const SiteInfo& site) {
    Form form;
    const auto facts = json::parse(site.site_json);
    for (const auto& [name, meaning] : facts.at("controls").as_object())
        if (const auto value = profile(meaning.as_string()); !value.empty()) form.emplace_back(name, value);
    return form;
}

class PlaygroundTest : public ::testing::Test {
  protected:
    void start(Settings settings = {}) {
        settings.slow = std::chrono::milliseconds{30};
        playground = std::make_unique<Playground>(platform, std::move(settings));
        const auto started = playground->start();
        ASSERT_TRUE(started) << started.error().message;
    }
    void stop() {
        if (playground) loop.run(playground->stop());
        playground.reset();
    }
    void TearDown() override { stop(); }

    static const SiteInfo& site(std::string_view name) {
        for (const auto& info : sites())
            if (info.name == name) return info;
        throw std::runtime_error("no such site");
    }
    std::string url(std::string_view host, std::string_view path) const {
        return fmt::format("http://{}.localhost:{}{}", host, playground->port(), path);
    }
    Result<net::Response> try_send(net::ClientRequest request) {
        return loop.run(client.send(std::move(request)));
    }
    net::Response send(net::ClientRequest request) {
        auto response = try_send(std::move(request));
        if (!response) throw std::runtime_error(response.error().message);
        return std::move(*response);
    }
    net::Response get(std::string_view host, std::string_view path, net::Headers headers = {}) {
        return send({.url = url(host, path), .headers = std::move(headers)});
    }
    net::ClientRequest posting(std::string_view host, std::string_view path, const Form& form,
                               net::Headers headers = {}) const {
        headers.set("Content-Type", "application/x-www-form-urlencoded");
        return {
            .method = "POST", .url = url(host, path), .headers = std::move(headers), .body = encoded(form)};
    }
    net::Response post(std::string_view host, std::string_view path, const Form& form,
                       net::Headers headers = {}) {
        return send(posting(host, path, form, std::move(headers)));
    }
    net::Response submit(std::string_view name, const Form& form, net::Headers headers = {}) {
        return post(name, site(name).submit_path, form, std::move(headers));
    }
    json::value control(std::string_view path) { return json::parse(get("control", path).body); }
    json::array received(std::string_view name) {
        return control(fmt::format("/received?site={}", name)).at("submissions").as_array();
    }
    /// The cookie that a response sets, as a request sends it back.
    static std::string cookie_of(const net::Response& response) {
        const auto header = response.headers.get("Set-Cookie");
        return std::string(header.substr(0, header.find(';')));
    }
    /// The value of the hidden control `name` in a page.
    static std::string hidden(const std::string& html, std::string_view name) {
        const auto key = fmt::format("name=\"{}\" value=\"", name);
        const auto at = html.find(key);
        if (at == std::string::npos) return "";
        return html.substr(at + key.size(), html.find('"', at + key.size()) - at - key.size());
    }
    static Form fields_of(const json::value& submission) {
        Form fields;
        for (const auto& field : submission.at("fields").as_array())
            fields.emplace_back(field.at(0).as_string(), field.at(1).as_string());
        return fields;
    }
    void set_mode(std::string_view name, std::string_view mode) {
        const auto response = send({.method = "POST",
                                    .url = url("control", "/mode"),
                                    .body = fmt::format(R"({{"site":"{}","mode":"{}"}})", name, mode)});
        ASSERT_EQ(response.status, 200) << response.body;
    }

    net::test::Loop loop;
    SystemClock clock{loop.executor()};
    SystemRandom random;
    Platform platform{loop.executor(), clock, random};
    net::HttpClient client{loop.executor()};
    std::unique_ptr<Playground> playground;
};

} // namespace bolt::playground::test
