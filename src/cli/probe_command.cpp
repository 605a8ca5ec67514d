#include "cli/commands.hpp"
#include "cli/deployment.hpp"
#include "cli/process.hpp"
#include "cli/profile_file.hpp"
#include "cli/test_business.hpp"

#include "submit/probe.hpp"
#include "submit/robots_policy.hpp"

#include <fmt/format.h>
#include <fstream>

namespace bolt::cli {
namespace {

using submit::ProbeField;
using submit::ProbeReport;

/// One line of text from a page, cut and padded to `width` characters; what could steer a terminal is gone.
std::string cell(std::string_view text, std::size_t width) {
    std::string out;
    std::size_t characters = 0;
    for (std::size_t i = 0; i < text.size() && characters < width; ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        const bool second =
            i + 1 < text.size() && byte == 0xC2 && static_cast<unsigned char>(text[i + 1]) < 0xA0;
        if (second) ++i; // a C1 control
        out += byte < 0x20 || byte == 0x7F || second ? ' ' : text[i];
        for (; i + 1 < text.size() && (static_cast<unsigned char>(text[i + 1]) & 0xC0) == 0x80; ++i)
            if (!second) out += text[i + 1];
        ++characters;
    }
    return out + std::string(width - characters, ' ');
}

std::string clean(std::string_view text) {
    auto out = cell(text, 300);
    out.erase(out.find_last_not_of(' ') + 1);
    return out;
}

std::string filling_of(const ProbeField& field) {
    if (field.trap) return "(trap: left alone)";
    if (field.fill) return *field.fill;
    if (!field.unfilled.empty()) return "(" + field.unfilled + ")";
    return "-";
}

void print_field(const ProbeField& field) {
    const auto& control = field.control;
    auto meaning = std::string(forms::to_string(field.meaning.meaning));
    if (!field.meaning.detail.empty()) meaning += " " + field.meaning.detail;
    const auto& label = control.labels.best();
    fmt::print("{}{} {} {} {:>3.0f}%  {} {}\n", control.required ? '*' : ' ',
               cell(label.empty() ? control.name : label, 28), cell(control.type, 10), cell(meaning, 20),
               100 * field.meaning.confidence, cell(filling_of(field), 34), clean(field.meaning.reason));
}

void print_table(const ProbeReport& report) {
    fmt::print("{}\n{} (HTTP {}, language {})\n", clean(report.url), clean(report.title), report.status,
               report.language.empty() ? "not told" : clean(report.language));
    for (const auto& each : report.visited) fmt::print("looked at {}\n", clean(each));
    if (!report.robots.empty())
        fmt::print("robots.txt: an attempt would not visit it: {}\n", clean(report.robots));
    fmt::print("page: {} ({})\n", submit::to_string(report.kind), clean(report.reason));
    for (const auto& each : report.captchas) fmt::print("captcha: {}\n", clean(each));
    for (const auto& each : report.other_forms) fmt::print("left alone: form {}\n", clean(each));
    if (report.kind != forms::PageKind::submission) return;
    if (report.frame_url != report.url)
        fmt::print("the form stands in the frame {}\n", clean(report.frame_url));
    fmt::print("\n {} {} {} {:>4}  {} why\n", cell("field (* required)", 28), cell("control", 10),
               cell("meaning", 20), "sure", cell("would be filled with", 34));
    for (const auto& field : report.fields) print_field(field);
    fmt::print("\n{}: {}\n", report.button_purpose == forms::Purpose::next ? "goes on with" : "sends with",
               report.button.empty() ? "(no button)" : clean(report.button));
    fmt::print("{}\n", report.complete
                           ? "An attempt could fill and send this form."
                           : "An attempt would not send this form: something required is missing.");
}

Result<void> write_picture(const std::string& path, const std::string& bytes) {
    std::ofstream out(path, std::ios::binary | std::ios::trunc);
    out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    out.close();
    if (!out) return fail(ErrorCode::unavailable, fmt::format("cannot write {}", path));
    return {};
}

} // namespace

int run_directories_probe(const ProbeCommandOptions& options) {
    if (!options.picture.empty() && !options.picture.ends_with(".jpg") && !options.picture.ends_with(".jpeg"))
        return report(Error{ErrorCode::invalid_argument, "--picture takes a file that ends with .jpg"});
    auto settings = environment_settings();
    if (!settings) return report(settings.error());
    submit::ProbeOptions wanted{options.url, test_business("probe"), !options.picture.empty(),
                                options.follow};
    if (!options.profile_file.empty()) {
        auto profile = read_profile_file(options.profile_file);
        if (!profile) return report(profile.error());
        wanted.profile = std::move(*profile);
    }
    Process process(*settings);
    auto lane_settings = submitter_settings(*settings);
    for (const auto& host : options.allowed_hosts) lane_settings.addresses.allowed_hosts.push_back(host);
    lane_settings.robots =
        std::make_shared<submit::RobotsPolicy>(process.platform(), lane_settings.addresses);
    submit::BrowserLane lane(process.platform(), lane_settings, submit::system_resolver());
    return process.run([&]() -> Async<int> {
        auto found = co_await submit::probe(process.platform(), lane, wanted);
        co_await lane.close();
        if (!found) co_return report(found.error());
        if (options.json)
            fmt::print("{}\n", json::serialize(submit::write_probe(*found)));
        else
            print_table(*found);
        if (!options.picture.empty())
            if (auto written = write_picture(options.picture, found->picture); !written)
                co_return report(written.error());
        co_return found->kind == forms::PageKind::submission ? kSuccess : kFailed;
    });
}

} // namespace bolt::cli
