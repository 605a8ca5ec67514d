#pragma once
#include "net/server.hpp"
#include "tests/submit/lane.hpp"

#include <csignal>
#include <fstream>
#include <gmock/gmock.h>

namespace bolt::submit::testing {

inline const std::string kForm = R"(<h1>Add your business</h1><form method="post" action="/add">
  <label>Business name <input name="name" required></label>
  <label>Phone <input name="phone" type="tel" required></label>
  <label>E-mail <input name="email" type="email" required></label>
  <label>Website <input name="website" type="url"></label>
  <label>Street address <input name="street"></label>
  <label>City <input name="city" required></label>
  <label>Description <textarea name="about"></textarea></label>
  <button>Submit listing</button></form>)";

/// Two parts of one form, switched by script.
inline const std::string kWizard = R"html(<h1>Add your business</h1><form method="post" action="/add">
  <div id=one><label>Business name <input name="name" required></label>
  <label>Phone <input name="phone" type="tel" required></label>
  <label>Description <textarea name="about"></textarea></label>
  <button type=button onclick="document.getElementById('one').hidden = true;
    document.getElementById('two').hidden = false">Next step</button></div>
  <div id=two hidden><p>Step 2 of 2</p><label>E-mail <input name="email" type="email" required></label>
  <label>Street address <input name="street"></label><label>City <input name="city" required></label>
  <button>Submit listing</button></div></form>)html";

inline std::string page(const std::string& body) {
    return "<!doctype html><html lang=en><title>Directory</title><body>" + body + "</body></html>";
}

/// Kills the browser's main process, as a crash or the kernel's out-of-memory killer would.
inline void kill_browser() {
    std::map<int, int> parent;
    std::map<int, std::string> command;
    for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
        const auto name = entry.path().filename().string();
        if (name.find_first_not_of("0123456789") != std::string::npos) continue;
        std::ifstream stat(entry.path() / "stat"), line(entry.path() / "cmdline");
        std::string text;
        std::getline(stat, text);
        const auto close = text.rfind(')');
        if (close == std::string::npos) continue;
        int above = 0;
        char state = 0;
        std::istringstream(text.substr(close + 2)) >> state >> above;
        parent[std::stoi(name)] = above;
        std::getline(line, command[std::stoi(name)]);
    }
    const auto is_ours = [&](int process) {
        for (; process > 1; process = parent[process])
            if (process == ::getpid()) return true;
        return false;
    };
    for (const auto& [process, text] : command)
        if (text.find("chrom") != std::string::npos &&
            text.find("--remote-debugging-pipe") != std::string::npos &&
            text.find("--type=") == std::string::npos && text.find("run-driver") == std::string::npos &&
            is_ours(process))
            ::kill(process, SIGKILL);
}

/// A site whose answers each test writes; counts what was posted.
class HostilePages : public ::testing::Test {
  protected:
    static SubmitterSettings settings() {
        auto out = Lane::test_settings();
        out.times.attempt = 20s;
        out.times.visit = 4s;
        out.times.click = 3s;
        out.times.script = 2s;
        out.times.styles = 3s;
        out.times.picture = 2s;
        out.times.settle = 5s;
        out.times.least_to_send = 1s;
        return out;
    }

    HostilePages() : HostilePages(std::make_unique<Lane>(settings())) {}
    explicit HostilePages(std::unique_ptr<Lane> lane) : own_lane_(std::move(lane)) {
        net::Router router;
        router.set_fallback([this](net::Request& request) { return answer(request); });
        server_ = std::make_unique<net::Server>(lane_.platform().executor, net::ServerSettings{},
                                                std::move(router));
        EXPECT_TRUE(server_->start().has_value());
    }
    ~HostilePages() override { lane_.run(server_->stop()); }

    Async<net::Response> answer(net::Request& request) {
        const bool post = request.method == "POST";
        if (post) ++posts_;
        if (late_paths_.contains(request.path)) co_await lane_.platform().clock.sleep(late_);
        if (post && on_post_) co_return on_post_(request);
        if (!post && on_get_) co_return on_get_(request);
        if (post)
            co_return net::Response::html(
                200, page("<h1>Thank you!</h1><p>Your listing was received and is pending review.</p>"));
        co_return net::Response::html(200, page(form_));
    }

    std::string url() const { return fmt::format("http://hostile.localhost:{}/add", server_->port()); }
    store::AttemptOutcome submit() { return lane_.submit(attempt_at("hostile", url()), marks_); }
    static std::string log_of(const store::AttemptOutcome& outcome) {
        return outcome.error_message + "\n" + json::serialize(outcome.response_log);
    }

    std::unique_ptr<Lane> own_lane_;
    Lane& lane_ = *own_lane_;
    std::unique_ptr<net::Server> server_;
    std::string form_ = kForm;
    std::function<net::Response(net::Request&)> on_post_, on_get_;
    std::set<std::string> late_paths_; ///< answered after late_
    Duration late_ = 700ms;
    int posts_ = 0;
    Marks marks_;
};

} // namespace bolt::submit::testing
