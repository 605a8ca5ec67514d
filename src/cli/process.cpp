#include "cli/process.hpp"

#include "base/log.hpp"

#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fmt/format.h>
#include <unistd.h>

namespace bolt::cli {

struct Process::Impl {
    asio::io_context loop{1};
    SystemClock clock{loop.get_executor()};
    SystemRandom random;
    Platform platform{loop.get_executor(), clock, random};
    StopToken stop{clock};
    asio::signal_set signals{loop, SIGINT, SIGTERM};

    void wait_for_signal() {
        signals.async_wait([this](boost::system::error_code error, int) {
            if (error) return;
            if (stop.requested()) ::_exit(130); // asked twice: at once
            log::info("stopping; a second signal ends the process at once");
            stop.request();
            wait_for_signal();
        });
    }
};

Process::Process(const roles::Settings& settings) : impl_(std::make_unique<Impl>()) {
    std::signal(SIGPIPE, SIG_IGN);
    const auto format = settings.log_format == "json"    ? log::Format::json
                        : settings.log_format == "human" ? log::Format::human
                                                         : log::Format::automatic;
    log::configure(log::parse_level(settings.log_level), format);
    impl_->wait_for_signal();
}
Process::~Process() = default;

const Platform& Process::platform() const { return impl_->platform; }
StopToken& Process::stop() { return impl_->stop; }

int Process::run(std::function<Async<int>()> main) {
    int code = kFailed;
    asio::co_spawn(impl_->loop, main(), [&](std::exception_ptr problem, int result) {
        code = result;
        if (problem) {
            code = kFailed;
            try {
                std::rethrow_exception(problem);
            } catch (const std::exception& error) {
                log::error("the process ends by an exception", {{"error", error.what()}});
            }
        }
        // What still waits (a connection, a timer) has nothing more to do.
        impl_->loop.stop();
    });
    impl_->loop.run();
    return code;
}

int report(const Error& error) {
    fmt::print(stderr, "directory-bolt: {}\n", error.message);
    return error.code == ErrorCode::invalid_argument ? kWrongUsage : kFailed;
}

Result<roles::Settings> environment_settings(const std::string& data) {
    auto settings = roles::read_settings([](std::string_view name) -> std::optional<std::string> {
        const char* value = std::getenv(std::string(name).c_str());
        if (value == nullptr) return std::nullopt;
        return std::string(value);
    });
    if (settings && !data.empty()) {
        settings->data_folder = data;
        if (settings->database_url.starts_with("sqlite:")) settings->database_url = "sqlite:" + data + "/bolt.db";
    }
    return settings;
}

} // namespace bolt::cli
