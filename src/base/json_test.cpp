#include "base/json.hpp"

#include <gtest/gtest.h>

namespace bolt {
namespace {

struct Written {
    const char* text;
    const char* python;
};

// The right side is what Python 3.11's json.dumps(json.loads(left), sort_keys=True) printed.
TEST(PythonJson, WritesWhatPythonWrites) {
    const Written cases[] = {
        {R"json("plain")json", R"json("plain")json"},
        {R"json("\"\\\/\b\f\n\r\t")json", R"json("\"\\/\b\f\n\r\t")json"},
        {R"json("\u0000\u001f\u007f")json", R"json("\u0000\u001f\u007f")json"},
        {R"json("é漢😀")json", R"json("\u00e9\u6f22\ud83d\ude00")json"},
        {R"json("\ud83d\ude00")json", R"json("\ud83d\ude00")json"},
        {R"json({})json", R"json({})json"},
        {R"json([])json", R"json([])json"},
        {R"json({"b":1,"a":[true,false,null]})json", R"json({"a": [true, false, null], "b": 1})json"},
        {R"json({"é":1,"z":2,"\uffff":3,"😀":4})json",
         R"json({"z": 2, "\u00e9": 1, "\uffff": 3, "\ud83d\ude00": 4})json"},
        {R"json([0,-1,9223372036854775807,-9223372036854775808,18446744073709551615])json",
         R"json([0, -1, 9223372036854775807, -9223372036854775808, 18446744073709551615])json"},
        {R"json([1.0,-0.0,0.1,1e15,1e16,1.5e300,0.0001,0.00001,123456789012345.6,5e-324,2.5E-7,-108.44373474517613,9.111142193206933e+16])json",
         R"json([1.0, -0.0, 0.1, 1000000000000000.0, 1e+16, 1.5e+300, 0.0001, 1e-05, 123456789012345.6, 5e-324, 2.5e-07, -108.44373474517613, 9.111142193206933e+16])json"},
        {R"json({"a":{"b":{"c":[{},[],""]}}})json", R"json({"a": {"b": {"c": [{}, [], ""]}}})json"},
        {R"json({"a":1,"a":2})json", R"json({"a": 2})json"},
    };
    for (const auto& each : cases) {
        const auto value = parse_json(each.text);
        ASSERT_TRUE(value.has_value()) << each.text;
        EXPECT_EQ(python_json_dumps(*value), each.python);
    }
}

TEST(ParseJson, RefusesBrokenText) {
    for (const char* text : {"", " ", "{", "[1,]", "{\"a\":1,}", "01", "nul", "\"a", "1 2", "{} x", "'a'",
                             "\"\\ud800\"", "\"\x01\"", "\"\xC3\"", "1e999", "NaN", "[1]]", "\xEF\xBB\xBF{}"})
        EXPECT_FALSE(parse_json(text).has_value()) << text;
    EXPECT_TRUE(parse_json(" {} \r\n\t").has_value());
}

TEST(ParseJson, BoundsTheDepth) {
    const auto nested = [](int depth) {
        return std::string(static_cast<std::size_t>(depth), '[') +
               std::string(static_cast<std::size_t>(depth), ']');
    };
    EXPECT_TRUE(parse_json(nested(32)).has_value());
    const auto deep = parse_json(nested(33));
    ASSERT_FALSE(deep.has_value());
    EXPECT_EQ(deep.error().code, ErrorCode::invalid_argument);
    EXPECT_FALSE(parse_json(std::string(1'000'000, '[')).has_value());
}

TEST(ParseJson, ReadsTheNearestDouble) {
    EXPECT_EQ(parse_json("-108.44373474517613")->get_double(), -108.44373474517613);
    EXPECT_EQ(parse_json("9007199254740993.0")->get_double(), 9007199254740992.0);
}

TEST(JsonMembers, FallBackWhenAbsentOrOfAnotherType) {
    const auto value =
        parse_json(R"({"text":"a","int":42,"big":9223372036854775808,"half":0.5,"whole":3.0,"yes":true})")
            .value();
    EXPECT_EQ(get_string(value, "text"), "a");
    EXPECT_EQ(get_string(value, "int", "-"), "-");
    EXPECT_EQ(get_string(value, "none", "-"), "-");
    EXPECT_EQ(get_int(value, "int"), 42);
    EXPECT_EQ(get_int(value, "whole"), 3);
    EXPECT_EQ(get_int(value, "half", -1), -1);
    EXPECT_EQ(get_int(value, "big", -1), -1);
    EXPECT_EQ(get_int(value, "text", -1), -1);
    EXPECT_TRUE(get_bool(value, "yes"));
    EXPECT_TRUE(get_bool(value, "text", true));
    EXPECT_EQ(find(parse_json("[1]").value(), "a"), nullptr);
    EXPECT_EQ(get_string(parse_json("3").value(), "a", "-"), "-");
}

} // namespace
} // namespace bolt
