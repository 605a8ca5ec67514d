#include "forms/decoys.hpp"

#include "forms/naming.hpp"
#include "forms/text.hpp"

#include <algorithm>
#include <string_view>

namespace bolt::forms {
namespace {

using enum Meaning;

class Decoys {
  public:
    Decoys(const Form& form, std::vector<Classified>& all) : form_(form), all_(all) {}

    void run() {
        items();
        further_links();
        network_lists();
        weigh_types();
    }

  private:
    const Control& control(const Classified& each) const { return form_.controls[each.control]; }
    bool counts(const Classified& each) const { return control(each).operable(); }
    static Section section_of(const Control& it) {
        return read_section(it.labels.legend.empty() ? it.labels.heading : it.labels.legend);
    }
    static void rule_out(Classified& each, std::string_view reason) {
        each.meaning = none;
        each.detail.clear();
        each.confidence = Classified::kRuledOut;
        each.reason = reason;
    }
    // "Title" and "Description" under "Price list" are an item's, where the listing has its own elsewhere.
    void items() {
        for (auto& each : all_) {
            const bool text = each.meaning == business_name || each.meaning == description ||
                              each.meaning == short_description || each.meaning == photo;
            const bool person =
                each.meaning == contact_full_name; // "Title" where the listing has its name already
            if ((!text && !person) || section_of(control(each)) != Section::items) continue;
            const bool elsewhere = std::ranges::any_of(all_, [&](const Classified& other) {
                return other.meaning == each.meaning && counts(other) &&
                       section_of(control(other)) != Section::items;
            });
            if (elsewhere || person) rule_out(each, "belongs to one of the things that the business offers");
        }
    }

    // "URL 1", "URL 2" beside the URL: further pages, which a business need not have.
    void further_links() {
        const auto numbered = [&](const Classified& each) {
            const auto& name = control(each).name;
            return !name.empty() && name.back() >= '0' && name.back() <= '9' && !control(each).required;
        };
        const bool own = std::ranges::any_of(all_, [&](const Classified& each) {
            return each.meaning == website && counts(each) && !control(each).name.empty() && !numbered(each);
        });
        for (auto& each : all_)
            if (own && each.meaning == website && numbered(each)) rule_out(each, "one more link");
    }

    // A list of networks and a field for the address there add one account at a time.
    void network_lists() {
        for (std::size_t i = 0; i < all_.size(); ++i) {
            const auto networks = std::ranges::count_if(control(all_[i]).options, [](const Option& option) {
                const auto said = read_label(option.label);
                return said && said->meaning == social_link;
            });
            if (networks < 2) continue;
            rule_out(all_[i], "chooses a network");
            if (i + 1 < all_.size() && (all_[i + 1].meaning == website || all_[i + 1].meaning == social_link))
                rule_out(all_[i + 1], "the address at the network chosen before");
        }
    }

    // "Listing type" beside "Listing category": the one that says category is it.
    void weigh_types() {
        const auto says = [&](const Classified& each, std::initializer_list<std::string_view> words) {
            return each.meaning == category && has_word(words_of(control(each).labels.best()), words);
        };
        const bool named = std::ranges::any_of(all_, [&](const Classified& each) {
            return says(each, {"category", "categories", "kategorie", "kategorien", "categorie", "categoria",
                               "categorias", "branche", "branchen", "rubrik", "rubriek"});
        });
        if (!named) return;
        for (auto& each : all_)
            if (says(each, {"type", "types", "kind", "typ", "tipo", "soort"})) each.confidence *= 0.85;
    }

    const Form& form_;
    std::vector<Classified>& all_;
};

} // namespace

void settle_decoys(const Form& form, std::vector<Classified>& classified) { Decoys(form, classified).run(); }

} // namespace bolt::forms
