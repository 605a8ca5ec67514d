#include "playground/core/site.hpp"

namespace bolt::playground {
namespace {

std::string excerpt(const std::string& text, std::size_t length) {
    if (length_of(text) <= length) return text;
    std::size_t bytes = 0;
    for (std::size_t points = 0; bytes < text.size(); ++bytes)
        if ((static_cast<unsigned char>(text[bytes]) & 0xC0) != 0x80 && points++ == length) break;
    return text.substr(0, bytes) + "…";
}

} // namespace

Site::Listing Site::listing_of(const Record& record) const {
    Listing listing{.id = record.id, .texts = {}};
    const auto* controls = find(facts_, "controls");
    for (const auto& [name, value] : record.fields) {
        const auto meaning = controls == nullptr ? std::string() : get_string(*controls, name);
        auto& text = listing.texts[meaning];
        if (!text.empty() && !value.empty()) text += ", ";
        text += spoken(meaning, value);
    }
    return listing;
}

std::vector<Site::Listing> Site::listings() const {
    std::vector<Listing> out;
    for (const auto& record : context_.records.all())
        if (record.site == info_->name && record.answer == "accepted") out.push_back(listing_of(record));
    std::reverse(out.begin(), out.end());
    if (const auto* examples = find(facts_, "examples"); examples != nullptr && examples->is_array()) {
        for (const auto& example : examples->get_array()) {
            Listing listing{.id = get_string(example, "id"), .texts = {}};
            for (const auto& [key, value] : example.as_object())
                if (value.is_string()) listing.texts[key] = std::string(value.get_string());
            out.push_back(std::move(listing));
        }
    }
    return out;
}

Values Site::shown(const Listing& listing) {
    Values values;
    values.texts = listing.texts;
    values.texts["id"] = listing.id;
    const auto name = values.texts["business_name"];
    const auto initial =
        std::find_if(name.begin(), name.end(), [](unsigned char c) { return std::isalpha(c); });
    values.texts["initial"] = initial == name.end() ? "#" : std::string(1, *initial);
    values.texts["excerpt"] = excerpt(values.texts["description"], 110);
    // A hostile "javascript:" address must not become a link.
    const auto website = values.texts["website"];
    values.texts["link"] = looks_like_url(website) ? website : "#";
    return values;
}

net::Response Site::home(std::string_view query) {
    const auto wanted = lower(trimmed(query.substr(0, 200)));
    std::string cards;
    std::size_t count = 0;
    for (const auto& listing : listings()) {
        const auto values = shown(listing);
        const auto& texts = values.texts;
        const auto hay = [&](std::string_view key) {
            const auto found = texts.find(key);
            return found == texts.end() ? std::string() : lower(found->second);
        };
        const bool hit = hay("business_name").find(wanted) != std::string::npos ||
                         hay("category").find(wanted) != std::string::npos ||
                         hay("city").find(wanted) != std::string::npos;
        if (!hit) continue;
        if (++count <= 24) cards += render(site_file(info_->name, "card.html"), values);
    }
    Values values;
    values.texts = {{"title", info_->title},
                    {"cards", std::move(cards)},
                    {"count", std::to_string(count)},
                    {"q", std::string(trimmed(query.substr(0, 200)))}};
    return show("home.html", std::move(values));
}

net::Response Site::listing(std::string_view id) {
    for (const auto& listing : listings()) {
        if (listing.id != id) continue;
        auto values = shown(listing);
        values.texts["title"] = values.texts["business_name"];
        return show("listing.html", std::move(values));
    }
    return not_found();
}

} // namespace bolt::playground
