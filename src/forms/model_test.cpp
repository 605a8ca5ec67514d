#include "forms/model.hpp"

#include "base/random.hpp"
#include "forms/combine.hpp"
#include "forms/testing.hpp"

#include <cstring>
#include <gtest/gtest.h>

namespace bolt::forms {
namespace {

using namespace testing;

// Weights of two meanings that say `favour` everywhere, in the layout of tools/train_forms.
std::string weights_for(signed char of_city, signed char of_none) {
    std::string out = "BFM1";
    const auto put = [&](const auto value) {
        char raw[sizeof(value)];
        std::memcpy(raw, &value, sizeof(value));
        out.append(raw, sizeof(value));
    };
    const std::string names = "city\nnone";
    put(std::uint32_t{ControlFeatures::kBits});
    put(std::uint32_t{2});
    put(1.0F);
    put(static_cast<std::uint32_t>(names.size()));
    out += names;
    for (int i = 0; i < 2; ++i) put(0.001F);
    for (int i = 0; i < 6; ++i) put(0.0F);
    for (std::size_t i = 0; i < std::size_t{1} << ControlFeatures::kBits; ++i) {
        out += static_cast<char>(of_city);
        out += static_cast<char>(of_none);
    }
    return out;
}

Page one_field() { return page_with({control("text", "x", "Zzyzx")}); }

TEST(Model, ReadsWhatTheTrainerWrites) {
    const auto bytes = weights_for(120, -120);
    const auto model = Model::read(bytes);
    ASSERT_TRUE(model) << model.error().message;
    const auto page = one_field();
    const auto scored = model->score(page.forms[0]);
    ASSERT_EQ(scored.size(), 1u);
    EXPECT_EQ(scored[0].guesses.front().meaning, Meaning::city);
    EXPECT_GT(scored[0].chance_of(Meaning::city), 0.9);
    EXPECT_NEAR(scored[0].chance_of(Meaning::city) + scored[0].chance_of(Meaning::none), 1, 1e-9);
    EXPECT_EQ(scored[0].chance_of(Meaning::fax), 0);
}

TEST(Model, RefusesDamagedWeights) {
    const auto good = weights_for(1, 1);
    for (const std::size_t size : {0u, 3u, 4u, 8u, 15u, 20u, 40u, 1000u})
        EXPECT_FALSE(Model::read(std::string_view(good).substr(0, size))) << size;
    EXPECT_FALSE(Model::read(std::string_view(good).substr(0, good.size() - 1)));
    const auto longer = good + "x";
    EXPECT_FALSE(Model::read(longer));
    const auto with = [&](std::size_t at, const auto value) {
        auto bytes = good;
        std::memcpy(bytes.data() + at, &value, sizeof(value));
        return bytes;
    };
    for (const auto& bytes : {with(0, 'X'), with(4, std::uint32_t{31}), with(8, std::uint32_t{0}),
                              with(8, std::uint32_t{0xFFFFFFFF}), with(8, std::uint32_t{3}), with(12, -1.0F),
                              with(12, std::numeric_limits<float>::quiet_NaN()),
                              with(16, std::uint32_t{0xFFFFFFF0}), with(20, 'X')})
        EXPECT_FALSE(Model::read(bytes));
}

TEST(Model, SurvivesAnyBytes) {
    SeededRandom random(20261124);
    const auto good = weights_for(3, -3);
    const auto page = one_field();
    for (int round = 0; round < 200; ++round) {
        auto bytes = good.substr(0, random.below(200) == 0 ? random.below(good.size()) : good.size());
        for (int i = 0; i < 4 && !bytes.empty(); ++i)
            bytes[random.below(std::min<std::uint64_t>(bytes.size(), 80))] =
                static_cast<char>(random.below(256));
        const auto model = Model::read(bytes);
        if (model) EXPECT_LE(model->score(page.forms[0]).size(), 1u);
    }
}

TEST(Model, WithoutWeightsLeavesTheRulesAlone) {
    const auto page = page_with({control("text", "n", "Business name"), control("text", "c", "City")});
    const Model empty;
    EXPECT_TRUE(empty.score(page.forms[0]).empty());
    const auto rules = classify_by_rules(page.forms[0]);
    auto both = rules;
    combine(page.forms[0], empty.score(page.forms[0]), both);
    for (std::size_t i = 0; i < rules.size(); ++i) EXPECT_EQ(both[i].meaning, rules[i].meaning);
}

Scored thinks(std::size_t control, Meaning meaning, double chance) {
    return {control, {{meaning, chance}, {Meaning::none, 1 - chance}}};
}

TEST(Combine, LetsTheLearnedCorrectTheRules) {
    const auto page = page_with({control("text", "x", "Zzyzx"), control("text", "n", "Business name")});
    auto out = classify_by_rules(page.forms[0]);
    combine(page.forms[0], {thinks(0, Meaning::city, 0.95)}, out);
    EXPECT_EQ(out[0].meaning, Meaning::city);
    EXPECT_NEAR(out[0].confidence, 0.95, 1e-9);
    EXPECT_EQ(out[1].meaning, Meaning::business_name);
}

TEST(Combine, NeverTouchesWhatMustNotGoWrong) {
    const auto honey = control("text", "h", "Phone", {{"honeypotScore", 4}});
    const auto page =
        page_with({honey, control("text", "c", "Captcha code"), control("text", "cc", "Card number"),
                   control("text", "n", "Business name")});
    const auto rules = classify_by_rules(page.forms[0]);
    ASSERT_EQ(rules[0].meaning, Meaning::trap);
    ASSERT_EQ(rules[1].meaning, Meaning::captcha);
    ASSERT_EQ(rules[2].meaning, Meaning::payment);
    auto out = rules;
    combine(
        page.forms[0],
        {thinks(0, Meaning::phone, 0.999), thinks(1, Meaning::city, 0.999), thinks(2, Meaning::city, 0.999)},
        out);
    for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(out[i].meaning, rules[i].meaning) << i;
}

TEST(Combine, GivesNoControlWhatItsKindCannotTake) {
    const auto page = page_with({control("email", "e", "Zzyzx")});
    auto out = classify_by_rules(page.forms[0]);
    combine(page.forms[0], {thinks(0, Meaning::city, 0.999)}, out);
    EXPECT_NE(out[0].meaning, Meaning::city);
}

TEST(Combine, KeepsOneNameOnly) {
    const auto page = page_with({control("text", "a", "Zzyzx"), control("text", "b", "Qwxyz")});
    auto out = classify_by_rules(page.forms[0]);
    combine(page.forms[0], {thinks(0, Meaning::business_name, 0.8), thinks(1, Meaning::business_name, 0.9)},
            out);
    EXPECT_NE(out[0].meaning, Meaning::business_name);
    EXPECT_EQ(out[1].meaning, Meaning::business_name);
}

} // namespace
} // namespace bolt::forms
