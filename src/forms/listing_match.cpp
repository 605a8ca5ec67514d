#include "forms/listing_match.hpp"

#include "base/encoding.hpp"
#include "forms/phone_format.hpp"
#include "forms/text.hpp"

#include <algorithm>
#include <array>
#include <re2/re2.h>

namespace bolt::forms {
namespace {

/// Words without legal forms and joining words.
std::vector<std::string> name_words(std::string_view text) {
    std::string plain;
    for (const char c : fold(text)) // "Joe's" and "Joes" are one word
        if (c != '\'') plain += c;
    auto words = words_of(plain);
    std::erase_if(words, [](const std::string& word) {
        static constexpr std::array kLeftOut = {"inc", "llc", "ltd", "limited", "corp", "co",  "gmbh",
                                                "ag",  "kg",  "ug",  "ohg",     "sarl", "sas", "sa",
                                                "srl", "spa", "sl",  "bv",      "nv",   "lda", "ltda",
                                                "and", "und", "et",  "y",       "e",    "en",  "the"};
        return std::ranges::find(kLeftOut, word) != kLeftOut.end();
    });
    return words;
}

/// The usual short forms of one word for a kind of street.
std::string street_word(std::string word) {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 24> kShort = {{
        {"street", "st"},    {"avenue", "ave"}, {"av", "ave"},        {"boulevard", "blvd"},
        {"bd", "blvd"},      {"road", "rd"},    {"drive", "dr"},      {"lane", "ln"},
        {"court", "ct"},     {"place", "pl"},   {"square", "sq"},     {"highway", "hwy"},
        {"parkway", "pkwy"}, {"suite", "ste"},  {"apartment", "apt"}, {"north", "n"},
        {"south", "s"},      {"east", "e"},     {"west", "w"},        {"calle", "c"},
        {"avenida", "ave"},  {"platz", "pl"},   {"rua", "r"},         {"plaza", "plz"},
    }};
    for (const auto& [whole, cut] : kShort)
        if (word == whole) return std::string(cut);
    for (const std::string_view end : {"strasse", "straat"})
        if (word.size() > end.size() && word.ends_with(end))
            return word.substr(0, word.size() - end.size()) + "str";
    if (word == "strasse") return "str";
    return word;
}

std::vector<std::string> street_words(std::string_view text) {
    auto words = words_of(text);
    for (auto& word : words) word = street_word(std::move(word));
    return words;
}

bool contains_run(const std::vector<std::string>& words, const std::vector<std::string>& wanted) {
    return !wanted.empty() && !std::ranges::search(words, wanted).empty();
}
bool contains_all(const std::vector<std::string>& words, const std::vector<std::string>& wanted) {
    return !wanted.empty() && std::ranges::all_of(wanted, [&](const std::string& word) {
        return std::ranges::find(words, word) != words.end();
    });
}

std::string host_of(std::string_view url) {
    if (const auto mark = url.find("://"); mark != std::string_view::npos) url.remove_prefix(mark + 3);
    auto host = fold(url.substr(0, url.find_first_of("/?#:")));
    if (host.starts_with("www.")) host.erase(0, 4);
    return host;
}

bool shows_phone(const std::vector<std::string>& lines, const BusinessProfile& profile) {
    static const RE2 number(R"(([+(]?\d[\d ().\-/\x{a0}]{5,24}\d))");
    const auto national = read_phone(profile.phone, profile.country).national;
    if (national.size() < 6) return false;
    for (const auto& line : lines) {
        re2::StringPiece rest(line);
        std::string found;
        while (RE2::FindAndConsume(&rest, number, &found)) {
            std::string digits;
            for (const char c : found)
                if (c >= '0' && c <= '9') digits += c;
            if (digits.size() <= national.size() + 5 && digits.ends_with(national)) return true;
        }
    }
    return false;
}

bool shows_address(const std::vector<std::string>& lines, const BusinessProfile& profile) {
    const auto street = street_words(profile.address);
    std::vector<std::string> all, before;
    bool found = false;
    for (const auto& line : lines) {
        const auto words = street_words(line);
        auto both = before;
        both.insert(both.end(), words.begin(), words.end());
        // The number may stand on a line of its own beside the street.
        found = found || contains_run(both, street) || (words.size() <= 25 && contains_all(words, street));
        all.insert(all.end(), words.begin(), words.end());
        before = words;
    }
    const auto city = street_words(profile.city), code = street_words(profile.postal_code);
    return found && (contains_run(all, city) || contains_run(all, code) || (city.empty() && code.empty()));
}

bool shows_website(const PageState& page, const std::vector<std::string>& lines, const std::string& host) {
    const auto own = host_of(page.url);
    const auto links_there = [&](const Link& link) { return host_of(link.url) == host; };
    if (host != own && std::ranges::any_of(page.links, links_there)) return true;
    return std::ranges::any_of(
        lines, [&](const std::string& line) { return fold(line).find(host) != std::string::npos; });
}

} // namespace

bool ListingMatch::shows_business() const {
    return name == true && (address == true || phone == true || website == true);
}

int ListingMatch::agreements() const {
    return static_cast<int>(name == true) + static_cast<int>(address == true) +
           static_cast<int>(phone == true) + static_cast<int>(website == true);
}

ListingMatch match_listing(const PageState& page, const BusinessProfile& profile) {
    auto lines = page.lines;
    lines.insert(lines.end(), page.headings.begin(), page.headings.end());
    ListingMatch out;
    if (const auto name = name_words(profile.business_name); !name.empty()) {
        const auto named = [&](const std::string& line) { return contains_run(name_words(line), name); };
        out.name = std::ranges::any_of(lines, named) || named(page.title);
    }
    if (!profile.address.empty()) out.address = shows_address(lines, profile);
    if (!profile.phone.empty()) out.phone = shows_phone(lines, profile);
    if (const auto host = host_of(profile.website); !host.empty())
        out.website = shows_website(page, lines, host);
    return out;
}

std::vector<std::string> links_to_business(const PageState& page, const BusinessProfile& profile,
                                           std::size_t count_max) {
    const auto name = name_words(profile.business_name);
    std::vector<std::string> out;
    for (const auto& link : page.links) {
        if (out.size() >= count_max) break;
        if (host_of(link.url) != host_of(page.url) || link.url == page.url) continue;
        if (contains_run(name_words(link.text), name) && std::ranges::find(out, link.url) == out.end())
            out.push_back(link.url);
    }
    return out;
}

std::optional<SearchForm> find_search(const Page& page, std::string_view text) {
    static const RE2 asks(
        R"((?i)^(q|s|query|search\w*|\w*search|keywords?|term|what|find\w*|suche?|suchbegriff|recherche|)"
        R"(busca\w*|buscar|cerca|ricerca|pesquisa|zoek\w*|name|k)$)");
    for (const auto& form : page.forms) {
        if (form.method == "post" || form.controls.size() > 12 || form.selector.empty()) continue;
        std::string query;
        const Control* field = nullptr;
        bool plain = true;
        const auto add = [&](std::string_view name, std::string_view value) {
            query += (query.empty() ? "" : "&") + url_encode(name) + "=" + url_encode(value);
        };
        for (const auto& control : form.controls) {
            const bool text_like = control.kind == ControlKind::search || control.kind == ControlKind::text;
            if (text_like && field == nullptr && control.operable() && !control.name.empty() &&
                (control.kind == ControlKind::search || RE2::FullMatch(control.name, asks))) {
                field = &control;
                add(control.name, text);
            } else if (control.kind == ControlKind::hidden && !control.name.empty()) {
                add(control.name, control.value);
            } else if (control.kind == ControlKind::password || control.kind == ControlKind::email ||
                       control.kind == ControlKind::file || control.kind == ControlKind::textarea) {
                plain = false;
            }
        }
        if (field != nullptr && plain) return SearchForm{form.action, std::move(query)};
    }
    return std::nullopt;
}

} // namespace bolt::forms
