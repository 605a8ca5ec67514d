#include "errors.hpp"

#include "report.hpp"

#include "forms/classify.hpp"
#include "forms/combine.hpp"

#include <fmt/ostream.h>
#include <fstream>

namespace bolt::train {
namespace {

using namespace forms;

using Confusions = std::map<std::string, std::vector<std::string>>; // "wanted -> said" to the fields

void collect(const Sample& sample, const std::vector<Classified>& decisions, Confusions& out) {
    for (const auto& [index, known] : sample.known) {
        const auto& control = sample.form.controls[index];
        if (!is_judged(sample, index)) continue;
        const auto said = said_of(sample, decisions[index], control);
        if (said == known.target) continue;
        const auto& labels = control.labels;
        out[known.target + " -> " + said].push_back(fmt::format(
            "{:.2f} {} | {} | name={} id={} ph={} ac={} leg={} head={} | {}", decisions[index].confidence,
            control.type, labels.best(), control.name, control.id, labels.placeholder, control.autocomplete,
            labels.legend, labels.heading.substr(0, 40), decisions[index].reason + " @" + sample.page));
    }
}

void print(std::ofstream& out, const char* title, const Confusions& confusions) {
    fmt::print(out, "== {}\n", title);
    std::vector<const Confusions::value_type*> order;
    for (const auto& each : confusions) order.push_back(&each);
    std::ranges::sort(order,
                      [](const auto* a, const auto* b) { return a->second.size() > b->second.size(); });
    for (const auto* each : order) {
        fmt::print(out, "\n{} x {}\n", each->second.size(), each->first);
        for (const auto& line : each->second) fmt::print(out, "    {}\n", line);
    }
}

} // namespace

void list_errors(const Model& model, const std::vector<Sample>& samples, const std::string& file) {
    Confusions rules;
    Confusions both;
    for (const auto& sample : samples) {
        if (sample.source == Source::invented || sample.source == Source::by_machine) continue;
        if (sample.split == Split::test) continue;
        auto decisions = classify_by_rules(sample.form);
        if (sample.split == Split::train) collect(sample, decisions, rules);
        combine(sample.form, model.score(sample.form), decisions);
        if (sample.split == Split::tune) collect(sample, decisions, both);
    }
    std::ofstream out(file);
    print(out, "rules and model, pages kept for choices", both);
    print(out, "rules, pages to learn from", rules);
}

} // namespace bolt::train
