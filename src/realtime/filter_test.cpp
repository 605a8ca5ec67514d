#include "realtime/filter.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace bolt::realtime {
namespace {

const std::vector<std::string_view> kColumns = {"status", "progress", "confidence", "paused", "note", "at"};
const json::object kRow{{"status", "in_progress"}, {"progress", 40},
                        {"confidence", 0.5},       {"paused", false},
                        {"note", nullptr},         {"at", "2026-11-23T11:00:00.123456+00:00"}};

bool holds(std::string_view text, const json::object& row = kRow) {
    auto filter = Filter::parse(text, kColumns);
    EXPECT_TRUE(filter) << text << ": " << (filter ? "" : filter.error().message);
    return filter && filter->matches(row);
}

TEST(Filter, EachOperator) {
    for (const char* text : {"status=eq.in_progress",
                             "status=neq.failed",
                             "progress=eq.40",
                             "progress=eq.40.0",
                             "progress=neq.41",
                             "progress=lt.100",
                             "progress=lte.40",
                             "progress=gt.9",
                             "progress=gte.40",
                             "confidence=gt.0.25",
                             "confidence=eq.5e-1",
                             "status=in.(failed,in_progress)",
                             "progress=in.(1,40)",
                             "status=like.in%",
                             "status=like.i__progress",
                             "status=like.%",
                             "status=like.%prog%",
                             "status=ilike.IN_PRO%",
                             "note=is.null",
                             "paused=is.false",
                             "paused=eq.false",
                             "at=gt.2026-11-23",
                             "at=lt.2026-11-24",
                             "status=not.eq.failed",
                             "progress=not.gt.40",
                             "status=not.in.(failed,completed)",
                             "paused=not.is.true",
                             "status=not.is.null"})
        EXPECT_TRUE(holds(text)) << text;
    for (const char* text : {"status=eq.in_progres",
                             "status=eq.",
                             "status=neq.in_progress",
                             "progress=eq.4",
                             "progress=lt.40",
                             "progress=lte.39",
                             "progress=gt.40",
                             "progress=gte.41",
                             "status=in.(failed,done)",
                             "progress=in.(4,0)",
                             "status=like.progress",
                             "status=like.IN%",
                             "status=like.",
                             "status=like.%x%",
                             "note=is.true",
                             "paused=is.null",
                             "paused=is.true",
                             "at=lt.2026-11-23",
                             "status=not.eq.in_progress",
                             "status=not.in.(in_progress)",
                             "note=not.is.null"})
        EXPECT_FALSE(holds(text)) << text;
}

TEST(Filter, NumbersCompareAsNumbersAndKeepTheirDigits) {
    EXPECT_FALSE(holds("progress=gt.100"));
    EXPECT_TRUE(holds("progress=gt.5")); // as text "40" stands before "5"
    const json::object row{{"progress", std::int64_t{9007199254740993}}};
    EXPECT_TRUE(holds("progress=eq.9007199254740993", row));
    EXPECT_FALSE(holds("progress=eq.9007199254740992", row));
    for (const char* text : {"progress=eq.nan", "progress=gt.nan", "progress=lte.nan", "progress=eq.forty",
                             "progress=lt.x", "progress=eq."})
        EXPECT_FALSE(holds(text)) << text;
    EXPECT_TRUE(holds("progress=lt.inf"));
}

TEST(Filter, NullIsNeitherTrueNorFalse) {
    for (const char* text : {"note=eq.x", "note=neq.x", "note=gt.x", "note=lt.x", "note=like.%",
                             "note=in.(x,null)", "note=not.eq.x", "note=not.in.(x)", "note=not.like.x"})
        EXPECT_FALSE(holds(text)) << text;
    EXPECT_FALSE(holds("note=is.null", {})) << "a row without the column matches nothing";
    EXPECT_FALSE(holds("note=not.eq.x", {}));
}

TEST(Filter, EveryConditionMustHold) {
    EXPECT_TRUE(holds("status=eq.in_progress,progress=gte.40"));
    EXPECT_FALSE(holds("status=eq.in_progress,progress=gt.40"));
    EXPECT_TRUE(holds("status=in.(a,b,in_progress),progress=in.(40,41)"));
    EXPECT_TRUE(Filter().matches(kRow));
}

TEST(Filter, QuotedValuesMayHoldCommas) {
    EXPECT_TRUE(holds(R"(note=in.("a,b",c))", {{"note", "a,b"}}));
    EXPECT_TRUE(holds(R"(note=in.("a,b",c))", {{"note", "c"}}));
    EXPECT_FALSE(holds(R"(note=in.("a,b",c))", {{"note", "a"}}));
}

TEST(Filter, SaysWhatIsWrong) {
    const auto refused = [](std::string text, std::string_view because) {
        auto filter = Filter::parse(text, kColumns);
        ASSERT_FALSE(filter) << text;
        EXPECT_NE(filter.error().message.find(because), std::string::npos) << filter.error().message;
    };
    refused("", "column=operator.value");
    refused("status", "column=operator.value");
    refused("status=eq", "no operator");
    refused("password=eq.x", "unknown column 'password'");
    refused("status=match.x", "operator 'match'");
    refused("status=not.not.eq.x", "operator 'not'");
    refused("status=eq.a,", "column=operator.value");
    refused("status=in.a", "parentheses");
    refused("status=in.(a", "parentheses");
    refused("status=in.", "parentheses");
    refused("status=in.()", "parentheses");
    refused("note=is.nothing", "is takes");
    std::string many = "status=in.(0";
    for (int i = 1; i <= 100; ++i) many += "," + std::to_string(i);
    refused(many + ")", "100 values");
    refused("status=eq." + std::string(5000, 'x'), "4096");
    refused("status=like." + std::string(257, '%'), "256");
}

TEST(Filter, OneHundredValuesAreNotTooMany) {
    std::string list = "progress=in.(40";
    for (int i = 1; i < 100; ++i) list += fmt::format(",{}", 1000 + i);
    EXPECT_TRUE(holds(list + ")"));
}

TEST(Filter, HostilePatternsCostLittle) {
    const json::object row{{"note", std::string(16 << 10, 'a')}};
    const auto pattern = "note=like.%" + std::string(250, 'a');
    const auto began = std::chrono::steady_clock::now();
    EXPECT_FALSE(holds(pattern + "b", row));
    EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds{5});
    EXPECT_FALSE(holds("note=like.%", {{"note", std::string((16 << 10) + 1, 'a')}}));
}

} // namespace
} // namespace bolt::realtime
