// How well classify() understands the pages of tests/forms/held_out, which trained nothing.
#include "forms/labelled_page.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <map>

namespace bolt::forms {
namespace {

struct Tally {
    int fields = 0;
    int right = 0;
    void add(bool is_right) {
        ++fields;
        right += is_right ? 1 : 0;
    }
    double share() const { return fields == 0 ? 1 : static_cast<double>(right) / fields; }
};

void print(const char* title, const std::map<std::string, Tally>& tallies) {
    fmt::print("{}\n", title);
    for (const auto& [name, tally] : tallies)
        fmt::print("  {:<20} {:>4} of {:>4}  {:5.1f} %\n", name, tally.right, tally.fields,
                   100 * tally.share());
}

TEST(LabelledForms, HeldOutPagesAreUnderstood) {
    std::map<std::string, Tally> by_meaning;
    std::map<std::string, Tally> by_language;
    Tally fields;
    Tally nones;
    const auto pages = labelled::read_pages("tests/forms/held_out");
    for (const auto& page : pages)
        for (const auto& form : page.page.forms)
            for (const auto& each : classify(form)) {
                const auto& control = form.controls[each.control];
                if (control.kind == ControlKind::hidden) continue;
                const auto target = labelled::target(control);
                const auto outcome = labelled::outcome(each, control);
                (target == "none" ? nones : fields).add(outcome == target);
                by_meaning[target.substr(0, target.find(':'))].add(outcome == target);
                by_language[page.language].add(outcome == target);
                if (outcome != target)
                    fmt::print("{}: {} ({}) is {}, found {} {:.2f}: {}\n", page.name, control.labels.best(),
                               control.name, target, outcome, each.confidence, each.reason);
            }
    print("by meaning", by_meaning);
    print("by language", by_language);
    fmt::print("fields {} of {} right ({:.1f} %), {} of {} others filled\n", fields.right, fields.fields,
               100 * fields.share(), nones.fields - nones.right, nones.fields);
    EXPECT_GE(pages.size(), 48u);
    EXPECT_GE(fields.share(), 0.98);
    EXPECT_GE(nones.fields, 150) << "one percent could not be told";
    EXPECT_GE(nones.share(), 0.99);
}

// A trap that these pages set must never be filled, whatever else is right.
TEST(LabelledForms, NoTrapIsEverFilled) {
    int traps = 0;
    for (const auto* folder : {"tests/forms/train", "tests/forms/held_out"})
        for (const auto& page : labelled::read_pages(folder))
            for (const auto& form : page.page.forms)
                for (const auto& each : classify(form)) {
                    const auto& control = form.controls[each.control];
                    if (labelled::wanted(control) != "trap") continue;
                    ++traps;
                    EXPECT_EQ(labelled::outcome(each, control), "none") << page.name << ": " << control.name;
                }
    EXPECT_GE(traps, 7);
}

} // namespace
} // namespace bolt::forms
