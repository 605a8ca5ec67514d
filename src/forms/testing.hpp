#pragma once
#include "base/json.hpp"
#include "domain/profile.hpp"
#include "forms/page_model.hpp"
#include "forms/page_state.hpp"

#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>

/// For the tests of this room.
namespace bolt::forms::testing {

inline json::value load_json(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    auto value = parse_json(std::string(std::istreambuf_iterator<char>(file), {}));
    if (!value) throw std::runtime_error(path + ": " + value.error().message);
    return *value;
}

inline Page page_of(const json::value& snapshot) {
    auto page = read_page(snapshot);
    if (!page) throw std::runtime_error(page.error().message);
    return *page;
}
inline Page page_of(const std::string& snapshot) { return page_of(parse_json(snapshot).value()); }

/// A page as the browser saw it: src/forms/testdata/<name>.json (made by testdata/snapshot.mjs).
inline Page load_page(const std::string& name) {
    return page_of(load_json("src/forms/testdata/" + name + ".json"));
}

/// A control with a label, for pages written by hand.
inline json::object control(std::string_view type, std::string_view name, std::string_view label,
                            json::object more = {}) {
    json::object labels{{"for", label}};
    if (const auto* given = more.if_contains("labels"))
        for (const auto& [key, text] : given->as_object()) labels[key] = text;
    const std::string tag(type.starts_with("select") ? "select" : type == "textarea" ? "textarea" : "input");
    json::object out{{"selector", "#" + std::string(name)},
                     {"tag", tag},
                     {"type", type},
                     {"name", name},
                     {"visible", true}};
    for (const auto& [key, value] : more) out[key] = value;
    out["labels"] = std::move(labels);
    return out;
}

/// A select's options, the value equal to the label; "" is the placeholder.
inline json::array options(std::initializer_list<std::string_view> labels) {
    json::array out;
    for (const auto label : labels)
        out.push_back({{"value", label}, {"label", label.empty() ? "Please choose" : label}});
    return out;
}

/// A page with one form of these controls and a submit button.
inline Page page_with(std::initializer_list<json::object> controls,
                      std::string_view heading = "Add your business",
                      std::string_view button = "Submit listing") {
    json::array list(controls.begin(), controls.end());
    json::object send{
        {"selector", "#send"}, {"tag", "button"}, {"type", "submit"}, {"text", button}, {"visible", true}};
    json::object form{{"selector", "#form"}, {"method", "post"}, {"heading", heading},
                      {"visible", true},     {"controls", list}, {"buttons", {send}}};
    return page_of(json::value{{"url", "http://list.example/add"}, {"title", heading}, {"forms", {form}}});
}

/// The business of every test.
inline BusinessProfile harbor_light() {
    return read_profile(parse_json(R"({
        "business_name": "Harbor Light Cafe", "contact_first_name": "Ana", "contact_last_name": "Diaz",
        "email": "hello@harborlight.example", "phone": "+1 (512) 555-0142", "website": "https://harborlight.example/",
        "address": "12 Canal Street", "city": "Austin", "state": "TX", "postal_code": "78701", "country": "US",
        "description": "A neighbourhood cafe with fresh bread, slow coffee and a quiet garden. Thank you for supporting local bakers.",
        "categories": ["Coffee shop", "Bakery"],
        "hours": {"mon": "8-18", "tue": "8-18", "wed": "8-18", "thu": "8-18", "fri": "8-24", "sat": "9-12, 13-14", "sun": "closed"},
        "social_links": {"instagram": "https://instagram.com/harborlight"}})")
                            .value())
        .value();
}

} // namespace bolt::forms::testing
