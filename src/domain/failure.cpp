#include "domain/failure.hpp"

#include "base/crypto.hpp"
#include "base/encoding.hpp"

#include <algorithm>

namespace bolt {
namespace {

constexpr std::size_t kBytesMax = 300;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_hexadecimal(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

/// Length of the word that begins here: up to a space, a quote or a bracket.
std::size_t word_length(std::string_view text) {
    const auto end = std::ranges::find_if(text, [](char c) {
        return is_space(c) || std::string_view("\"'`()[]<>,;").find(c) != std::string_view::npos;
    });
    return static_cast<std::size_t>(end - text.begin());
}

std::string_view name_of_word(std::string_view word) {
    if (word.starts_with("http://") || word.starts_with("https://")) return "<url>";
    const auto at = word.find('@');
    if (at != std::string_view::npos && at > 0 && word.find('.', at) != std::string_view::npos)
        return "<email>";
    const bool id = word.size() >= 8 && std::ranges::any_of(word, is_digit) &&
                    std::ranges::all_of(word, [](char c) { return is_hexadecimal(c) || c == '-'; });
    return id ? "<id>" : "";
}

/// A word letter by letter: runs of digits are numbers.
void add_plain(std::string& out, std::string_view word) {
    for (std::size_t i = 0; i < word.size(); ++i) {
        if (!is_digit(word[i])) {
            out += word[i];
            continue;
        }
        while (i + 1 < word.size() && (is_digit(word[i + 1]) ||
                                       (word[i + 1] == '.' && i + 2 < word.size() && is_digit(word[i + 2]))))
            ++i;
        out += "<n>";
    }
}

} // namespace

std::string normalised_failure(std::string_view message) {
    std::string out;
    while (!message.empty() && out.size() < kBytesMax) {
        const char c = message.front();
        if (c == '"' || c == '`') {
            if (const auto end = message.find(c, 1); end != std::string_view::npos) {
                out += "<text>";
                message.remove_prefix(end + 1);
                continue;
            }
        }
        if (is_space(c)) {
            if (!out.empty() && out.back() != ' ') out += ' ';
            message.remove_prefix(1);
            continue;
        }
        const auto length = std::max<std::size_t>(word_length(message), 1);
        const auto word = message.substr(0, length);
        if (const auto name = name_of_word(word); !name.empty())
            out += name;
        else
            add_plain(out, word);
        message.remove_prefix(length);
    }
    if (out.size() > kBytesMax) out = to_valid_utf8(out.substr(0, kBytesMax));
    return out;
}

std::string failure_key(std::string_view verdict, std::string_view normalised) {
    return hex(sha256(std::string(verdict) + "\n" + std::string(normalised))).substr(0, 16);
}

} // namespace bolt
