#include "forms/verdict_parts.hpp"

#include "base/json.hpp"
#include "forms/text.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <re2/re2.h>
#include <set>

namespace bolt::forms {
namespace {

constexpr std::size_t kTextsMax = 400;

// What we typed comes back on result pages; it is not the site speaking.
std::vector<std::string> entered_texts(const Observation& observation) {
    std::vector<std::string> out;
    for (const auto& field : observation.before.fields) {
        auto value = fold(field.value);
        if (value.size() >= 4) out.push_back(std::move(value));
    }
    std::ranges::sort(out, std::greater{}, &std::string::size);
    return out;
}

std::string without_entered(std::string_view line, const std::vector<std::string>& entered) {
    auto text = fold(line);
    // A line cut out of a long value (a teaser of the description) goes whole.
    for (const auto& value : entered) {
        auto teaser = text;
        while (teaser.ends_with('.') || teaser.ends_with(' ')) teaser.pop_back();
        if (teaser.size() >= 25 && value.find(teaser) != std::string::npos) return {};
        for (std::size_t at; (at = text.find(value)) != std::string::npos;)
            text.replace(at, value.size(), "it");
    }
    return text;
}

void texts_of_json(const json::value& value, int depth, std::vector<std::string>& out) {
    if (depth > 6 || out.size() > 50) return;
    if (const auto* object = value.if_object()) {
        for (const auto& [key, member] : *object) {
            if (const auto* flag = member.if_bool(); flag != nullptr && (key == "success" || key == "ok"))
                out.emplace_back(*flag ? "success" : "an error occurred");
            texts_of_json(member, depth + 1, out);
        }
    } else if (const auto* array = value.if_array()) {
        for (const auto& member : *array) texts_of_json(member, depth + 1, out);
    } else if (const auto* text = value.if_string()) {
        out.emplace_back(*text);
    }
}

class Collector {
  public:
    explicit Collector(const Observation& observation) : entered_(entered_texts(observation)) {
        for (const auto& line : observation.before.lines) old_.insert(fold(line));
        for (const auto& line : observation.before.headings) old_.insert(fold(line));
        for (const auto& message : observation.before.messages) old_.insert(fold(message.text));
    }

    void add(const std::string& text, std::string_view kind, Message::Tone tone) {
        if (out_.size() >= kTextsMax || old_.contains(fold(text))) return;
        const auto own = without_entered(text, entered_);
        if (own.empty()) return;
        const auto key = fold(text);
        for (auto& each : out_)
            if (fold(each.text) == key) {
                if (each.tone == Message::Tone::neutral) each.tone = tone;
                return;
            }
        out_.push_back({text, std::string(kind), tone, read_phrases(own)});
    }

    std::vector<NewText> take() { return std::move(out_); }

