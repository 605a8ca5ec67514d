#include "submit/attempt_record.hpp"

#include "base/encoding.hpp"

#include <charconv>
#include <ctime>

namespace bolt::submit {
namespace {

constexpr std::size_t kTextBytesMax = 500;
constexpr std::size_t kValueBytesMax = 4000;
constexpr std::size_t kEntriesMax = 60;

std::string bounded(std::string_view text, std::size_t bytes_max = kTextBytesMax) {
    if (text.size() > bytes_max) {
        auto end = bytes_max;
        while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
        text = text.substr(0, end);
    }
    return to_valid_utf8(text);
}

template <class T>
void add(json::array& list, T&& entry, std::size_t entries_max = kEntriesMax) {
    if (list.size() < entries_max) list.emplace_back(std::forward<T>(entry));
}

} // namespace

void AttemptRecord::reason(std::string_view text) {
    if (!text.empty()) add(reasons_, bounded(text));
}

void AttemptRecord::field(const forms::Step& step, std::string_view label) {
    if (step.meaning == forms::Meaning::password || step.action == forms::Action::click) return;
    std::string value = step.action == forms::Action::check     ? "yes"
                        : step.action == forms::Action::uncheck ? "no"
                        : step.action == forms::Action::upload  ? "a file"
                        : !step.label.empty()                   ? step.label
                                                                : step.value;
    drop_field(step.selector);
    if (fields_.size() < 500)
        fields_.push_back({step.selector, bounded(label), std::string(to_string(step.meaning)),
                           bounded(value, kValueBytesMax)});
}

void AttemptRecord::drop_field(const std::string& selector) {
    std::erase_if(fields_, [&](const Field& field) { return field.selector == selector; });
}

void AttemptRecord::step(const forms::Step& step, std::string_view note) {
    json::object entry{{"action", to_string(step.action)}, {"selector", bounded(step.selector)}};
    if (step.meaning != forms::Meaning::none) entry["meaning"] = to_string(step.meaning);
    if (!note.empty()) entry["note"] = bounded(note);
    add(steps_, std::move(entry), 300);
}

void AttemptRecord::judged(const forms::Judgement& judgement, const forms::Observation& observation) {
    reason(judgement.summary);
    for (const auto& piece : judgement.evidence) reason(fmt::format("{}: {}", piece.kind, piece.text));
    for (const auto& error : judgement.field_errors)
        add(field_errors_,
            json::object{{"field", bounded(error.field)}, {"message", bounded(error.message)}});
    for (const auto& exchange : observation.exchanges) {
        json::object entry{{"method", bounded(exchange.method, 20)},
                           {"url", bounded(exchange.url)},
                           {"status", exchange.status}};
        if (!exchange.failure.empty()) entry["failure"] = bounded(exchange.failure);
        add(responses_, std::move(entry));
    }
    for (const auto& dialog : observation.dialogs) add(dialogs_, bounded(dialog));
}

void AttemptRecord::picture(std::string_view moment, std::string name) {
    evidence_[moment] = std::move(name);
}

void AttemptRecord::timing(std::string_view part, Duration took) { timings_[std::string(part)] += took; }

json::object AttemptRecord::payload() const {
    json::array fields;
    for (const auto& field : fields_)
        fields.push_back(
            json::object{{"label", field.label}, {"meaning", field.meaning}, {"value", field.value}});
    return {{"fields", std::move(fields)}};
}

store::AttemptOutcome AttemptRecord::outcome(const Ending& ending, Duration took) const {
    json::object timings;
    for (const auto& [part, spent] : timings_) timings[part] = spent.count() / 1000;
    store::AttemptOutcome out;
    out.verdict = ending.verdict;
    out.confidence = ending.confidence;
    out.lane = Lane::browser;
    out.payload = payload();
    out.response_log = {{"reasons", reasons_},
                        {"responses", responses_},
                        {"evidence", evidence_},
                        {"steps", steps_},
                        {"timings_ms", std::move(timings)}};
    if (!field_errors_.empty()) out.response_log["field_errors"] = field_errors_;
    if (!dialogs_.empty()) out.response_log["dialogs"] = dialogs_;
    const auto& pictures = evidence_;
    for (const char* moment : {"after", "before"}) {
        if (!out.screenshot_url.empty()) break;
        if (const auto* name = pictures.if_contains(moment); name != nullptr && name->is_string())
            out.screenshot_url = std::string(name->get_string());
    }
    const bool good = ending.verdict == Verdict::accepted || ending.verdict == Verdict::pending_review;
    if (!good) out.error_message = bounded(ending.message);
    out.listing_url = ending.listing_url;
    out.retry_after = ending.retry_after;
    out.found_url = found_url_;
    out.ask_person = ask_person_;
    out.crawl_delay = crawl_delay_;
    out.duration_ms = static_cast<int>(took.count() / 1000);
    return out;
}

Duration read_retry_after(std::string_view header, TimePoint now) {
    constexpr Duration longest = std::chrono::hours{24};
    std::int64_t seconds = 0;
    const auto [end, error] = std::from_chars(header.data(), header.data() + header.size(), seconds);
    if (error == std::errc{} && end == header.data() + header.size())
        return std::clamp<Duration>(std::chrono::seconds{std::clamp<std::int64_t>(seconds, 0, 86'400)},
                                    Duration{0}, longest);
    std::tm parts{};
    const std::string text(header);
    const char* rest = ::strptime(text.c_str(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
    if (rest == nullptr || *rest != '\0') return Duration{0};
    const TimePoint at{std::chrono::seconds{::timegm(&parts)}};
    return std::clamp<Duration>(at - now, Duration{0}, longest);
}

} // namespace bolt::submit
