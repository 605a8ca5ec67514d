// What reading a form costs without a browser: which form of a page it is and what each field means, on the
// pages that the tests of the forms room keep, and one field of the vocabulary's work as the floor.
#include "bench/measure.hpp"
#include "forms/choose.hpp"
#include "forms/features.hpp"

#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <iterator>

namespace bolt::bench {
namespace {

constexpr int kRounds = 40;

std::vector<forms::Page> pages_of(const std::string& folder) {
    std::vector<forms::Page> out;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.path().extension() != ".json") continue;
        std::ifstream file(entry.path(), std::ios::binary);
        const auto snapshot = parse_json(std::string(std::istreambuf_iterator<char>(file), {}));
        auto page = snapshot ? forms::read_page(*snapshot) : tl::unexpected(snapshot.error());
        if (!page) give_up(entry.path().string() + " cannot be read");
        out.push_back(std::move(*page));
    }
    if (out.empty()) give_up("no pages in " + folder);
    return out;
}

void measure_forms(const std::vector<forms::Page>& pages) {
    Samples ours, features;
    std::size_t controls = 0;
    for (int round = 0; round < kRounds; ++round)
        for (const auto& page : pages)
            for (const auto& form : page.forms) {
                if (form.controls.size() < 5) continue;
                const Stopwatch whole;
                const auto meanings = forms::classify(form);
                ours.add(whole.milliseconds());
                const Stopwatch part;
                const auto seen = forms::extract_features(form);
                features.add(part.milliseconds());
                controls += meanings.size() + seen.size() * 0;
            }
    report({"classification of a form, p50", ours.median(), "ms", "its features alone", features.median(),
            Target::ours_at_most, 1,
            fmt::format("{} forms with {:.0f} controls in the mean", ours.size() / kRounds,
                        static_cast<double>(controls) / static_cast<double>(ours.size()))});
}

} // namespace
} // namespace bolt::bench

int main(int count, char** arguments) {
    using namespace bolt::bench;
    if (count != 2) give_up("usage: classify_form <folder of snapshots>");
    const auto pages = pages_of(arguments[1]);
    // The vocabulary and the weights are read once, at the first form.
    for (const auto& page : pages)
        if (bolt::forms::choose_form(page).reason.empty()) give_up("a choice without a reason");
    measure_forms(pages);
    return 0;
}