  private:
    std::set<std::string> old_;
    std::vector<std::string> entered_;
    std::vector<NewText> out_;
};

bool carries_form(const Exchange& exchange) {
    return exchange.method != "GET" && exchange.method != "HEAD" && exchange.method != "OPTIONS";
}

std::string path_of(std::string_view url) {
    const auto mark = url.find("://");
    const auto slash = mark == std::string_view::npos ? 0 : url.find('/', mark + 3);
    return slash == std::string_view::npos
               ? "/"
               : std::string(
                     url.substr(slash, std::min<std::size_t>(80, url.find_first_of("?#", slash) - slash)));
}

std::string host_of(std::string_view url) {
    const auto mark = url.find("://");
    if (mark == std::string_view::npos) return {};
    return std::string(url.substr(mark + 3, url.find_first_of("/?#", mark + 3) - mark - 3));
}

} // namespace

std::vector<NewText> new_texts(const Observation& observation) {
    Collector collector(observation);
    using Tone = Message::Tone;
    for (const auto& text : observation.dialogs) collector.add(text, "dialog", Tone::neutral);
    if (observation.after_known) {
        for (const auto& message : observation.after.messages)
            collector.add(message.text, "message", message.tone);
        for (const auto& heading : observation.after.headings)
            collector.add(heading, "new_text", Tone::neutral);
        for (const auto& line : observation.after.lines) collector.add(line, "new_text", Tone::neutral);
    }
    for (const auto& popup : observation.popups) {
        for (const auto& message : popup.messages) collector.add(message.text, "popup", message.tone);
        for (const auto& line : popup.lines) collector.add(line, "popup", Tone::neutral);
    }
    for (const auto& exchange : observation.exchanges) {
        if (!carries_form(exchange) || exchange.body.empty() || exchange.is_navigation) continue;
        std::vector<std::string> texts;
        if (const auto body = parse_json(exchange.body)) texts_of_json(*body, 0, texts);
        const auto tone = exchange.status >= 400 ? Tone::bad : Tone::neutral;
        for (const auto& text : texts) collector.add(text.substr(0, 400), "answer", tone);
    }
    return collector.take();
}

Transport read_exchanges(const Observation& observation) {
    Transport out;
    // Counters and chat tools post to hosts of their own; they count only where nothing went to the site
    // itself.
    const auto own = host_of(observation.before.url);
    const bool to_site = std::ranges::any_of(observation.exchanges, [&](const Exchange& exchange) {
        return carries_form(exchange) && host_of(exchange.url) == own;
    });
    for (const auto& exchange : observation.exchanges) {
        if (!carries_form(exchange) || (to_site && host_of(exchange.url) != own)) continue;
        out.sent = true;
        out.answered = exchange.status > 0;
        out.status = exchange.status;
        out.text = exchange.status > 0 ? fmt::format("{} {} answered {}", exchange.method,
                                                     path_of(exchange.url), exchange.status)
                                       : fmt::format("{} {} got no answer: {}", exchange.method,
                                                     path_of(exchange.url), exchange.failure);
    }
    // After a redirect the document that was led to speaks: a 303 to an error page is no success.
    for (const auto& exchange : observation.exchanges) {
        if (carries_form(exchange) || !exchange.is_navigation) continue;
        const bool led_on = out.sent && out.status >= 300 && out.status < 400;
        if (!out.sent || led_on) {
            const auto came =
                exchange.status > 0
                    ? fmt::format("{} answered {}", path_of(exchange.url), exchange.status)
                    : fmt::format("{} got no answer: {}", path_of(exchange.url), exchange.failure);
            out.text += (out.text.empty() ? "" : ", then ") + came;
            out.answered = exchange.status > 0;
            out.status = exchange.status;
        }
        out.sent = true; // forms with method get are navigations
    }
    return out;
}

std::string find_listing_url(const Observation& observation) {
    if (!observation.after_known) return {};
    std::set<std::string> old{observation.before.url};
    for (const auto& link : observation.before.links) old.insert(link.url);
    const auto host = host_of(observation.after.url);
    static const RE2 kText(
        R"(\b(view|see|open|visit|go to|zum|zur|ansehen|anzeigen|voir|ver|vedi|bekijk)\b.*\b(listing|entry|page|profile|business|company|eintrag|profil|seite|)"
        R"(firmenseite|annonce|fiche|ficha|anuncio|scheda|vermelding|it here|place|site)\b)");
    static const RE2 kPath(
        R"(/(listings?|biz|business|company|companies|place|places|entry|eintrag|firma|detail|profile|directory|item|venue|site|tool|p|l)/[^/?#]+/?$)");
    std::string by_path;
    int paths = 0;
    for (const auto& link : observation.after.links) {
        if (old.contains(link.url) || host_of(link.url) != host) continue;
        if (RE2::PartialMatch(fold(link.text), kText)) return link.url;
        if (RE2::PartialMatch(link.url, kPath)) by_path = link.url, ++paths;
    }
    if (paths == 1) return by_path;
    return RE2::PartialMatch(observation.after.url, kPath) && !old.contains(observation.after.url)
               ? observation.after.url
               : std::string();
}

} // namespace bolt::forms
