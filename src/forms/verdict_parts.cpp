#include "forms/verdict_parts.hpp"

#include "forms/answer_json.hpp"
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

/// The longest piece that `text` has in common with `value` from `at` on.
std::size_t common_from(std::string_view text, std::size_t at, std::string_view value, std::size_t from) {
    std::size_t length = 0;
    while (at + length < text.size() && from + length < value.size() &&
           text[at + length] == value[from + length])
        ++length;
    return length;
}

std::string without_entered(std::string_view line, const std::vector<std::string>& entered) {
    constexpr std::size_t teaser_min = 12, opening = 24;
    auto text = fold(line);
    for (const auto& value : entered) {
        // A line or a teaser of a long value (a description) goes whole.
        auto teaser = text;
        while (teaser.ends_with('.') || teaser.ends_with(' ') || teaser.ends_with("\xE2\x80\xA6"))
            teaser.pop_back();
        if (teaser.size() >= teaser_min && value.size() > teaser.size() &&
            value.find(teaser) != std::string::npos)
            return {};
        for (std::size_t at; (at = text.find(value)) != std::string::npos;)
            text.replace(at, value.size(), "it");
        // "About us: " and the start of the description.
        if (value.size() > opening)
            if (const auto at = text.find(value.substr(0, opening)); at != std::string::npos)
                text.erase(at, common_from(text, at, value, 0));
    }
    return text;
}

/// Counters move from one view to the next: "12,401 listings" is the same line as "12,402 listings". Small
/// numbers count steps.
std::string line_key(std::string_view line) {
    static const RE2 counter(R"([0-9][0-9.,]{2,})");
    auto key = fold(line);
    RE2::GlobalReplace(&key, counter, "#");
    return key;
}

class Collector {
  public:
    explicit Collector(const Observation& observation) : entered_(entered_texts(observation)) {
        for (const auto& line : observation.before.lines) old_.insert(line_key(line));
        for (const auto& line : observation.before.headings) old_.insert(line_key(line));
        for (const auto& message : observation.before.messages) old_.insert(line_key(message.text));
    }

    void add(const std::string& text, std::string_view kind, Message::Tone tone) {
        if (text.empty() || out_.size() >= kTextsMax || old_.contains(line_key(text))) return;
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

/// Answers to scripts that may be the site's word: where the form itself left as a document, they are only
/// counters and the like.
std::vector<const Exchange*> script_answers(const Observation& observation) {
    static const RE2 counter(
        R"((?i)/(track|tracking|analytics|collect|beacon|log|logs|metrics?|stats?|events?|heartbeat|telemetry|rum|pixel)([/?.]|$))");
    const bool document = std::ranges::any_of(observation.exchanges, [](const Exchange& exchange) {
        return carries_form(exchange) && exchange.is_navigation;
    });
    std::vector<const Exchange*> out;
    for (const auto& exchange : observation.exchanges)
        if (!document && carries_form(exchange) && !exchange.body.empty() && !exchange.is_navigation &&
            !RE2::PartialMatch(path_of(exchange.url), counter))
            out.push_back(&exchange);
    return out;
}

} // namespace

std::vector<FieldError> answered_errors(const Observation& observation) {
    std::vector<FieldError> out;
    for (const auto* exchange : script_answers(observation))
        if (auto answer = read_json_answer(exchange->body)) out = std::move(answer->field_errors);
    return out;
}

std::vector<NewText> new_texts(const Observation& observation) {
    Collector collector(observation);
    using Tone = Message::Tone;
    for (const auto& text : observation.dialogs) collector.add(text, "dialog", Tone::neutral);
    if (observation.after_known) {
        for (const auto& message : observation.after.messages)
            collector.add(message.text, "message", message.tone);
        for (const auto& heading : observation.after.headings)
            collector.add(heading, "heading", Tone::neutral);
        collector.add(observation.after.title == observation.before.title ? "" : observation.after.title,
                      "title", Tone::neutral);
        for (const auto& line : observation.after.lines) collector.add(line, "new_text", Tone::neutral);
    }
    for (const auto& popup : observation.popups) {
        for (const auto& message : popup.messages) collector.add(message.text, "popup", message.tone);
        for (const auto& line : popup.lines) collector.add(line, "popup", Tone::neutral);
    }
    for (const auto* exchange : script_answers(observation)) {
        const auto answer = read_json_answer(exchange->body);
        if (!answer) continue;
        const bool bad = exchange->status >= 400 || answer->success == false;
        const auto tone = bad ? Tone::bad : Tone::neutral;
        for (const auto& text : answer->texts) collector.add(text, "answer", tone);
        if (answer->success)
            collector.add(*answer->success ? "success" : "an error occurred", "answer", tone);
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
            out.led_on = led_on;
        }
        out.sent = true; // forms with method get are navigations
    }
    return out;
}

bool leads_to_payment(std::string_view url) {
    static const RE2 pays(
        R"((?i)(^|[/_.=-])(checkout|cart|basket|payments?|pay|billing|orders?|purchase|(select-?)?plans?|pricing|packages?|)"
        R"(warenkorb|kasse|pakete?|zahlung|bestellung|panier|commande|caisse|paiement|tarifs|formules?|carrito|pago|pedido|planes|)"
        R"(paquetes|carrello|pagamento|cassa|piani|carrinho|planos|pacotes|winkelwagen|winkelmand|afrekenen|betalen|bestellen)([/_.?-]|$))");
    return RE2::PartialMatch(path_of(url), pays);
}

bool is_thanks_page(const Observation& observation) {
    static const RE2 thanks(
        R"((?i)(thank|success|confirmation|confirmed|submitted|received|complete|danke|vielen-dank|erfolg|merci|succes|gracias|)"
        R"(exito|enviado|grazie|successo|obrigad|sucesso|bedankt|gelukt))");
    return RE2::PartialMatch(path_of(observation.after.url), thanks) &&
           !RE2::PartialMatch(path_of(observation.before.url), thanks);
}

bool is_general_page(const Observation& observation) {
    static const RE2 general(
        R"((?i)/(terms?|tos|conditions|privacy|faqs?|help|about(-us)?|imprint|impressum|agb|legal|rules|guidelines|search|suche|)"
        R"(browse|categories|blog|news|contact|kontakt|mentions-legales|recherche|buscar|busqueda|cerca|ricerca|pesquisa|zoeken)"
        R"()([/._-][^?#]*)?$)");
    static const RE2 start(R"((?i)^/((index|home|default)(\.\w+)?)?$)");
    const auto path = path_of(observation.after.url);
    return observation.after.url != observation.before.url && !is_thanks_page(observation) &&
           (RE2::PartialMatch(path, general) || RE2::FullMatch(path, start));
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
