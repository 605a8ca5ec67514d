#include "forms/phrases.hpp"

#include "forms/phrase_table.hpp"
#include "forms/text.hpp"

#include <memory>
#include <re2/re2.h>
#include <re2/set.h>
#include <vector>

namespace bolt::forms {
namespace {

// The same line takes it back.
constexpr const char* kDenial =
    R"(\b(not|n't|could ?n.?t|cannot|unable|failed|never|nicht|konnte|kein|n'a pas|ne (peut|sera) pas|no (se|ha|pudo)|non (e|ha)|nao|niet|before|until|if your|once|after|when|as soon as|sobald|nachdem|falls|wenn|une fois|apres|lorsque|una vez|cuando|una volta|dopo che|quando|assim que|zodra|nadat|wanneer)\b)";

/// "Already have an account?" beside every login link, and "duplicate listings will be removed".
constexpr const char* kNoDuplicate =
    R"(already (have an? |a |an )?(account|member|registered (user|member)|signed up|customer|using)|(already|schon|bereits|deja|ya|gia|ja|al) [^.!?]{0,40}\?|no duplicates?|duplicates? (\w+ )?(will|are|may|must|shall|can|get)|\b(check|whether|if|that) [^.]{0,40}\b(is|are) (not )?already|(not|n't) (yet )?(exist|listed)|does not|already (listed|registered)[^.]{0,30} will be)";
constexpr const char* kNoRefusal =
    R"(\b(no|without|kein|keine|keinen|sans|pas de|sin|senza|sem|geen)\b [^.]{0,30}(required|necessary|needed|mandatory|erforderlich|notig|obligatoire|requise?|obligatori[oa]|requerid[oa]|necesari[oa]|richiest[oa]|obrigatori[oa]|nodig|verplicht)|(not|isn't|aren't) (required|mandatory|necessary)|(is|are) optional|(fields? )?marked with|\(required\)$)";
constexpr const char* kListing =
    R"(\b(listing|business|company|entry|website|site|url|place|venue|link|tool|product|eintrag|firma|unternehmen|webseite|fiche|entreprise|empresa|ficha|anuncio|azienda|scheda|bedrijf|vermelding)\b)";

struct Matcher {
    std::unique_ptr<RE2::Set> set;
    RE2 denial{kDenial}, no_duplicate{kNoDuplicate}, no_refusal{kNoRefusal}, listing{kListing};

    Matcher() {
        RE2::Options options;
        options.set_max_mem(64 << 20);
        set = std::make_unique<RE2::Set>(options, RE2::UNANCHORED);
        for (const auto& phrase : phrase_table()) set->Add(phrase.pattern, nullptr);
        set->Compile();
    }
};

const Matcher& matcher() {
    static const Matcher it;
    return it;
}

bool has(const Sayings& sayings, Says what) { return says(sayings, what); }
void drop(Sayings& sayings, std::initializer_list<Says> all) {
    for (const auto what : all) sayings.reset(static_cast<std::size_t>(what));
}

/// Sentences end with . ! ? before a blank; the mark stays.
std::vector<std::string_view> sentences(std::string_view text) {
    std::vector<std::string_view> out;
    std::size_t start = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const bool mark = text[at] == '.' || text[at] == '!' || text[at] == '?';
        if (!mark || (at + 1 < text.size() && text[at + 1] != ' ')) continue;
        out.push_back(text.substr(start, at + 1 - start));
        start = std::min(at + 2, text.size());
    }
    if (start < text.size()) out.push_back(text.substr(start));
    return out;
}

Sayings read_sentence(std::string_view text) {
    Sayings out;
    std::vector<int> found;
    if (!matcher().set->Match(text, &found)) return out;
    for (const int index : found) out.set(static_cast<std::size_t>(phrase_table()[index].says));
    const bool asks = text.ends_with('?');
    if (asks || has(out, Says::news) || RE2::PartialMatch(text, matcher().denial))
        drop(out, {Says::accepted, Says::thanks});
    if (has(out, Says::other_matter))
        drop(out, {Says::accepted, Says::thanks, Says::pending, Says::confirm_email});
    if (has(out, Says::duplicate) && RE2::PartialMatch(text, matcher().no_duplicate))
        drop(out, {Says::duplicate, Says::account_exists});
    if (has(out, Says::account_exists)) {
        if (!has(out, Says::duplicate) || RE2::PartialMatch(text, matcher().listing))
            drop(out, {Says::account_exists});
        else
            drop(out, {Says::duplicate});
    }
    if (has(out, Says::refused) && RE2::PartialMatch(text, matcher().no_refusal)) drop(out, {Says::refused});
    if (has(out, Says::payment)) drop(out, {Says::accepted, Says::thanks});
    drop(out, {Says::other_matter, Says::news});
    return out;
}

} // namespace

Sayings read_phrases(std::string_view line) {
    Sayings out;
    const auto folded = fold(line.substr(0, 1200));
    for (const auto sentence : sentences(folded)) out |= read_sentence(sentence);
    return out;
}

} // namespace bolt::forms
