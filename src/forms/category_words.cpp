#include "forms/category_words.hpp"

#include "forms/text.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace bolt::forms {
namespace {

// Each line: words for the same line of business, the most telling first; then '<' and the wider field it
// belongs to.
constexpr std::string_view kGroups[] = {
    "coffee shop|cafe|coffee|coffee house|coffeehouse|coffee bar|espresso "
    "bar|kaffee|kaffeehaus|cafeteria|caffe|tea room|kaffeerosterei<restaurant",
    "bakery|baker|bread|pastry|patisserie|backerei|boulangerie|panaderia|konditorei|panetteria|cake|cupcake<"
    "food",
    "restaurant|diner|bistro|eatery|grill|gastronomie|gaststatte|ristorante|restaurante|dining|steakhouse|"
    "trattoria|brasserie<food",
    "bar|pub|tavern|brewery|wine bar|cocktail bar|kneipe|lounge|nightclub|taproom<food",
    "food|food and drink|food beverage|food and "
    "beverage|beverage|drink|gastronomy|catering|caterer|delicatessen|deli|grocery|essen trinken|"
    "essen und trinken|eating drinking|food dining|restaurants bars|lebensmittel",
    "plumbing|plumber|heating|sanitary|sanitar|klempner|installateur|fontanero|plombier|idraulico|hvac|drain|"
    "heizung<construction",
    "electrical|electrician|electric|elektriker|elektro|electricista|electricien<construction",
    "construction|contractor|builder|building|handwerk|bau|baugewerbe|home "
    "improvement|remodeling|renovation|general contractor|home services|handyman",
    "roofing|roofer|roof|dachdecker<construction",
    "carpentry|carpenter|joinery|woodwork|schreiner|tischler|schreinerei|tischlerei<construction",
    "painting|painter|decorator|maler<construction",
    "cleaning|cleaner|cleaning service|maid|janitorial|reinigung|gebaudereinigung<home services",
    "landscaping|landscaper|gardening|gardener|lawn care|garden|gartenbau|gartner|landscape|lawn<home "
    "services",
    "auto repair|car repair|mechanic|garage|auto service|autowerkstatt|kfz werkstatt|kfz|car "
    "mechanic|autoreparatur<automotive",
    "automotive|auto|car|vehicle|auto dealer|car dealer|autohaus|cars<automotive",
    "dentist|dental|dental clinic|dentistry|zahnarzt|dentista|dentiste|orthodontist<health",
    "doctor|physician|medical|clinic|medical clinic|arzt|arztpraxis|medico|health "
    "care|healthcare|hospital|health<health",
    "health|health and medical|health wellness|wellness|gesundheit|medical|sante|salud|healthcare",
    "lawyer|attorney|law|law firm|legal|legal "
    "service|rechtsanwalt|anwalt|abogado|avocat|solicitor|avvocato<professional services",
    "accounting|accountant|bookkeeping|tax|cpa|steuerberater|tax preparation|contable|buchhaltung<finance",
    "finance|financial|insurance|bank|banking|versicherung|insurance agency|finanzen|financial services",
    "real estate|realtor|estate agent|property|immobilien|immobilienmakler|inmobiliaria|immobilier",
    "hair salon|hairdresser|barber|salon|beauty salon|friseur|peluqueria|coiffeur|hair|barbershop|barber "
    "shop<beauty",
    "beauty|beauty spa|spa|cosmetics|nail|massage|kosmetik|nail salon|beauty and spa|personal care",
    "gym|fitness|yoga|personal trainer|pilates|fitnessstudio|sport|fitness center|crossfit<health",
    "hotel|lodging|motel|bed and breakfast|inn|hostel|accommodation|ferienwohnung|pension|unterkunft<travel",
    "travel|tourism|travel agency|tour|reiseburo|reisen|viajes|tours",
    "book shop|bookstore|book store|books|bookshop|buchhandlung|libreria|librairie<shopping",
    "shopping|retail|shop|store|boutique|einzelhandel|einkaufen|laden|merchant|comercio|gift shop|clothing",
    "florist|flower|flower shop|blumen|blumenladen|floristik<shopping",
    "software|saas|app|web app|software development|developer tool|it|technology|tech|information "
    "technology|computer|programming|edv",
    "marketing|advertising|digital marketing|seo|agency|marketing "
    "agency|werbung|werbeagentur|publicidad|pr<professional services",
    "design|graphic design|web design|designer|webdesign|web designer<marketing",
    "photography|photographer|photo|fotograf|fotografo|photographe<arts",
    "arts|art|gallery|museum|kunst|entertainment|arts entertainment|culture",
    "education|school|tutoring|training|tutor|schule|bildung|academy|course|language school",
    "pet|pets|veterinarian|vet|animal|pet store|pet grooming|tierarzt|dog|animal hospital",
    "professional services|consulting|consultant|business "
    "services|beratung|unternehmensberatung|coaching|dienstleistungen|services|dienstleistung",
    "moving|mover|moving company|umzug|umzuge|logistics|transport|trucking|transportation",
    "security|locksmith|schlusseldienst|alarm",
    "event|events|wedding|event planning|party|hochzeit|dj|event planner",
};

// English plurals and a few endings, so that "Bakeries" is "bakery" and "plumbers" "plumber".
std::string stem(std::string word) {
    if (word.size() > 4 && word.ends_with("ies")) return word.substr(0, word.size() - 3) + "y";
    if (word.size() > 4 && (word.ends_with("shes") || word.ends_with("ches") || word.ends_with("sses")))
        return word.substr(0, word.size() - 2);
    if (word.size() > 3 && word.ends_with('s') && !word.ends_with("ss") && !word.ends_with("us") &&
        !word.ends_with("is"))
        return word.substr(0, word.size() - 1);
    return word;
}

std::vector<std::string> stems(std::string_view text) {
    std::vector<std::string> out;
    for (auto& word : words_of(text))
        if (word != "and" && word != "the" && word != "of" && word != "und" && word != "et" && word != "y" &&
            word != "or" && word != "other")
            out.push_back(stem(std::move(word)));
    return out;
}

std::string joined(const std::vector<std::string>& words) {
    std::string out;
    for (const auto& word : words) out += out.empty() ? word : " " + word;
    return out;
}

struct Synonyms {
    std::map<std::string, std::set<std::size_t>> groups; ///< term -> groups it belongs to
    std::map<std::size_t, std::string> wider;            ///< group -> the wider field
};

const Synonyms& synonyms() {
    static const Synonyms all = [] {
        Synonyms out;
        for (std::size_t i = 0; i < std::size(kGroups); ++i) {
            auto rest = kGroups[i];
            if (const auto mark = rest.find('<'); mark != std::string_view::npos) {
                out.wider[i] = joined(stems(rest.substr(mark + 1)));
                rest = rest.substr(0, mark);
            }
            while (!rest.empty()) {
                const auto end = std::min(rest.find('|'), rest.size());
                out.groups[joined(stems(rest.substr(0, end)))].insert(i);
                rest.remove_prefix(std::min(end + 1, rest.size()));
            }
        }
        return out;
    }();
    return all;
}

std::set<std::size_t> groups_of(const std::vector<std::string>& words) {
    const auto& known = synonyms().groups;
    if (const auto whole = known.find(joined(words)); whole != known.end()) return whole->second;
    std::set<std::size_t> out;
    for (std::size_t i = 0; i < words.size(); ++i) {
        // Two words that are a term of their own say more than each alone.
        if (i + 1 < words.size())
            if (const auto pair = known.find(words[i] + " " + words[i + 1]); pair != known.end()) {
                out.insert(pair->second.begin(), pair->second.end());
                ++i;
                continue;
            }
        if (const auto one = known.find(words[i]); one != known.end())
            out.insert(one->second.begin(), one->second.end());
    }
    return out;
}

bool shares(const std::set<std::size_t>& a, const std::set<std::size_t>& b) {
    return std::ranges::any_of(a, [&](std::size_t each) { return b.contains(each); });
}

// How many steps up from the narrow groups lead to one of the wide ones ("Cafe" -> "Restaurant" -> "Food"); 0
// for none.
int steps_up(std::set<std::size_t> narrow, const std::set<std::size_t>& wide) {
    const auto& known = synonyms();
    for (int steps = 1; steps <= 2; ++steps) {
        std::set<std::size_t> fields;
        for (const auto each : narrow) {
            const auto found = known.wider.find(each);
            const auto field =
                found == known.wider.end() ? known.groups.end() : known.groups.find(found->second);
            if (field != known.groups.end()) fields.insert(field->second.begin(), field->second.end());
        }
        if (shares(fields, wide)) return steps;
        narrow = std::move(fields);
    }
    return 0;
}

} // namespace

double category_likeness(std::string_view wanted, std::string_view offered) {
    const auto a = stems(wanted);
    const auto b = stems(offered);
    if (a.empty() || b.empty()) return 0;
    if (a == b) return 1;
    const std::set<std::string> left(a.begin(), a.end());
    const std::set<std::string> right(b.begin(), b.end());
    const auto common = static_cast<double>(
        std::ranges::count_if(left, [&](const std::string& word) { return right.contains(word); }));
    if (left == right) return 0.98;
    const double smaller = static_cast<double>(std::min(left.size(), right.size()));
    const double larger = static_cast<double>(std::max(left.size(), right.size()));
    double score = common == 0 ? 0 : 0.35 + 0.3 * common / smaller + 0.25 * common / larger;
    const auto groups_a = groups_of(a);
    const auto groups_b = groups_of(b);
    if (shares(groups_a, groups_b))
        score = std::max(score, 0.95 - 0.02 * (larger - 1));
    else if (const int steps = steps_up(groups_a, groups_b); steps > 0)
        score = std::max(score, 0.72 - 0.1 * steps);
    return score;
}

} // namespace bolt::forms
