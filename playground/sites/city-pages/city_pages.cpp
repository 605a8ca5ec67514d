#include "playground/sites/all.hpp"
#include "playground/sites/city-pages/categories.hpp"

namespace bolt::playground {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 7> kDays = {{{"mon", "Monday"},
                                                                                 {"tue", "Tuesday"},
                                                                                 {"wed", "Wednesday"},
                                                                                 {"thu", "Thursday"},
                                                                                 {"fri", "Friday"},
                                                                                 {"sat", "Saturday"},
                                                                                 {"sun", "Sunday"}}};

/// A category tree whose second level is loaded by script, and a grid of opening hours.
class CityPages final : public Site {
  public:
    explicit CityPages(SiteContext& context) : Site(context, "city-pages") {}

  private:
    net::Response answer(Visit& visit) override {
        const std::string_view path = visit.request.path;
        if (path == "/api/subcategories")
            return subcategories(visit.request.query_value("category").value_or(""));
        if (path == "/business/new" && visit.request.method == "POST") return submit(visit);
        if (path == "/business/new") return form(visit, {});
        if (path.starts_with("/business/added/")) return added(path.substr(16));
        return not_found();
    }

    std::string spoken(std::string_view meaning, std::string_view value) const override {
        if (meaning == "category")
            if (const auto* category = find_category(value)) return category->name;
        return std::string(value);
    }

    static net::Response subcategories(std::string_view id) {
        const auto* category = find_category(id);
        if (category == nullptr) return net::problem(404, "Not Found", "no such category");
        json::array out;
        for (const auto& [sub, name] : category->subcategories)
            out.push_back(json::object{{"id", sub}, {"name", name}});
        return net::Response::json(200, json::serialize(out));
    }

    static std::string category_options(std::string_view chosen) {
        std::string out;
        for (const auto& group : category_groups()) {
            out += fmt::format("<optgroup label=\"{}\">\n", escape_html(group.name));
            for (const auto& category : group.categories)
                out += options({{category.id, category.name}}, chosen);
            out += "</optgroup>\n";
        }
        return out;
    }

    // Half hours of the day: value "17:00", words "5:00 PM", as American sites write them.
    static const std::vector<std::pair<std::string, std::string>>& times() {
        static const auto list = [] {
            std::vector<std::pair<std::string, std::string>> out = {{"", "--"}};
            for (int minutes = 0; minutes < 24 * 60; minutes += 30) {
                const int hour = minutes / 60;
                out.emplace_back(fmt::format("{:02}:{:02}", hour, minutes % 60),
                                 fmt::format("{}:{:02} {}", hour % 12 == 0 ? 12 : hour % 12, minutes % 60,
                                             hour < 12 ? "AM" : "PM"));
            }
            return out;
        }();
        return list;
    }

    static std::string hours_rows(const Fields& fields) {
        std::string out;
        for (const auto& [day, name] : kDays) {
            const auto control = [&](std::string_view part) {
                return fmt::format("listing[hours][{}][{}]", day, part);
            };
            const auto select = [&](std::string_view part, std::string_view label) {
                return fmt::format("<td><select name=\"{}\" aria-label=\"{} {}\">{}</select></td>",
                                   control(part), name, label,
                                   options(times(), value_of(fields, control(part))));
            };
            out += fmt::format(
                "<tr><th scope=\"row\">{}</th>{}{}<td><label><input type=\"checkbox\" name=\"{}\" "
                "value=\"1\"{}> Closed</label></td></tr>\n",
                name, select("open", "opens at"), select("close", "closes at"), control("closed"),
                filled(fields, control("closed")) ? " checked" : "");
        }
        return out;
    }

    net::Response form(const Visit& visit, const Problems& problems) {
        const auto& fields = visit.fields;
        Values values;
        values.texts = {
            {"categories", category_options(value_of(fields, "listing[category_id]"))},
            {"states", options(us_state_names(), value_of(fields, "listing[state]"))},
            {"countries", options(countries(), fields.empty() ? "US" : value_of(fields, "listing[country]"))},
            {"hours", hours_rows(fields)},
            {"chosen_subcategory", std::string(value_of(fields, "listing[subcategory_id]"))}};
        return show_form("submit.html", "Add a business", visit, problems, std::move(values));
    }

    static Problems check(const Fields& fields) {
        Problems problems;
        problems.need(fields, "listing[title]", "Name is missing");
        const auto* category = find_category(value_of(fields, "listing[category_id]"));
        problems.check(category != nullptr, "listing[category_id]", "Choose a category");
        const auto sub = value_of(fields, "listing[subcategory_id]");
        problems.check(category != nullptr &&
                           std::any_of(category->subcategories.begin(), category->subcategories.end(),
                                       [&](const auto& known) { return known.first == sub; }),
                       "listing[subcategory_id]", "Choose a subcategory of this category");
        problems.check(looks_like_phone(value_of(fields, "listing[phone]")), "listing[phone]",
                       "Phone is not valid");
        problems.need(fields, "listing[street]", "Street is missing");
        problems.need(fields, "listing[city]", "City is missing");
        problems.need(fields, "listing[country]", "Choose a country");
        for (const auto& [day, name] : kDays) {
            const auto opens = value_of(fields, fmt::format("listing[hours][{}][open]", day));
            const auto closes = value_of(fields, fmt::format("listing[hours][{}][close]", day));
            const bool closed = filled(fields, fmt::format("listing[hours][{}][closed]", day));
            problems.check(opens.empty() == closes.empty(), "hours",
                           fmt::format("{} needs both an opening and a closing time", name));
            problems.check(!closed || opens.empty(), "hours",
                           fmt::format("{} is closed and open at once", name));
        }
        return problems;
    }

    net::Response submit(Visit& visit) {
        if (const auto problems = check(visit.fields); problems.any()) {
            keep(visit, "rejected", false);
            return form(visit, problems);
        }
        return net::Response::redirect("/business/added/" + keep(visit, "accepted", true));
    }

    net::Response added(std::string_view id) {
        const auto* known = record(id);
        if (known == nullptr || !known->accepted) return not_found();
        Values values;
        values.texts = {{"title", "Business added"},
                        {"id", known->id},
                        {"name", meant(known->fields, "business_name")},
                        {"city", meant(known->fields, "city")}};
        return show("added.html", std::move(values));
    }
};

} // namespace

std::unique_ptr<Site> make_city_pages(SiteContext& context) { return std::make_unique<CityPages>(context); }

} // namespace bolt::playground
