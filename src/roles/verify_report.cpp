#include "roles/verify.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace bolt::roles {

bool VerifyTest::passed() const {
    return !steps.empty() &&
           std::all_of(steps.begin(), steps.end(), [](const auto& step) { return step.passed; });
}

int VerifyReport::passed() const {
    return static_cast<int>(
        std::count_if(tests.begin(), tests.end(), [](const auto& test) { return test.passed(); }));
}

json::object write_json(const VerifyReport& report) {
    json::array tests;
    for (const auto& test : report.tests) {
        json::array steps;
        for (const auto& step : test.steps)
            steps.push_back(json::object{{"name", step.name},
                                         {"passed", step.passed},
                                         {"detail", step.detail},
                                         {"elapsed_ms", step.elapsed_ms}});
        tests.push_back(json::object{{"name", test.name},
                                     {"passed", test.passed()},
                                     {"details", {{"steps", std::move(steps)}}},
                                     {"timestamp", test.timestamp}});
    }
    const auto total = static_cast<int>(report.tests.size());
    return {{"timestamp", report.timestamp},
            {"url", report.url},
            {"job_id", report.job_id},
            {"tests", std::move(tests)},
            {"summary",
             {{"total", total},
              {"passed", report.passed()},
              {"failed", total - report.passed()},
              {"pass_rate", fmt::format("{:.1f}%", total ? 100.0 * report.passed() / total : 0.0)}}}};
}

std::string write_markdown(const VerifyReport& report) {
    auto text = fmt::format("# System integration test\n\n{} against {}: **{} of {} passed**.\n",
                            report.timestamp, report.url, report.passed(), report.tests.size());
    if (!report.job_id.empty())
        text +=
            fmt::format("\nJob `{}`. Times are milliseconds since the purchase was sent.\n", report.job_id);
    for (const auto& test : report.tests) {
        text += fmt::format("\n## {} {}\n\n| step | result | ms | detail |\n|---|---|---|---|\n",
                            test.passed() ? "PASS" : "FAIL", test.name);
        for (const auto& step : test.steps) {
            auto detail = step.detail;
            std::replace(detail.begin(), detail.end(), '|', '/');
            std::replace(detail.begin(), detail.end(), '\n', ' ');
            text += fmt::format("| {} | {} | {} | {} |\n", step.name, step.passed ? "pass" : "**fail**",
                                step.elapsed_ms, detail);
        }
    }
    return text;
}

} // namespace bolt::roles
