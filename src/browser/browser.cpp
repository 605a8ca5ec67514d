#include "browser/browser.hpp"

#include "browser/connection.hpp"

#include <fmt/format.h>
#include <pwd.h>
#include <unistd.h>

namespace bolt::browser {
namespace {

constexpr auto handshake_timeout = std::chrono::milliseconds{15'000};

json::object context_params(const ContextOptions& options) {
    json::object params{
        {"viewport", {{"width", options.viewport_width}, {"height", options.viewport_height}}},
        {"acceptDownloads", "deny"},
        {"serviceWorkers", "block"},
        {"strictSelectors", true},
    };
    if (!options.locale.empty()) params["locale"] = options.locale;
    if (!options.timezone.empty()) params["timezoneId"] = options.timezone;
    if (!options.user_agent.empty()) params["userAgent"] = options.user_agent;
    if (options.ignore_https_errors) params["ignoreHTTPSErrors"] = true;
    if (!options.extra_headers.empty()) {
        json::array headers;
        for (const auto& [name, value] : options.extra_headers)
            headers.push_back(json::object{{"name", name}, {"value", value}});
        params["extraHTTPHeaders"] = std::move(headers);
    }
    // Chromium sends loopback past a proxy unless told otherwise.
    if (!options.proxy_server.empty())
        params["proxy"] = json::object{{"server", options.proxy_server}, {"bypass", "<-loopback>"}};
    return params;
}

const passwd* user_of(const BrowserSettings& as) {
    return as.user.empty() ? nullptr : ::getpwnam(as.user.c_str());
}

// posix_spawn changes neither user nor limits; these programs of util-linux do, and then become the command.
std::vector<std::string> confinement(const BrowserSettings& as) {
    std::vector<std::string> words;
    if (const auto* user = user_of(as))
        words = {"setpriv",
                 fmt::format("--reuid={}", user->pw_uid),
                 fmt::format("--regid={}", user->pw_gid),
                 "--init-groups",
                 "--no-new-privs",
                 "--"};
    if (as.memory_mb > 0) {
        words.push_back("prlimit");
        words.push_back(fmt::format("--data={}", std::int64_t{as.memory_mb} << 20));
        words.push_back("--");
    }
    return words;
}

// What Chromium does on its own account has no place beside customers' forms; QUIC would go past a proxy.
json::object launch_params(const BrowserSettings& settings, const std::string& executable) {
    json::array arguments{"--disable-quic", "--no-first-run", "--disable-background-networking",
                          "--disable-component-update", "--disable-sync"};
    for (const auto& argument : settings.extra_arguments) arguments.emplace_back(argument);
    return {
        {"executablePath", executable},
        {"headless", settings.headless},
        {"chromiumSandbox", settings.sandbox.value_or(::geteuid() != 0 || !settings.user.empty())},
        {"args", std::move(arguments)},
        {"handleSIGINT", false},
        {"handleSIGTERM", false},
        {"handleSIGHUP", false},
    };
}

// The driver's message holds the whole command line; what counts is what Chromium wrote ("[pid=1][err] ...").
BrowserError launch_error(const BrowserError& error, const std::string& executable) {
    constexpr std::string_view mark = "][err] ";
    std::string words;
    for (const auto& line : error.log)
        if (const auto at = line.find(mark); at != std::string::npos)
            words += (words.empty() ? "" : " | ") + line.substr(at + mark.size());
    if (words.empty()) words = error.message.substr(0, error.message.find('\n'));
    return BrowserError(
        Failure::setup,
        fmt::format("Chromium did not start: {}; to see it fail: {} --headless --dump-dom about:blank", words,
                    executable),
        error.log);
}

std::string referenced(const json::object& object, std::string_view key) {
    const auto* reference = object.if_contains(key);
    return reference == nullptr ? "" : get_string(*reference, "guid");
}

} // namespace

Browser::Browser(const Platform& platform, std::shared_ptr<Connection> connection, std::string id)
    : platform_(platform), connection_(std::move(connection)), id_(std::move(id)) {
    connection_->listen(id_, [this](const std::string& guid, const std::string& method, const json::object&) {
        if (method == "__ended__" || (guid == id_ && method == "close")) gone_ = true;
    });
}

Browser::~Browser() {
    connection_->forget(id_);
    if (!gone_) connection_->post(id_, "close", {});
}

Async<BrowserResult<std::shared_ptr<Context>>> Browser::new_context(ContextOptions options,
                                                                    std::chrono::milliseconds timeout) {
    const auto self = shared_from_this();
    const auto result = co_await connection_->call(id_, "newContext", context_params(options), timeout);
    if (!result) co_return forward(result);
    auto context = std::make_shared<Context>(platform_, connection_, referenced(*result, "context"),
                                             std::move(options.url_policy));
    if (const auto prepared = co_await context->prepare(); !prepared) co_return forward(prepared);
    co_return context;
}

bool Browser::connected() const { return !gone_ && connection_->alive(); }

std::string Browser::version() const {
    const auto* object = connection_->find_object(id_);
    return object == nullptr ? "" : get_string(object->initializer, "version");
}

Async<BrowserResult<void>> Browser::close(std::chrono::milliseconds timeout) {
    const auto self = shared_from_this();
    if (!connected()) co_return BrowserResult<void>{};
    const auto result = co_await connection_->call(id_, "close", {}, timeout);
    if (!result && result.error().failure != Failure::closed) co_return forward(result);
    gone_ = true;
    co_return BrowserResult<void>{};
}

Driver::Driver(const Platform& platform, std::shared_ptr<Connection> connection, Installation installation,
               std::string browser_type)
    : platform_(platform), connection_(std::move(connection)), installation_(std::move(installation)),
      browser_type_(std::move(browser_type)) {}

Driver::~Driver() { connection_->kill(); }

Async<BrowserResult<std::shared_ptr<Driver>>> Driver::start(const Platform& platform,
                                                            Installation installation,
                                                            std::string temporary_folder,
                                                            const BrowserSettings& as) {
    if (!installation.complete()) co_return browser_fail(Failure::setup, installation.problem_text());
    // Never as this process's own user instead.
    if (!as.user.empty() && user_of(as) == nullptr)
        co_return browser_fail(Failure::setup, "there is no user " + as.user);
    ProcessSettings process;
    process.command = confinement(as);
    for (auto& word : {installation.node, installation.driver_folder + "/cli.js", std::string("run-driver")})
        process.command.push_back(word);
    // The debugging variables would make node or Playwright write to its output or wait for a debugger.
    process.environment = {"TMPDIR=" + temporary_folder, "NODE_OPTIONS", "DEBUG", "PWDEBUG"};
    if (!as.user.empty()) process.environment.push_back("HOME=" + temporary_folder);
    auto child = Process::start(platform, process);
    if (!child) co_return browser_fail(Failure::setup, child.error().message);
    auto connection = Connection::open(platform, std::move(*child));
    struct KillUnlessStarted {
        std::shared_ptr<Connection> connection;
        ~KillUnlessStarted() {
            if (connection) connection->kill();
        }
    } guard{connection};
    const auto hello =
        co_await connection->call("", "initialize", {{"sdkLanguage", "javascript"}}, handshake_timeout);
    if (!hello)
        co_return browser_fail(Failure::setup,
                               "the Playwright driver did not start: " + hello.error().message);
    std::string browser_type;
    if (const auto* root = connection->find_object(referenced(*hello, "playwright")))
        browser_type = referenced(root->initializer, "chromium");
    if (browser_type.empty())
        co_return browser_fail(Failure::setup, "the Playwright driver speaks another protocol; run: npm ci");
    guard.connection.reset();
    co_return std::make_shared<Driver>(platform, connection, std::move(installation),
                                       std::move(browser_type));
}

Async<BrowserResult<std::shared_ptr<Browser>>> Driver::launch(BrowserSettings settings,
                                                              std::chrono::milliseconds timeout) {
    const auto platform = platform_;
    const auto connection = connection_;
    const auto executable = installation_.chromium;
    const auto result =
        co_await connection->call(browser_type_, "launch", launch_params(settings, executable), timeout);
    if (!result) {
        const auto& error = result.error();
        if (error.failure != Failure::closed && error.failure != Failure::setup) co_return forward(result);
        co_return tl::unexpected<BrowserError>(launch_error(error, executable));
    }
    co_return std::make_shared<Browser>(platform, connection, referenced(*result, "browser"));
}

bool Driver::alive() const { return connection_->alive(); }

std::string Driver::end_reason() const { return connection_->end_reason(); }

pid_t Driver::pid() const { return connection_->pid(); }

Async<void> Driver::stop(std::chrono::milliseconds grace) {
    const auto connection = connection_;
    co_await connection->close(Failure::cancelled, grace);
}

void Driver::kill() { connection_->kill(); }

} // namespace bolt::browser
