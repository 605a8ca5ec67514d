#include "cli/commands.hpp"
#include "cli/deployment.hpp"
#include "cli/process.hpp"
#include "cli/test_business.hpp"

#include "roles/verify.hpp"

#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <unistd.h>

namespace bolt::cli {
namespace {

void print(const roles::VerifyTest& test, const roles::VerifyStep* step) {
    const bool color = ::isatty(STDOUT_FILENO) && std::getenv("NO_COLOR") == nullptr;
    if (step == nullptr) {
        fmt::print("\n{}\n", test.name);
    } else {
        const char* mark = !color         ? (step->passed ? "ok  " : "FAIL")
                           : step->passed ? "\033[32m✓\033[0m"
                                          : "\033[31m✗\033[0m";
        fmt::print("  {} {:<42} {:>7} ms  {}\n", mark, step->name, step->elapsed_ms, step->detail);
    }
    std::fflush(stdout);
}

bool write_file(const std::filesystem::path& path, const std::string& text) {
    std::ofstream out(path, std::ios::binary | std::ios::trunc);
    out << text;
    out.close();
    if (!out) fmt::print(stderr, "directory-bolt: cannot write {}\n", path.string());
    return out.good();
}

} // namespace

int run_verify(const VerifyOptions& options) {
    auto settings = environment_settings();
    if (!settings) return report(settings.error());
    if (!options.data.empty()) {
        settings->data_folder = options.data;
        if (!std::filesystem::exists(options.data + "/secrets.json"))
            return report(Error{
                ErrorCode::invalid_argument,
                fmt::format("--data: {} holds no secrets.json; is it the folder of an `up`?", options.data)});
        if (auto filled = roles::fill_secrets(*settings, [] { return std::string(); }); !filled)
            return report(filled.error());
    }
    constexpr std::string_view kSecrets[] = {"STRIPE_WEBHOOK_SECRET", "STAFF_API_KEY"};
    if (auto set = roles::require_secrets(*settings, kSecrets); !set)
        return report(Error{ErrorCode::invalid_argument,
                            set.error().message + " For an `up` on this machine give --data."});
    auto packages = open_packages(*settings);
    if (!packages) return report(packages.error());
    Process process(*settings);
    roles::VerifySettings verify;
    verify.url = options.url;
    while (verify.url.ends_with('/')) verify.url.pop_back();
    if (!is_http_url(verify.url))
        return report(Error{ErrorCode::invalid_argument, "--url must be an http:// or https:// URL"});
    verify.api_key = settings->staff_api_key;
    verify.webhook_secret = settings->stripe_webhook_secret;
    const auto& package = packages->packages().front();
    verify.package_type = package.name;
    verify.price_cents = package.price_cents;
    verify.profile = test_business(process.platform().new_id().substr(28));
    verify.directories = options.directories;
    verify.timeout = std::chrono::seconds{options.timeout_seconds};
    verify.allow_real_directories = options.allow_real_directories;
    return process.run([&]() -> Async<int> {
        net::HttpClient http(process.platform().executor);
        const auto result = co_await roles::verify(process.platform(), http, verify, print);
        const std::filesystem::path folder(options.output);
        const bool written =
            write_file(folder / "SYSTEM_INTEGRATION_TEST.md", roles::write_markdown(result)) &&
            write_file(folder / "SYSTEM_INTEGRATION_TEST.json",
                       json::serialize(roles::write_json(result)) + "\n");
        fmt::print("\n{} of {} passed\n", result.passed(), result.tests.size());
        co_return result.all_passed() && written ? kSuccess : kFailed;
    });
}

} // namespace bolt::cli
