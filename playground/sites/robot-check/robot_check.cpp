#include "base/crypto.hpp"
#include "base/encoding.hpp"
#include "playground/sites/all.hpp"

namespace bolt::playground {
namespace {

/// Six seven-segment strokes a digit: top, upper right, lower right, bottom, lower left, upper left, middle.
constexpr std::array<std::string_view, 10> kSegments = {"1111110", "0110000", "1101101", "1111001",
                                                        "0110011", "1011011", "1011111", "1110000",
                                                        "1111111", "1111011"};
constexpr std::array<std::string_view, 7> kStrokes = {"M0 0h18",  "M18 0v17", "M18 17v17", "M0 34h18",
                                                      "M0 17v17", "M0 0v17",  "M0 17h18"};

/// A picture of five digits stands before the form. Its text is nowhere in the page, only drawn as strokes.
class RobotCheck final : public Site {
  public:
    explicit RobotCheck(SiteContext& context)
        : Site(context, "robot-check"), secret_(context.platform.random.token(32)) {}

  private:
    net::Response answer(Visit& visit) override {
        const std::string_view path = visit.request.path;
        if (path == "/register-business" && visit.request.method == "POST") return submit(visit);
        if (path == "/register-business") return form(visit, {});
        if (path == "/captcha.svg") return picture(visit.request.query_value("id").value_or(""));
        return not_found();
    }

    std::string code_for(std::string_view id) const {
        std::string code;
        for (const unsigned char byte : hmac_sha256(secret_, id).substr(0, 5))
            code += static_cast<char>('0' + byte % 10);
        return code;
    }

    net::Response picture(const std::string& id) const {
        const auto shape = hmac_sha256(secret_, "shape" + id.substr(0, 64));
        const auto jitter = [&](std::size_t i, int range) {
            return static_cast<unsigned char>(shape[i % 32]) % range;
        };
        std::string svg = R"(<svg xmlns="http://www.w3.org/2000/svg" width="220" height="70">)"
                          R"(<rect width="220" height="70" fill="#0b1f33"/>)";
        const auto code = code_for(id);
        for (std::size_t i = 0; i < code.size(); ++i) {
            svg += fmt::format(R"svg(<g transform="translate({} {}) rotate({})" )svg"
                               R"(fill="none" stroke="#7fe7ff" stroke-width="4">)",
                               20 + i * 40 + static_cast<std::size_t>(jitter(i, 8)), 14 + jitter(i + 5, 10),
                               jitter(i + 10, 24) - 12);
            const auto segments = kSegments[static_cast<std::size_t>(code[i] - '0')];
            for (std::size_t s = 0; s < kStrokes.size(); ++s)
                if (segments[s] == '1') svg += fmt::format(R"(<path d="{}"/>)", kStrokes[s]);
            svg += "</g>";
        }
        for (std::size_t i = 0; i < 6; ++i)
            svg += fmt::format(
                R"(<path d="M0 {}Q110 {} 220 {}" fill="none" stroke="#35a7c8" stroke-width="1.5"/>)",
                jitter(i + 15, 70), jitter(i + 20, 70), jitter(i + 25, 70));
        auto response = net::Response::text(200, svg + "</svg>");
        response.headers.set("Content-Type", "image/svg+xml");
        response.headers.set("Cache-Control", "no-store");
        return response;
    }

    net::Response form(const Visit& visit, const Problems& problems) {
        Values values;
        values.texts["captcha"] = context().platform.random.token(12);
        return show_form("submit.html", "Register a business", visit, problems, std::move(values));
    }

    net::Response submit(Visit& visit) {
        const auto& fields = visit.fields;
        if (!secret_equal(trimmed(value_of(fields, "captcha_code")),
                          code_for(value_of(fields, "captcha_id")))) {
            keep(visit, "needs_captcha", false);
            Problems problems;
            problems.check(false, "captcha_code",
                           "The digits do not match the picture. Please try the new one.");
            return form(visit, problems);
        }
        Problems problems;
        problems.need(fields, "business", "Business name required.");
        problems.check(looks_like_email(value_of(fields, "mail")), "mail", "E-mail required.");
        if (problems.any()) {
            keep(visit, "rejected", false);
            return form(visit, problems);
        }
        Values values;
        values.fields = fields;
        values.texts = {{"title", "Registered"}, {"id", keep(visit, "accepted", true)}};
        return show("done.html", std::move(values));
    }

    std::string secret_;
};

} // namespace

std::unique_ptr<Site> make_robot_check(SiteContext& context) { return std::make_unique<RobotCheck>(context); }

} // namespace bolt::playground
