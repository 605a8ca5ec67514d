#include "domain/profile_text.hpp"

#include "base/encoding.hpp"

#include <cctype>
#include <fmt/format.h>

namespace bolt {
namespace profile_text {
namespace {

constexpr std::size_t kIntervalsMax = 6;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
    return text;
}

std::string lower(std::string_view text) {
    std::string out(text);
    for (auto& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return out;
}

tl::unexpected<Error> bad_hours(std::string_view day, std::string_view problem) {
    return fail(ErrorCode::invalid_argument, fmt::format("hours.{}: {}", day, problem));
}

Result<OpeningInterval> interval(std::string_view day, std::string_view opens, std::string_view closes) {
    OpeningInterval out{clock_time(opens), clock_time(closes)};
    if (out.opens.empty() || out.closes.empty()) return bad_hours(day, "times must look like 09:00");
    if (out.closes == "00:00") out.closes = "24:00";
    if (out.closes <= out.opens)
        return bad_hours(day,
                         "closes before it opens; end the day at 24:00 and put the rest into the next day");
    return out;
}

// "9:00-12:00, 1 pm - 5 pm", "closed"
Result<std::vector<OpeningInterval>> intervals_of_text(std::string_view day, std::string_view text) {
    std::string plain = lower(clean(text, Lines::one));
    for (std::size_t at; (at = plain.find("\xE2\x80\x93")) != std::string::npos;)
        plain.replace(at, 3, "-"); // en dash
    std::vector<OpeningInterval> out;
    if (plain.empty() || plain == "closed") return out;
    std::string_view rest = plain;
    while (!rest.empty()) {
        const auto comma = std::min(rest.find(','), rest.size());
        const auto part = rest.substr(0, comma);
        rest.remove_prefix(std::min(comma + 1, rest.size()));
        const auto dash = part.find('-');
        if (dash == std::string_view::npos) return bad_hours(day, "write 09:00-17:00 or closed");
        auto one = interval(day, part.substr(0, dash), part.substr(dash + 1));
        if (!one) return forward(one);
        if (out.size() == kIntervalsMax) return bad_hours(day, "more than 6 intervals");
        out.push_back(std::move(*one));
    }
    return out;
}

Result<OpeningInterval> interval_of_object(std::string_view day, const json::value& value) {
    const auto either = [&](std::string_view a, std::string_view b) {
        auto text = get_string(value, a);
        return text.empty() ? get_string(value, b) : text;
    };
    return interval(day, either("opens", "open"), either("closes", "close"));
}

Result<std::vector<OpeningInterval>> intervals(std::string_view day, const json::value& value) {
    std::vector<OpeningInterval> out;
    if (value.is_null() || (value.is_object() && get_bool(value, "closed"))) return out;
    if (const auto* text = value.if_string()) return intervals_of_text(day, *text);
    if (value.is_object()) {
        auto one = interval_of_object(day, value);
        if (!one) return forward(one);
        out.push_back(std::move(*one));
        return out;
    }
    const auto* items = value.if_array();
    if (items == nullptr) return bad_hours(day, "must be text, an object or a list of intervals");
    if (items->size() > kIntervalsMax) return bad_hours(day, "more than 6 intervals");
    for (const auto& item : *items) {
        if (const auto* text = item.if_string()) {
            auto some = intervals_of_text(day, *text);
            if (!some) return forward(some);
            out.insert(out.end(), some->begin(), some->end());
        } else {
            auto one = interval_of_object(day, item);
            if (!one) return forward(one);
            out.push_back(std::move(*one));
        }
        if (out.size() > kIntervalsMax) return bad_hours(day, "more than 6 intervals");
    }
    return out;
}

} // namespace

std::string clean(std::string_view text, Lines lines) {
    const auto valid = to_valid_utf8(text);
    std::string out;
    out.reserve(valid.size());
    bool blank = false;
    bool line_break = false;
    for (std::size_t i = 0; i < valid.size(); ++i) {
        const auto c = static_cast<unsigned char>(valid[i]);
        const bool c1_control =
            c == 0xC2 && i + 1 < valid.size() && static_cast<unsigned char>(valid[i + 1]) <= 0xA0;
        if (c <= 0x20 || c == 0x7F || c1_control) { // U+0080..U+00A0: controls and the no-break space
            blank = true;
            line_break = line_break || (c == '\n' && lines == Lines::many);
            if (c1_control) ++i;
            continue;
        }
        if (blank && !out.empty()) out += line_break ? '\n' : ' ';
        blank = line_break = false;
        out += valid[i];
    }
    return out;
}

std::string url(std::string_view text) {
    auto out = clean(text, Lines::one);
    if (out.find("://") == std::string::npos && out.find('@') == std::string::npos &&
        out.find('.') != std::string::npos && out.find(':') == std::string::npos)
        out.insert(0, "https://");
    return is_http_url(out) ? out : std::string();
}

std::string clock_time(std::string_view text) {
    const auto plain = lower(trimmed(text));
    std::size_t at = 0;
    const auto number = [&] {
        int value = -1;
        for (int count = 0; count < 2 && at < plain.size() && is_digit(plain[at]); ++count, ++at)
            value = std::max(value, 0) * 10 + (plain[at] - '0');
        return value;
    };
    int hour = number();
    int minute = 0;
    if (at < plain.size() && (plain[at] == ':' || plain[at] == '.')) {
        ++at;
        minute = number();
    }
    const auto rest = trimmed(std::string_view(plain).substr(at));
    const bool morning = rest == "am" || rest == "a.m.";
    const bool evening = rest == "pm" || rest == "p.m.";
    if (!rest.empty() && !morning && !evening) return {};
    if (morning || evening) {
        if (hour < 1 || hour > 12) return {};
        hour = hour % 12 + (evening ? 12 : 0);
    }
    if (hour < 0 || minute < 0 || minute > 59 || hour > 24 || (hour == 24 && minute != 0)) return {};
    return fmt::format("{:02}:{:02}", hour, minute);
}

std::string day_key(std::string_view text) {
    static constexpr std::string_view kDays[] = {"monday", "tuesday",  "wednesday", "thursday",
                                                 "friday", "saturday", "sunday"};
    const auto plain = lower(trimmed(text));
    if (plain.size() < 2) return {};
    for (const auto day : kDays)
        if (day.starts_with(plain)) return std::string(day.substr(0, 3));
    return {};
}

Result<std::map<std::string, std::vector<OpeningInterval>>> hours(const json::value& value) {
    std::map<std::string, std::vector<OpeningInterval>> out;
    const auto* days = value.if_object();
    if (days == nullptr) return fail(ErrorCode::invalid_argument, "hours must be an object of days");
    for (const auto& [name, content] : *days) {
        const auto day = day_key(name);
        if (day.empty())
            return fail(ErrorCode::invalid_argument, fmt::format("hours: \"{}\" is no day (use mon..sun)",
                                                                 clean(name, Lines::one).substr(0, 40)));
        auto read = intervals(day, content);
        if (!read) return forward(read);
        std::ranges::sort(*read, {}, &OpeningInterval::opens);
        if (!out.emplace(day, std::move(*read)).second)
            return fail(ErrorCode::invalid_argument, fmt::format("hours.{}: given twice", day));
    }
    return out;
}

} // namespace profile_text

bool is_email(std::string_view text) {
    if (text.empty() || text.size() > 254 || !is_utf8(text)) return false;
    for (const unsigned char c : text)
        if (c <= 0x20 || c == 0x7F || c == ',' || c == ';' || c == '<' || c == '>' || c == '"') return false;
    const auto at = text.find('@');
    if (at == std::string_view::npos || at == 0 || at > 64 ||
        text.find('@', at + 1) != std::string_view::npos)
        return false;
    const auto domain = text.substr(at + 1);
    const auto dot = domain.rfind('.');
    return dot != std::string_view::npos && dot > 0 && domain.size() - dot > 2 && domain.front() != '.' &&
           domain.find("..") == std::string_view::npos;
}

bool is_http_url(std::string_view text) {
    if (text.size() > 2048 || !is_utf8(text)) return false;
    for (const unsigned char c : text)
        if (c <= 0x20 || c == 0x7F || c == '"' || c == '<' || c == '>' || c == '\\') return false;
    const auto mark = text.find("://");
    if (mark == std::string_view::npos) return false;
    const auto scheme = profile_text::lower(text.substr(0, mark));
    if (scheme != "http" && scheme != "https") return false;
    auto host = text.substr(mark + 3);
    host = host.substr(0, std::min(host.find_first_of("/?#"), host.size()));
    if (host.find('@') != std::string_view::npos) return false; // no passwords in links
    host = host.substr(0, std::min(host.rfind(':'), host.size()));
    return !host.empty() && host.front() != '.' && host.front() != '-' &&
           host.find("..") == std::string_view::npos;
}

std::size_t character_count(std::string_view utf8) {
    return static_cast<std::size_t>(
        std::ranges::count_if(utf8, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

} // namespace bolt
