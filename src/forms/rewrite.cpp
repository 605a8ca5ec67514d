#include "forms/rewrite.hpp"

#include "forms/phone_format.hpp"
#include "forms/text.hpp"

#include <algorithm>
#include <re2/re2.h>
#include <vector>

namespace bolt::forms {
namespace {

std::string digits_of(std::string_view text) {
    std::string out;
    for (const char c : text)
        if (c >= '0' && c <= '9') out += c;
    return out;
}

std::string shape_of(std::string_view text) {
    std::string out(text);
    for (auto& c : out)
        if (c >= '0' && c <= '9') c = '#';
    return out;
}

/// Fills the example's places for digits; nullopt if the counts differ.
std::optional<std::string> in_shape(std::string_view example, std::string_view digits) {
    std::string out;
    std::size_t next = 0;
    for (const char c : example) {
        const bool place = (c >= '0' && c <= '9') || c == '#' || c == 'x' || c == 'X';
        if (place && next == digits.size()) return std::nullopt;
        out += place ? digits[next++] : c;
    }
    return next == digits.size() ? std::optional(out) : std::nullopt;
}

std::string without_scheme(std::string_view url) {
    const auto mark = url.find("://");
    std::string out(mark == std::string_view::npos ? url : url.substr(mark + 3));
    if (out.find('/') == out.size() - 1) out.pop_back();
    return out;
}

std::string collapsed(std::string text) {
    static const RE2 blanks(R"([ \t]+)"), before_mark(R"( +([.,;:!?]))");
    RE2::GlobalReplace(&text, blanks, " ");
    RE2::GlobalReplace(&text, before_mark, "\\1");
    while (text.ends_with(' ')) text.pop_back();
    while (text.starts_with(' ')) text.erase(0, 1);
    return text;
}

/// The greatest allowed count in the message, for characters or words.
std::optional<std::size_t> most_of(const std::string& message, const char* unit) {
    const std::string number = R"((\d{1,5}))";
    const std::string units = std::string(" ?(") + unit + ")";
    // "between 150 and 500 characters", "10 - 80 Zeichen"
    const RE2 range(R"(\d{1,5} ?(?:and|und|et|y|e|en|to|bis|a|-) ?)" + number + units);
    const RE2 most(
        R"((?:at most|max(?:imum|imal|imo|\.)?(?: of| de| di| van)?|no more than|not exceed|exceeds?|less than|fewer than|up to|longer than|limit(?:ed)?(?: to| of)?|hochstens|nicht mehr als|langer als|au plus|pas depasser|como maximo|mas de|non piu di|massimo|no maximo|mais de|maximaal|meer dan|greater than) ?)" +
        number + "(?:" + units + ")?");
    const RE2 allowed(
        number + units +
        R"( (?:or (?:less|fewer)|max|maximum|allowed|oder weniger|ou moins|o menos|o meno|ou menos|of minder))");
    std::size_t found = 0;
    if (RE2::PartialMatch(message, range, &found) || RE2::PartialMatch(message, allowed, &found) ||
        RE2::PartialMatch(message, most, &found))
        return found;
    return std::nullopt;
}

std::string first_words(std::string_view text, std::size_t count) {
    std::size_t words = 0;
    bool inside = false;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const bool blank = text[at] == ' ' || text[at] == '\n';
        if (!blank && !inside && ++words > count) return collapsed(std::string(text.substr(0, at)));
        inside = !blank;
    }
    return std::string(text);
}

} // namespace

std::optional<std::string> rewrite_phone(std::string_view value, std::string_view message,
                                         std::string_view country) {
    const auto [code, national] = read_phone(value, country);
    if (national.empty()) return std::nullopt;
    const auto folded = fold(message);
    static const RE2 example(R"((\+?[(#\dx][-#\dx(). /]{5,}[#\dx]))");
    static const RE2 only_digits(
        R"((digits|numbers|numeric|ziffern|zahlen|chiffres|digitos|numeros|cifre|cijfers)\b.{0,12}\b(only|nur|seulement|solo|uniquement|apenas)|(only|nur|solo|uniquement|apenas|alleen|just) .{0,20}(digits|numbers|ziffern|zahlen|chiffres|digitos|numeros|cifre|cijfers)|\d+[- ]?digits?|must be (numeric|a number)|no (spaces|dashes))");
    static const RE2 international(
        R"(\+|international|country code|landesvorwahl|indicatif|prefijo|prefisso|codigo do pais|landcode|e\.?164)");
    const auto changed = [&](const std::string& text) {
        return text != value ? std::optional(text) : std::nullopt;
    };
    std::string shown;
    if (RE2::PartialMatch(folded, example, &shown)) {
        while (shown.ends_with('.') || shown.ends_with(' ')) shown.pop_back();
        for (const auto& digits : {national, "0" + national, code + national})
            if (const auto out = in_shape(shown, digits); out && changed(*out)) return out;
    }
    if (RE2::PartialMatch(folded, only_digits)) {
        int count = 0;
        static const RE2 counted(R"((\d+)[- ]?digits?)");
        if (RE2::PartialMatch(folded, counted, &count) &&
            static_cast<std::size_t>(count) == (code + national).size())
            return changed(code + national);
        return changed(national);
    }
    if (RE2::PartialMatch(folded, international) && !code.empty()) {
        if (const auto out = changed("+" + code + national)) return out;
    }
    for (const auto& other : phone_spellings(value, country))
        if (shape_of(other) != shape_of(value)) return other;
    return std::nullopt;
}

