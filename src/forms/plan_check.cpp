#include "forms/plan.hpp"
#include "forms/text.hpp"
#include "forms/values.hpp"

namespace bolt::forms {
namespace {

using enum Meaning;

std::string simplified(std::string_view text, bool digits_only) {
    std::string out;
    for (const char c : fold(text)) {
        const bool keep = digits_only ? c >= '0' && c <= '9' : c != ' ' && c != '\r';
        if (keep) out += c;
    }
    return out;
}

} // namespace

const Step* Plan::sending() const {
    return !steps.empty() && steps.back().purpose != Purpose::none ? &steps.back() : nullptr;
}

bool Plan::complete() const { return unfilled.empty() && sending() != nullptr && !plan_again; }

bool matches_expected(const Step& step, std::string_view found_value, bool found_checked) {
    if (step.action == Action::check) return found_checked;
    if (step.action == Action::uncheck) return !found_checked;
    if (!step.expected) return true;
    const bool digits = is_phone_like(step.meaning);
    const auto wanted = simplified(*step.expected, digits);
    const auto found = simplified(found_value, digits);
    if (wanted == found) return true;
    // Pages complete addresses: "example.com" becomes "https://example.com/"; masks drop the country code of
    // a number.
    if (step.meaning == website || step.meaning == social_link) {
        const auto bare = [](std::string_view url) {
            if (const auto mark = url.find("://"); mark != std::string_view::npos)
                url.remove_prefix(mark + 3);
            while (url.ends_with('/')) url.remove_suffix(1);
            return std::string(url);
        };
        return bare(wanted) == bare(found);
    }
    return digits && found.size() >= 7 && (wanted.ends_with(found) || found.ends_with(wanted));
}

} // namespace bolt::forms
