#include "assist/description_check.hpp"

#include "assist/description_words.hpp"
#include "domain/country.hpp"
#include "forms/text.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <re2/re2.h>
#include <set>
#include <sstream>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

namespace bolt::assist {
namespace {

using Words = std::set<std::string, std::less<>>;

tl::unexpected<Error> wrong(std::string_view what) {
    return fail(ErrorCode::invalid_argument, fmt::format("the description is not taken: {}", what));
}

Words split(std::string_view text) {
    std::istringstream stream{std::string(text)};
    Words out;
    for (std::string word; stream >> word;) out.insert(word);
    return out;
}

/// All that is known of the business and may be said of it.
std::string facts_of(const BusinessProfile& p) {
    std::string out;
    const auto add = [&](const std::string& text) { out += text + "\n"; };
    for (const auto& text : {p.business_name, p.description, p.short_description, p.address, p.address_line2,
                             p.city, p.state, p.postal_code, p.country, p.website, p.contact_first_name,
                             p.contact_last_name, p.phone, p.email, p.fax})
        add(text);
    for (const auto& each : p.categories) add(each);
    if (p.year_founded > 0) add(std::to_string(p.year_founded));
    return out;
}

struct Word {
    std::string text; ///< folded
    bool capital = false;
    bool starts = false; ///< a sentence
};

/// Letters in a row; everything else ends a word. nullopt: there is something in it that no plain
/// text has.
std::optional<std::vector<Word>> read_words(std::string_view text) {
    std::vector<Word> out;
    std::string word;
    bool capital = false, starts = true, word_starts = true;
    const auto end = [&] {
        if (word.empty()) return;
        out.push_back({forms::fold(word), capital, word_starts});
        word.clear();
    };
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
    const auto size = static_cast<std::int32_t>(text.size());
    for (std::int32_t i = 0, before = 0; i < size; before = i) {
        UChar32 c = 0;
        U8_NEXT(bytes, i, size, c);
        const auto kind = u_charType(c);
        const bool digit = kind == U_DECIMAL_DIGIT_NUMBER;
        if (c < 0 || kind == U_FORMAT_CHAR || kind == U_PRIVATE_USE_CHAR || kind == U_UNASSIGNED ||
            (kind == U_CONTROL_CHAR && c != '\n') || (digit && c > '9') || kind == U_LETTER_NUMBER ||
            kind == U_OTHER_NUMBER)
            return std::nullopt;
        if (u_isalpha(c) || kind == U_NON_SPACING_MARK) {
            if (word.empty()) {
                capital = u_isupper(c) || u_istitle(c);
                word_starts = starts;
                starts = false;
            } else if (u_isupper(c)) {
                capital = true; // "iPhone"
            }
            word.append(text.substr(static_cast<std::size_t>(before), static_cast<std::size_t>(i - before)));
            continue;
        }
        end();
        if (c == '.' || c == '!' || c == '?' || c == '\n' || c == ':') starts = true;
        if (digit) starts = false;
    }
    end();
    return out;
}

/// Numbers as they are said: digits without their separators, and the values of words.
struct Numbers {
    std::set<std::string> digits;
    std::set<int> values;
};

/// `language` "": of any.
int value_of(std::string_view word, std::string_view language) {
    static const auto table = [] {
        std::multimap<std::string, std::pair<std::string, int>, std::less<>> out;
        for (const auto& each : number_words())
            for (const auto& one : split(each.words)) {
                const auto colon = one.find(':');
                const bool everywhere = colon == std::string::npos;
                out.emplace(everywhere ? one : one.substr(colon + 1),
                            std::pair(everywhere ? "" : one.substr(0, colon), each.value));
            }
        return out;
    }();
    const auto [first, last] = table.equal_range(word);
    for (auto at = first; at != last; ++at)
        if (language.empty() || at->second.first.empty() || at->second.first == language)
            return at->second.second;
    return 0;
}

Numbers numbers_of(std::string_view text, const std::vector<Word>& words, std::string_view language) {
    static const RE2 kNumber(R"((\d(?:[ ().,/'-]{0,2}\d)*))");
    Numbers out;
    std::string one;
    for (re2::StringPiece rest = text; RE2::FindAndConsume(&rest, kNumber, &one);) {
        std::string digits;
        for (const char c : one)
            if (c >= '0' && c <= '9') digits += c;
        out.digits.insert(digits);
    }
    for (const auto& word : words)
        if (const auto value = value_of(word.text, language); value > 0) out.values.insert(value);
    return out;
}

/// Longer numbers of the same language in one word: "zweihundert", "trecento".
bool is_long_number(std::string_view word) {
    static const RE2 kLong(
        R"(hundert|tausend|honderd|duizend|c[ie]entos$|^(?:due|tre|quattro|cinque|sei|sette|otto|nove)(?:cento|mila)|)"
        R"(^\w+und(?:zwanzig|dreissig|vierzig|funfzig|sechzig|siebzig|achtzig|neunzig)$|^veinti\w+|)"
        R"(^\w+en(?:twintig|dertig|veertig|vijftig|zestig|zeventig|tachtig|negentig)$|)"
        R"(^(?:vent|trent|quarant|cinquant|sessant|settant|ottant|novant)(?:uno|otto|[ai](?:due|tre|quattro|cinque|sei|sette|nove))$)");
    return RE2::PartialMatch(word, kLong);
}

Result<void> check_numbers(std::string_view text, const std::vector<Word>& words, std::string_view facts,
                           const std::vector<Word>& known_words, const Words& known,
                           std::string_view language) {
    const auto said = numbers_of(text, words, language), there = numbers_of(facts, known_words, "");
    const auto in_words = [&](const std::string& digits) {
        return std::ranges::any_of(there.values, [&](int value) { return digits == std::to_string(value); });
    };
    for (const auto& each : said.digits)
        if (!there.digits.contains(each) && !in_words(each))
            return wrong(fmt::format("the number {} is not in the profile", each.substr(0, 20)));
    for (const auto& each : said.values)
        if (!there.values.contains(each) && !there.digits.contains(std::to_string(each)))
            return wrong(fmt::format("a word for the number {} is not in the profile", each));
    for (const auto& word : words)
        if (is_long_number(word.text) && !known.contains(word.text))
            return wrong("a number in words is not in the profile");
    return {};
}

Result<void> check_markup(std::string_view text, std::string_view facts) {
    static const RE2 kMarkup(R"([<>{}\[\]`|\\~^]|\*\*|__|&#?\w+;|^\s*(?:#|[-*+]\s)|\n\s*(?:#|[-*+]\s))");
    if (RE2::PartialMatch(text, kMarkup)) return wrong("it has markup");
    static const RE2 kLink(
        R"((?i)((?:https?|ftp|mailto|tel|javascript|data):\S*|www\.\S+|\S+@\S+|@\w+|#\w+|[\w-]+(?:\s?\.\s?|\s?[\[(]?(?:dot|punkt|punto|point|ponto|punt)[\])]?\s?)(?:com|net|org|info|biz|io|co|shop|online|app|de|fr|es|it|pt|nl|uk|us|eu|ru|cn|xyz|site|me|tv|ly)\b))");
    const auto folded_facts = forms::fold(facts);
    std::string link;
    for (re2::StringPiece rest = text; RE2::FindAndConsume(&rest, kLink, &link);) {
        while (!link.empty() && (link.ends_with('.') || link.ends_with(',') || link.ends_with(')')))
            link.pop_back();
        if (folded_facts.find(forms::fold(link)) == std::string::npos)
            return wrong("it has an address that is not in the profile");
    }
    // "site.example" of any ending: a dot between letters.
    static const RE2 kDotted(R"(([\pL\d-]+(?:\.[\pL\d-]+)*\.\pL{2,}))");
    for (re2::StringPiece rest = text; RE2::FindAndConsume(&rest, kDotted, &link);)
        if (folded_facts.find(forms::fold(link)) == std::string::npos)
            return wrong("it has an address that is not in the profile");
    return {};
}

Result<void> check_names(const std::vector<Word>& words, const Words& known) {
    static const auto starters = split(sentence_starters());
    for (const auto& word : words) {
        if (!word.capital || known.contains(word.text)) continue;
        if (word.starts && starters.contains(word.text)) continue;
        if (word.text == "i") continue;
        // "Joe's" is Joe's, and a plural of a known name's word.
        if (word.text == "s") continue;
        return wrong(fmt::format("\"{}\" is not in the profile", word.text.substr(0, 40)));
    }
    return {};
}

Result<void> check_claims(const std::vector<Word>& words, const Words& known) {
    for (const auto line : claim_stems()) {
        const auto stems = split(line);
        const auto claims = [&](std::string_view word) {
            return std::ranges::any_of(stems, [&](const auto& stem) {
                return stem.size() <= 4 ? word == stem : word.starts_with(stem);
            });
        };
        const bool said = std::ranges::any_of(words, [&](const auto& word) { return claims(word.text); });
        if (said && !std::ranges::any_of(known, claims)) return wrong("it claims what the profile does not");
    }
    return {};
}

} // namespace

std::string language_of_text(std::string_view text) {
    const auto words = forms::words_of(forms::fold(text));
    std::vector<std::pair<int, std::string_view>> counts;
    for (const auto& each : small_words()) {
        const auto small = split(each.words);
        counts.emplace_back(
            static_cast<int>(std::ranges::count_if(words, [&](const auto& w) { return small.contains(w); })),
            each.language);
    }
    std::ranges::sort(counts, std::greater{});
    const bool clear = counts[0].first >= 3 && counts[0].first * 2 >= counts[1].first * 3 &&
                       counts[0].first * 12 >= static_cast<int>(words.size());
    return clear ? std::string(counts[0].second) : "";
}

Result<void> check_description(std::string_view text, const BusinessProfile& profile,
                               const DescriptionShape& shape) {
    const auto length = static_cast<int>(forms::utf16_length(text));
    if (length == 0 || (shape.min_length > 0 && length < shape.min_length)) return wrong("it is too short");
    if ((shape.max_length >= 0 && length > shape.max_length) || length > 20'000)
        return wrong("it is too long");
    if (shape.one_line && text.find('\n') != std::string_view::npos) return wrong("it has several lines");
    const auto facts = facts_of(profile);
    const auto words = read_words(text);
    if (!words) return wrong("it has signs that no plain text has");
    const auto known_words = read_words(facts).value_or(std::vector<Word>{});
    Words known;
    for (const auto& word : known_words) known.insert(word.text);
    for (const auto& word :
         read_words(std::string(country_name(profile.country))).value_or(std::vector<Word>{}))
        known.insert(word.text);
    const auto language = language_of_text(text);
    if (auto good = check_markup(text, facts); !good) return good;
    if (auto good = check_numbers(text, *words, facts, known_words, known,
                                  shape.language.empty() ? language : shape.language);
        !good)
        return good;
    if (auto good = check_names(*words, known); !good) return good;
    if (auto good = check_claims(*words, known); !good) return good;
    if (!shape.language.empty() && !language.empty() && language != shape.language)
        return wrong("it is in another language");
    return {};
}

} // namespace bolt::assist
