// Judges the program's own reading of labelled pages in any folder (marks as in tests/forms/README.md):
//   judge_forms <folder>      lists what is read wrong, and the share of fields right and of others filled
#include "forms/labelled_page.hpp"

#include <fmt/format.h>

namespace {

struct Tally {
    int all = 0;
    int right = 0;
};

void judge(const bolt::forms::labelled::LabelledPage& page, Tally& fields, Tally& others) {
    using namespace bolt::forms;
    for (const auto& form : page.page.forms)
        for (const auto& each : classify(form)) {
            const auto& control = form.controls[each.control];
            if (control.kind == ControlKind::hidden) continue;
            const auto target = labelled::target(control);
            const auto outcome = labelled::outcome(each, control);
            auto& tally = target == "none" ? others : fields;
            ++tally.all;
            tally.right += outcome == target ? 1 : 0;
            if (outcome != target)
                fmt::print("{}: \"{}\" ({}) is {}, read as {} {:.2f}: {}\n", page.name, control.labels.best(),
                           control.name, target, outcome, each.confidence, each.reason);
        }
}

} // namespace

int main(int count, char** arguments) {
    if (count != 2) {
        fmt::print(stderr, "usage: judge_forms <folder with labelled pages>\n");
        return 2;
    }
    try {
        Tally fields;
        Tally others;
        for (const auto& page : bolt::forms::labelled::read_pages(arguments[1])) judge(page, fields, others);
        fmt::print("{} of {} fields right ({:.1f} %), {} of {} others filled ({:.1f} %)\n", fields.right,
                   fields.all, 100.0 * fields.right / std::max(1, fields.all), others.all - others.right,
                   others.all, 100.0 * (others.all - others.right) / std::max(1, others.all));
        return 0;
    } catch (const std::exception& problem) {
        fmt::print(stderr, "{}\n", problem.what());
        return 1;
    }
}
