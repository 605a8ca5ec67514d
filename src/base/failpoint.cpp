#include "base/failpoint.hpp"

#include <atomic>
#include <charconv>
#include <csignal>
#include <cstdlib>
#include <string>
#include <unistd.h>

namespace bolt {
namespace {

const char* setting() { return std::getenv("BOLT_FAILPOINT"); }

/// What BOLT_FAILPOINT asks for.
struct Plan {
    std::string after, name;
    int which = 1;
    int signal = SIGKILL;
    std::atomic<bool> counting = true;
    std::atomic<int> count = 0;

    explicit Plan(std::string text) {
        if (const auto at = text.find('='); at != text.npos) {
            if (text.substr(at) == "=stop") signal = SIGSTOP;
            text.resize(at);
        }
        if (const auto at = text.find('>'); at != text.npos) {
            after = text.substr(0, at);
            text.erase(0, at + 1);
            counting = false;
        }
        if (const auto at = text.rfind(':'); at != text.npos) {
            std::from_chars(text.data() + at + 1, text.data() + text.size(), which);
            text.resize(at);
        }
        name = text;
    }
};

} // namespace

namespace detail {

const bool failpoint_armed = setting() != nullptr;

void reach_failpoint(std::string_view name) {
    static Plan plan(setting());
    if (!plan.counting && name == plan.after) plan.counting = true;
    if (!plan.counting || name != plan.name) return;
    if (++plan.count == plan.which) ::kill(::getpid(), plan.signal);
}

} // namespace detail
} // namespace bolt
