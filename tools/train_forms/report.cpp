#include "report.hpp"

#include "forms/classify.hpp"
#include "forms/combine.hpp"
#include "forms/labelled_page.hpp"
#include "forms/naming.hpp"

#include <fmt/format.h>
#include <functional>
#include <iostream>

namespace bolt::train {
namespace {

using namespace forms;
using Decide = std::function<std::vector<Classified>(const Form&)>;

struct Tally {
    int right = 0;
    int wrong = 0;  ///< said, but is not
    int missed = 0; ///< is, but was not said
    double precision() const { return right + wrong == 0 ? 0 : static_cast<double>(right) / (right + wrong); }
    double recall() const { return right + missed == 0 ? 0 : static_cast<double>(right) / (right + missed); }
    double f1() const { return right == 0 ? 0 : 2 * precision() * recall() / (precision() + recall()); }
};

struct Figures {
    std::map<std::string, Tally> by_meaning;
    std::map<std::string, Tally> by_language; ///< of the project's own pages
    Tally all;
    int nones = 0;
    int nones_filled = 0;
    std::array<std::pair<int, int>, 10> bins{}; ///< by confidence: right, all
};

void judge(const Sample& sample, const std::vector<Classified>& decisions, Figures& out) {
    for (const auto& [index, known] : sample.known) {
        const auto& control = sample.form.controls[index];
        if (!is_judged(sample, index)) continue;
        const auto said = said_of(sample, decisions[index], control);
        const bool right = said == known.target;
        if (known.target == "none") {
            ++out.nones;
            out.nones_filled += right ? 0 : 1;
        }
        if (said != "none") {
            auto& bin = out.bins[static_cast<std::size_t>(std::min(9.0, decisions[index].confidence * 10))];
            bin.first += right ? 1 : 0;
            ++bin.second;
        }
        const auto key = [](const std::string& name) { return name.substr(0, name.find(':')); };
        for (auto* tally : {&out.all, known.target == "none" ? nullptr : &out.by_meaning[key(known.target)]})
            if (tally != nullptr && known.target != "none") ++(right ? tally->right : tally->missed);
        if (!sample.language.empty() && known.target != "none") {
            auto& tally = out.by_language[sample.language];
            ++(right ? tally.right : tally.missed);
        }
        if (!right && said != "none") {
            ++out.all.wrong;
            ++out.by_meaning[key(said)].wrong;
        }
    }
}

std::vector<Classified> by_autocomplete(const Form& form) {
    std::vector<Classified> out(form.controls.size());
    for (std::size_t i = 0; i < out.size(); ++i)
        if (const auto naming = read_autocomplete(form.controls[i].autocomplete))
            out[i] = {i, naming->meaning, naming->detail, 1, ""};
    return out;
}

// What the model does not judge (choices, files) the rules decide here as well.
std::vector<Classified> by_model(const Model& model, const Form& form) {
    auto out = classify_by_rules(form);
    for (const auto& scored : model.score(form)) {
        auto& each = out[scored.control];
        const auto detail = each.meaning == scored.guesses.front().meaning ? each.detail : "";
        each = {scored.control, scored.guesses.front().meaning, detail, scored.guesses.front().chance, ""};
    }
    return out;
}

Decide by_both(const Model& model, double rule_weight) {
    return [&model, rule_weight](const Form& form) {
        auto out = classify_by_rules(form);
        combine(form, model.score(form), out, rule_weight);
        return out;
    };
}

Figures figures(const std::vector<Sample>& samples, Source source, Split split, const Decide& decide) {
    Figures out;
    for (const auto& sample : samples)
        if (sample.source == source && sample.split == split) judge(sample, decide(sample.form), out);
    return out;
}

void print(const std::string& title, const std::array<Figures, 4>& systems) {
    fmt::print("\n### {}\n\n", title);
    fmt::print("| meaning | fields | autocomplete P / R / F1 | rules P / R / F1 | model P / R / F1 | both P "
               "/ R / F1 |\n"
               "|---|---|---|---|---|---|\n");
    const auto cell = [](const Tally& it) {
        return fmt::format("{:.2f} / {:.2f} / {:.2f}", it.precision(), it.recall(), it.f1());
    };
    std::map<std::string, int> fields;
    for (const auto& system : systems)
        for (const auto& [name, tally] : system.by_meaning)
            fields[name] = std::max(fields[name], tally.right + tally.missed);
    for (const auto& [name, count] : fields) {
        if (count == 0) continue;
        fmt::print("| {} | {} |", name, count);
        for (const auto& system : systems) {
            const auto at = system.by_meaning.find(name);
            fmt::print(" {} |", cell(at == system.by_meaning.end() ? Tally{} : at->second));
        }
        fmt::print("\n");
    }
    fmt::print("| **all** | {} |", systems[0].all.right + systems[0].all.missed);
    for (const auto& system : systems) fmt::print(" {} |", cell(system.all));
    fmt::print("\n| **`none` filled** | {} |", systems[0].nones);
    for (const auto& system : systems)
        fmt::print(" {:.1f} % |", 100.0 * system.nones_filled / std::max(1, system.nones));
    fmt::print("\n");
}

void print_languages(const Figures& rules, const Figures& both) {
    if (both.by_language.empty()) return;
    fmt::print("\n| language | fields | rules right | both right |\n|---|---|---|---|\n");
    for (const auto& [language, tally] : both.by_language)
        fmt::print("| {} | {} | {:.1f} % | {:.1f} % |\n", language, tally.right + tally.missed,
                   100 * rules.by_language.at(language).recall(), 100 * tally.recall());
}

void print_reliability(const Figures& rules, const Figures& both) {
    fmt::print("\n| confidence | rules: fields | right | both: fields | right |\n|---|---|---|---|---|\n");
    const auto share = [](const std::pair<int, int>& bin) {
        return bin.second == 0 ? std::string("-") : fmt::format("{:.1f} %", 100.0 * bin.first / bin.second);
    };
    for (std::size_t i = 5; i < 10; ++i)
        fmt::print("| {:.1f}-{:.1f} | {} | {} | {} | {} |\n", 0.1 * static_cast<double>(i),
                   0.1 * static_cast<double>(i + 1), rules.bins[i].second, share(rules.bins[i]),
                   both.bins[i].second, share(both.bins[i]));
}

// The labels of the shared pages are coarser than our meanings and know only some of them.
std::string in_shared_terms(const std::string& outcome) {
    static const std::map<std::string, std::string> same = {
        {"email_confirm", "email"}, {"phone_local", "phone"}, {"address_full", "address_line1"}};
    static const std::vector<std::string> known = {"business_name",
                                                   "contact_full_name",
                                                   "contact_first_name",
                                                   "contact_last_name",
                                                   "email",
                                                   "phone",
                                                   "address_line1",
                                                   "address_line2",
                                                   "city",
                                                   "state",
                                                   "postal_code",
                                                   "country"};
    const auto found = same.find(outcome);
    const auto out = found == same.end() ? outcome : found->second;
    return std::ranges::find(known, out) == known.end() ? "none" : out;
}

} // namespace

bool is_judged(const Sample& sample, std::size_t index) {
    const auto& control = sample.form.controls[index];
    const auto& known = sample.known.at(index);
    if (control.kind == ControlKind::hidden || known.target.empty() || known.allowed.front() == Meaning::trap)
        return false;
    return sample.source == Source::own || control.operable();
}

std::string said_of(const Sample& sample, const Classified& decision, const Control& control) {
    const auto said = labelled::outcome(decision, control);
    return sample.source == Source::own ? said : in_shared_terms(said);
}

void report(const Model& model, const std::vector<Sample>& samples) {
    const std::array<std::pair<Source, std::string>, 3> sets = {
        {{Source::by_hand, "Real pages, labelled by hand, sites held out"},
         {Source::by_machine, "Real pages, labelled by a language model, pages held out"},
         {Source::own, "Listing forms in the manner of real sites (tests/forms/held_out)"}}};
    for (const auto& [source, title] : sets) {
        const std::array<Figures, 4> systems = {
            figures(samples, source, Split::test, by_autocomplete),
            figures(samples, source, Split::test, classify_by_rules),
            figures(samples, source, Split::test, [&](const Form& form) { return by_model(model, form); }),
            figures(samples, source, Split::test, by_both(model, kRuleWeight))};
        print(title, systems);
        print_languages(systems[1], systems[3]);
        print_reliability(systems[1], systems[3]);
    }
}

void compare_rule_weights(const Model& model, const std::vector<Sample>& samples) {
    fmt::print("\nrule weight: F1 and `none` filled on the sites kept for choices\n");
    for (const double weight : {0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0}) {
        const auto by_hand = figures(samples, Source::by_hand, Split::tune, by_both(model, weight));
        const auto by_machine = figures(samples, Source::by_machine, Split::tune, by_both(model, weight));
        fmt::print("{:.1f}: by hand {:.4f} ({} of {} filled), by machine {:.4f} ({} of {} filled)\n", weight,
                   by_hand.all.f1(), by_hand.nones_filled, by_hand.nones, by_machine.all.f1(),
                   by_machine.nones_filled, by_machine.nones);
    }
}

} // namespace bolt::train
