#include "base/random.hpp"
#include "forms/plan.hpp"
#include "forms/testing.hpp"
#include "forms/verdict.hpp"

#include <filesystem>
#include <gtest/gtest.h>

namespace bolt::forms {
namespace {

using namespace testing;

json::value garbage(Random& random) {
    switch (random.below(8)) {
    case 0:
        return nullptr;
    case 1:
        return static_cast<std::int64_t>(random.next());
    case 2:
        return -1.5e300;
    case 3:
        return json::array{1, "x", nullptr};
    case 4:
        return json::object{{"selector", "#x"}};
    case 5:
        return json::string(random.below(3000), '*');
    case 6:
        return "\xF0\x9F\x98\x80 [](){}^$\\ \x01\x7f \xFF";
    default:
        return random.below(2) == 0;
    }
}

// Replaces about one value in `rarity` by garbage, keeping the rest of the page as it was.
void damage(json::value& value, Random& random, std::uint64_t rarity) {
    if (random.below(rarity) == 0) {
        value = garbage(random);
    } else if (auto* object = value.if_object()) {
        for (auto& [key, member] : *object) damage(member, random, rarity);
    } else if (auto* array = value.if_array()) {
        for (auto& member : *array) damage(member, random, rarity);
    }
}

// Strings only: these pass the reader and reach every rule behind it.
void scramble(json::value& value, Random& random) {
    if (auto* object = value.if_object()) {
        for (auto& [key, member] : *object)
            if (key != "selector") scramble(member, random);
    } else if (auto* array = value.if_array()) {
        for (auto& member : *array) scramble(member, random);
    } else if (auto* text = value.if_string(); text != nullptr && random.below(4) == 0) {
        std::string bytes(random.below(60), '\0');
        random.fill(std::as_writable_bytes(std::span(bytes)));
        *text = random.below(2) == 0 ? bytes : std::string(*text) + bytes + std::string(*text);
    }
}

TEST(HostilePages, NeverBreakReadingOrPlanning) {
    SeededRandom random(20261123);
    int planned = 0;
    int refused = 0;
    for (const auto& file : std::filesystem::directory_iterator("src/forms/testdata")) {
        if (file.path().extension() != ".json") continue;
        const auto original = load_json(file.path().string());
        for (int round = 0; round < 25; ++round) {
            auto snapshot = original;
            if (round % 2 == 0)
                damage(snapshot, random, 20 + random.below(2000));
            else
                scramble(snapshot, random);
            const auto page = read_page(snapshot);
            if (!page) {
                EXPECT_FALSE(page.error().message.empty());
                ++refused;
                continue;
            }
            const auto plan = make_plan(*page, harbor_light(), {});
            if (!plan) continue;
            ++planned;
            // Whatever the page says, a plan never touches what a person could not.
            for (const auto& step : plan->steps)
                for (const auto& form : page->forms)
                    for (const auto& control : form.controls)
                        if (control.selector == step.selector && form.selector == plan->form_selector) {
                            EXPECT_TRUE(control.operable()) << control.selector;
                        }
            EXPECT_TRUE(read_plan(json::value(write_plan(*plan))).has_value());
        }
    }
    EXPECT_GT(planned, 50);
    EXPECT_GT(refused, 20);
}

TEST(HostilePages, NeverBreakTheJudge) {
    SeededRandom random(7);
    for (const auto& file : std::filesystem::directory_iterator("src/forms/testdata/answers")) {
        const auto saved = load_json(file.path().string());
        for (int round = 0; round < 25; ++round) {
            Observation observation;
            for (auto* state : {&observation.before, &observation.after}) {
                auto snapshot = saved.at(state == &observation.before ? "before" : "after");
                if (round % 2 == 0)
                    damage(snapshot, random, 50 + random.below(500));
                else
                    scramble(snapshot, random);
                if (auto read = read_state(snapshot)) *state = std::move(*read);
            }
            observation.exchanges.push_back({"POST", "\xFF://?#", static_cast<int>(random.below(700)),
                                             random.below(2) == 0, "", "{\"a\":[[[1]]]"});
            const auto judgement = judge(observation);
            EXPECT_TRUE(judgement.confidence >= 0 && judgement.confidence <= 1);
        }
    }
}

} // namespace
} // namespace bolt::forms