std::optional<std::string> rewrite_url(std::string_view value, std::string_view message) {
    const auto folded = fold(message);
    static const RE2 without(
        R"((without|must not|may not|do not|don't|not (contain|include|start)|remove|omit|ohne|nicht|sans|sin|senza|sem|zonder|no)\b.{0,30}(https?|scheme|protocol|www))");
    static const RE2 domain_only(
        R"((domain|host ?name|domaine|dominio|domein)( name)? only|only (the|your) domain)");
    static const RE2 plain(R"(start with .{0,3}http://)");
    const bool has_scheme = value.find("://") != std::string_view::npos;
    if (RE2::PartialMatch(folded, without) || RE2::PartialMatch(folded, domain_only))
        return has_scheme ? std::optional(without_scheme(value)) : std::nullopt;
    if (!has_scheme) return "https://" + std::string(value);
    if (value.starts_with("https://") && RE2::PartialMatch(folded, plain))
        return "http://" + std::string(value.substr(8));
    // "Enter a valid web address" to a valid one: the field is checked for a bare domain.
    return without_scheme(value);
}

std::optional<std::string> rewrite_postal_code(std::string_view value, std::string_view message) {
    const auto folded = fold(message);
    static const RE2 count(
        R"((\d)[- ]?(digits?|ziffern|chiffres|digitos|cifre|cijfers|stellig|numbers|characters|zeichen))");
    std::string plain;
    for (const char c : value)
        if (c != ' ' && c != '-') plain += c;
    std::size_t digits = 0;
    if (RE2::PartialMatch(folded, count, &digits) && digits_of(plain).size() >= digits &&
        digits_of(plain) == plain)
        return plain.substr(0, digits) != value ? std::optional(plain.substr(0, digits)) : std::nullopt;
    if (value.size() > 5 && value[5] == '-') return std::string(value.substr(0, 5)); // ZIP+4
    if (plain != value) return plain;
    // Canada, the United Kingdom, the Netherlands: the blank stands before the last three or two.
    const auto letters =
        std::ranges::any_of(plain, [](char c) { return (c | 32) >= 'a' && (c | 32) <= 'z'; });
    if (!letters || plain.size() < 5 || plain.size() > 7) return std::nullopt;
    const bool dutch = plain.size() == 6 && digits_of(plain.substr(0, 4)).size() == 4;
    const auto tail = dutch ? 2u : 3u;
    return plain.substr(0, plain.size() - tail) + " " + plain.substr(plain.size() - tail);
}

std::optional<std::string> rewrite_text(std::string_view value, std::string_view message) {
    const auto folded = fold(message);
    static const RE2 link(R"((https?://|www\.)\S+)"), tag(R"(<[^>]{1,200}>)");
    static const RE2 no_links(
        R"(\b(links?|urls?|https?|web addresses|liens?|enlaces?|collegament|hyperlinks?)\b)");
    static const RE2 no_html(R"(\b(html|tags?|markup|code)\b)");
    static const RE2 no_special(
        R"(special char|invalid char|(only|nur) (contain )?(letters|alphanumeric|buchstaben)|alphanumeric|sonderzeichen|caracteres (speciaux|especiales|especiais|non)|caratteri speciali|speciale tekens|not allowed char|characters? (is|are) not allowed)");
    std::string out(value);
    if (const auto most = most_of(folded, "words|worter|worte|mots|palabras|parole|palavras|woorden");
        most && folded.find("char") == std::string::npos)
        out = first_words(out, *most);
    else if (const auto units =
                 most_of(folded, "characters|chars|char|letters|zeichen|caracteres|caratteri|tekens|symbols"))
        out = cut_text(out, *units);
    if (RE2::PartialMatch(folded, no_links)) RE2::GlobalReplace(&out, link, "");
    if (RE2::PartialMatch(folded, no_html)) RE2::GlobalReplace(&out, tag, " ");
    if (RE2::PartialMatch(folded, no_special)) {
        static const RE2 special(R"([^\p{L}\p{N}\s.,'-])");
        RE2::GlobalReplace(&out, special, " ");
    }
    if (out != value) out = collapsed(std::move(out));
    return out.empty() || out == value ? std::nullopt : std::optional(out);
}

} // namespace bolt::forms
