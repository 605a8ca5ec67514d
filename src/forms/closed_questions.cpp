#include "forms/closed_questions.hpp"

#include "forms/options.hpp"
#include "forms/text.hpp"

#include <algorithm>
#include <initializer_list>

namespace bolt::forms {
namespace {

using Words = std::initializer_list<std::string_view>;

// English, German, French, Spanish, Italian, Portuguese, Dutch; folded.
constexpr Words kLegalForms = {"sarl",
                               "sas",
                               "sasu",
                               "eurl",
                               "snc",
                               "sci",
                               "gmbh",
                               "ug",
                               "gbr",
                               "ohg",
                               "kg",
                               "llc",
                               "llp",
                               "ltd",
                               "corporation",
                               "partnership",
                               "proprietorship",
                               "srl",
                               "spa",
                               "srls",
                               "ltda",
                               "eireli",
                               "mei",
                               "lda",
                               "slu",
                               "bv",
                               "nv",
                               "vof"};
constexpr Words kYesOrNo = {"yes", "no",  "ja",  "nein", "oui", "non",  "si",
                            "sim", "nao", "nee", "y",    "n",   "true", "false"};
constexpr Words kWho = {"individual",   "company",       "business",       "personal",     "person",
                        "private",      "professional",  "organization",   "organisation", "privat",
                        "privatperson", "firma",         "unternehmen",    "gewerblich",   "particulier",
                        "entreprise",   "professionnel", "particular",     "empresa",      "profesional",
                        "privato",      "azienda",       "professionista", "pessoa",       "bedrijf",
                        "zakelijk"};

/// How many of the list's choices, and how many of these are made of such words alone.
struct Share {
    std::ptrdiff_t choices = 0, such = 0;
};
Share share_of(const Control& control, Words words, std::size_t words_max) {
    Share out;
    for (const auto& option : control.options) {
        if (is_placeholder(option)) continue;
        ++out.choices;
        const auto said = words_of(option.label);
        if (!said.empty() && said.size() <= words_max && std::ranges::any_of(said, [&](const auto& word) {
                return std::ranges::find(words, word) != words.end();
            }))
            ++out.such;
    }
    return out;
}

} // namespace

std::string_view closed_question(const Control& control) {
    if (control.kind != ControlKind::select) return {};
    if (share_of(control, kLegalForms, 2).such >= 2) return "lists legal forms";
    const auto yes_or_no = share_of(control, kYesOrNo, 2);
    if (yes_or_no.such >= 2 && yes_or_no.choices <= 4) return "asks yes or no";
    const auto who = share_of(control, kWho, 1);
    if (who.such >= 2 && who.such == who.choices && who.choices <= 4) return "asks who lists";
    return {};
}

} // namespace bolt::forms
