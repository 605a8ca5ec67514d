#include "browser/installation.hpp"

#include "base/json.hpp"
#include "browser/process.hpp"

#include <charconv>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <unistd.h>

namespace bolt::browser {
namespace {

namespace fs = std::filesystem;
constexpr std::size_t package_bytes_max = 256 * 1024;

// Debian's /usr/bin/chromium is a shell wrapper that adds flags, so the programs behind it come first.
constexpr std::array<const char*, 7> chromium_places{
    "/usr/lib/chromium/chromium-headless-shell",
    "/usr/lib/chromium/chromium",
    "/usr/lib/chromium-browser/chromium-browser",
    "/usr/bin/chromium-headless-shell",
    "/usr/bin/chromium",
    "/usr/bin/google-chrome-stable",
    "/usr/bin/google-chrome",
};

bool executable(const std::string& path) {
    std::error_code error;
    return fs::is_regular_file(path, error) && ::access(path.c_str(), X_OK) == 0;
}

std::vector<std::string> driver_places(const BrowserSettings& settings) {
    if (!settings.driver_folder.empty()) return {settings.driver_folder};
    std::vector<std::string> places;
    std::error_code error;
    const auto program = fs::read_symlink("/proc/self/exe", error);
    if (!error) {
        const auto folder = program.parent_path();
        places.push_back(
            (folder / "../../node_modules/playwright-core").lexically_normal()); // build/release/
        places.push_back((folder / "../lib/directory-bolt/node_modules/playwright-core").lexically_normal());
    }
    places.push_back((fs::current_path(error) / "node_modules/playwright-core").lexically_normal());
    return places;
}

std::string package_version(const std::string& folder) {
    std::ifstream file(folder + "/package.json", std::ios::binary);
    std::string text(package_bytes_max, '\0');
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(file.gcount()));
    const auto parsed = parse_json(text);
    return parsed && get_string(*parsed, "name") == "playwright-core" ? get_string(*parsed, "version") : "";
}

void find_driver(const BrowserSettings& settings, Installation& found) {
    const auto places = driver_places(settings);
    for (const auto& place : places) {
        const auto version = package_version(place);
        if (version.empty()) continue;
        found.driver_folder = place;
        found.driver_version = version;
        break;
    }
    if (found.driver_folder.empty()) {
        found.problems.push_back(
            {fmt::format("playwright-core {} is not at {}", driver_version, fmt::join(places, " or ")),
             "run `npm ci` in the project's folder, or set PLAYWRIGHT_DIR to a "
             "node_modules/playwright-core folder"});
    } else if (found.driver_version != driver_version) {
        found.problems.push_back(
            {fmt::format("playwright-core at {} is version {}, this program needs exactly {}",
                         found.driver_folder, found.driver_version, driver_version),
             "run `npm ci` in the project's folder, or set PLAYWRIGHT_DIR to a folder of that version"});
    }
}

void find_chromium(const BrowserSettings& settings, Installation& found) {
    if (!settings.chromium.empty()) {
        if (executable(settings.chromium))
            found.chromium = settings.chromium;
        else
            found.problems.push_back({settings.chromium + " is not an executable file",
                                      "correct BOLT_CHROMIUM, or remove it to have Chromium searched"});
        return;
    }
    for (const auto* place : chromium_places)
        if (executable(place)) {
            found.chromium = place;
            return;
        }
    found.problems.push_back({"Chromium is not installed",
                              "run `apt-get install chromium-headless-shell`, or set BOLT_CHROMIUM "
                              "to the path of a Chromium or Chrome"});
}

Async<void> ask_node(const Platform& platform, const BrowserSettings& settings, Installation& found) {
    const std::string fix = fmt::format(
        "install Node.js {} or later (nodesource.com, or `npm install node@{}`), or set BOLT_NODE to its path",
        node_major_min, node_major_min + 2);
    const auto answer = co_await run_command(
        platform, {.command = {settings.node, "--version"}, .environment = {"NODE_OPTIONS"}}, 10s);
    if (!answer) {
        found.problems.push_back({fmt::format("Node.js does not run: {}", answer.error().message), fix});
        co_return;
    }
    found.node = settings.node;
    int major = 0;
    if (answer->starts_with('v')) std::from_chars(answer->data() + 1, answer->data() + answer->size(), major);
    found.node_version =
        answer->substr(std::min<std::size_t>(1, answer->size()), answer->find_first_of("\r\n ") - 1);
    if (major < node_major_min)
        found.problems.push_back({fmt::format("{} is Node.js {}, at least {} is needed", settings.node,
                                              found.node_version, node_major_min),
                                  fix});
}

Async<void> ask_version(const Platform& platform, Installation& found) {
    const auto answer =
        co_await run_command(platform, {.command = {found.chromium, "--version"}, .environment = {}}, 20s);
    if (!answer) {
        found.problems.push_back({fmt::format("Chromium does not run: {}", answer.error().message),
                                  "run `apt-get install --reinstall chromium-headless-shell`"});
        co_return;
    }
    const auto begin = answer->find_first_of("0123456789");
    if (begin != std::string::npos)
        found.chromium_version =
            answer->substr(begin, answer->find_first_not_of("0123456789.", begin) - begin);
}

} // namespace

std::string Installation::problem_text() const {
    std::string text;
    for (const auto& problem : problems)
        text += fmt::format("{}{}: {}", text.empty() ? "" : "; ", problem.what, problem.fix);
    return text;
}

Async<Installation> find_installation(const Platform& platform, BrowserSettings settings, bool ask_chromium) {
    Installation found;
    find_driver(settings, found);
    find_chromium(settings, found);
    co_await ask_node(platform, settings, found);
    if (ask_chromium && !found.chromium.empty()) co_await ask_version(platform, found);
    co_return found;
}

} // namespace bolt::browser
