#include "forms/text.hpp"

#include <algorithm>
#include <unicode/locid.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

namespace bolt::forms {
namespace {

// Letters without a canonical decomposition that matter in the languages we read.
const char* spelled_out(UChar32 c) {
    switch (c) {
    case 0xDF:
        return "ss";
    case 0xE6:
        return "ae";
    case 0xF8:
        return "o";
    case 0x153:
        return "oe";
    case 0x142:
        return "l";
    case 0x131:
        return "i";
    case 0xF0:
        return "d";
    case 0xFE:
        return "th";
    case 0xB0: // "N° de rue", written with a degree sign
        return "o";
    case 0x2019:
    case 0x2018:
        return "'";
    case 0x2013:
    case 0x2014:
    case 0x2010:
    case 0x2011:
        return "-";
    case 0x2026:
        return "...";
    default:
        return nullptr;
    }
}

bool is_letter(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0x80 || std::isalpha(byte) != 0;
}
bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool ends_sentence(std::string_view text, std::size_t at) {
    const char c = text[at];
    return (c == '.' || c == '!' || c == '?') &&
           (at + 1 == text.size() || text[at + 1] == ' ' || text[at + 1] == '\n');
}

// "zipCode" and "HTMLName" as separate words, before case is gone.
std::string split_case(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto upper = [&](std::size_t k) { return k < text.size() && text[k] >= 'A' && text[k] <= 'Z'; };
        const auto lower = [&](std::size_t k) { return k < text.size() && text[k] >= 'a' && text[k] <= 'z'; };
        if (i > 0 && upper(i) && (lower(i - 1) || (upper(i - 1) && lower(i + 1)))) out += ' ';
        out += text[i];
    }
    return out;
}

} // namespace

std::string fold(std::string_view text) {
    UErrorCode error = U_ZERO_ERROR;
    const auto* decompose = icu::Normalizer2::getNFKDInstance(error);
    auto wide =
        icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<int32_t>(text.size())));
    wide.toLower(icu::Locale::getRoot());
    if (U_SUCCESS(error)) wide = decompose->normalize(wide, error);
    std::string out;
    bool blank = false;
    for (int32_t i = 0; i < wide.length(); i = wide.moveIndex32(i, 1)) {
        const UChar32 c = wide.char32At(i);
        const auto category = u_charType(c);
        if (category == U_NON_SPACING_MARK || category == U_FORMAT_CHAR) continue;
        if (u_isUWhiteSpace(c) || category == U_CONTROL_CHAR) {
            blank = true;
            continue;
        }
        if (blank && !out.empty()) out += ' ';
        blank = false;
        if (const char* letters = spelled_out(c); letters != nullptr)
            out += letters;
        else
            icu::UnicodeString(c).toUTF8String(out);
    }
    return out;
}

std::vector<std::string> words_of(std::string_view text) {
    const auto folded = fold(split_case(text.substr(0, 600)));
    std::vector<std::string> out;
    std::string word;
    const auto flush = [&] {
        // "e-mail", "e mail" and "email" are one word in every language that borrowed it.
        if (word == "mail" && !out.empty() && out.back() == "e")
            out.back() = "email";
        else if (!word.empty())
            out.push_back(word);
        word.clear();
    };
    for (const char c : folded) {
        const bool letter = is_letter(c);
        const bool digit = is_digit(c);
        if (!word.empty() && ((!letter && !digit) || digit != is_digit(word.back()))) flush();
        if (letter || digit) word += c;
    }
    flush();
    return out;
}

bool has_word(const std::vector<std::string>& words, std::initializer_list<std::string_view> any_of) {
    return std::ranges::any_of(
        words, [&](const std::string& word) { return std::ranges::find(any_of, word) != any_of.end(); });
}

std::size_t utf16_length(std::string_view utf8) {
    std::size_t units = 0;
    for (const unsigned char c : utf8) {
        if ((c & 0xC0) != 0x80) ++units;
        if (c >= 0xF0) ++units;
    }
    return units;
}

std::string cut_text(std::string_view text, std::size_t units) {
    if (utf16_length(text) <= units) return std::string(text);
    std::size_t used = 0;
    std::size_t end = 0; // bytes that fit
    std::size_t sentence = 0;
    std::size_t word = 0;
    for (std::size_t i = 0; i < text.size();) {
        const auto c = static_cast<unsigned char>(text[i]);
        const std::size_t bytes = c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : c >= 0xC0 ? 2 : 1;
        used += c >= 0xF0 ? 2 : 1;
        if (used > units) break;
        if (c == ' ' || c == '\n') word = i;
        if (ends_sentence(text, i)) sentence = i + 1;
        i += bytes;
        end = i;
    }
    // A sentence, unless that would throw away most of the room.
    if (sentence * 3 >= end) return std::string(text.substr(0, sentence));
    if (end < text.size() && text[end] == ' ') word = end;
    return std::string(text.substr(0, word > 0 ? word : end));
}

} // namespace bolt::forms
