#include "forms/vocabulary.hpp"

#include "forms/vocabulary_entries.hpp"

#include <algorithm>
#include <optional>
#include <unordered_map>
#include <utility>

namespace bolt::forms {
namespace {

constexpr std::size_t kShortestCompound = 7;
constexpr std::size_t kShortestStem = 3;

struct Pattern {
    std::vector<std::string> words;
    const VocabularyEntry* entry = nullptr;
    std::size_t order = 0;
};

bool word_matches(std::string_view pattern, std::string_view word) {
    const auto star = pattern.find('*');
    if (star == std::string_view::npos) return pattern == word;
    const auto ending = pattern.substr(star + 1);
    return word.size() + 1 >= pattern.size() && word.starts_with(pattern.substr(0, star)) &&
           word.ends_with(ending);
}

template <class Use>
void each_phrase(std::string_view phrases, Use use) {
    while (!phrases.empty()) {
        const auto end = std::min(phrases.find('|'), phrases.size());
        use(phrases.substr(0, end));
        phrases.remove_prefix(std::min(end + 1, phrases.size()));
    }
}

class Dictionary {
  public:
    Dictionary() {
        for (const auto entries : {contact_vocabulary(), listing_vocabulary(), other_vocabulary()})
            for (const auto& entry : entries)
                each_phrase(entry.phrases, [&](std::string_view phrase) { add(entry, phrase); });
        // Longest first; among equals the later entry, because heads stand after the words that only modify.
        for (auto& [word, patterns] : by_word_) sort(patterns);
        for (auto& [letter, patterns] : by_letter_) sort(patterns);
        for (const auto& entry : compound_endings())
            each_phrase(entry.phrases,
                        [&](std::string_view ending) { endings_.emplace_back(ending, &entry); });
        std::ranges::sort(endings_,
                          [](const auto& a, const auto& b) { return a.first.size() > b.first.size(); });
    }

    const Pattern* match(const std::vector<std::string>& words, std::size_t at) const {
        const Pattern* best = nullptr;
        if (const auto found = by_word_.find(words[at]); found != by_word_.end())
            best = first_match(found->second, words, at);
        if (const auto found = by_letter_.find(words[at][0]); found != by_letter_.end()) {
            const auto* other = first_match(found->second, words, at);
            if (other != nullptr && (best == nullptr || before(*other, *best))) best = other;
        }
        return best;
    }

    // "praxisname": what it ends with, and what stands before that if it is known as well.
    std::vector<Term> split(const std::string& word, std::size_t at) const {
        if (word.size() < kShortestCompound || word.ends_with("port")) return {}; // an airport is no "Ort"
        for (const auto& [ending, entry] : endings_) {
            if (!word.ends_with(ending) || word.size() < ending.size() + kShortestStem) continue;
            const auto* stem = known(std::string_view(word).substr(0, word.size() - ending.size()));
            const bool transparent = entry->kind == TermKind::joint;
            if (transparent && (stem == nullptr || stem->kind != TermKind::head)) continue;
            std::vector<Term> out;
            if (stem != nullptr && (transparent || stem->kind != TermKind::joint))
                out.push_back({stem->kind, stem->meaning, stem->detail, at, 1});
            if (!transparent) out.push_back({entry->kind, entry->meaning, entry->detail, at, 1});
            return out;
        }
        return {};
    }

  private:
    void add(const VocabularyEntry& entry, std::string_view phrase) {
        Pattern pattern{{}, &entry, order_++};
        std::string word;
        for (const char c : phrase) {
            if (c != ' ')
                word += c;
            else
                pattern.words.push_back(std::exchange(word, {}));
        }
        pattern.words.push_back(word);
        const auto& first = pattern.words.front();
        if (first.find('*') == std::string::npos)
            by_word_[first].push_back(std::move(pattern));
        else
            by_letter_[first[0]].push_back(std::move(pattern));
    }

    static bool before(const Pattern& a, const Pattern& b) {
        return a.words.size() != b.words.size() ? a.words.size() > b.words.size() : a.order > b.order;
    }
    static void sort(std::vector<Pattern>& patterns) { std::ranges::sort(patterns, before); }

    static const Pattern* first_match(const std::vector<Pattern>& patterns,
                                      const std::vector<std::string>& words, std::size_t at) {
        for (const auto& pattern : patterns) {
            if (at + pattern.words.size() > words.size()) continue;
            bool same = true;
            for (std::size_t i = 0; same && i < pattern.words.size(); ++i)
                same = word_matches(pattern.words[i], words[at + i]);
            if (same) return &pattern;
        }
        return nullptr;
    }

    // A single word, also before the letters that join compounds ("vereins|name", "firmen|logo").
    const VocabularyEntry* known(std::string_view stem) const {
        for (const std::string_view joint : {"", "s", "n", "en", "es", "er"}) {
            if (!stem.ends_with(joint) || stem.size() < joint.size() + kShortestStem) continue;
            const std::vector<std::string> word{std::string(stem.substr(0, stem.size() - joint.size()))};
            if (const auto* pattern = match(word, 0)) return pattern->entry;
        }
        return nullptr;
    }

    std::unordered_map<std::string, std::vector<Pattern>> by_word_;
    std::unordered_map<char, std::vector<Pattern>> by_letter_; ///< patterns whose first word has a '*'
    std::vector<std::pair<std::string_view, const VocabularyEntry*>> endings_;
    std::size_t order_ = 0;
};

} // namespace

std::vector<Term> find_terms(const std::vector<std::string>& words) {
    static const Dictionary dictionary;
    std::vector<Term> out;
    for (std::size_t at = 0; at < words.size();) {
        const auto* pattern = dictionary.match(words, at);
        if (pattern == nullptr) {
            for (const auto& term : dictionary.split(words[at], at)) out.push_back(term);
            ++at;
            continue;
        }
        out.push_back({pattern->entry->kind, pattern->entry->meaning, pattern->entry->detail, at,
                       pattern->words.size()});
        at += pattern->words.size();
    }
    return out;
}

} // namespace bolt::forms
