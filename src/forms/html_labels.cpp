#include "forms/html_labels.hpp"

#include <fmt/format.h>

namespace bolt::forms {
namespace {

constexpr std::size_t kText = 240;

std::string referenced(HtmlNode node, const char* key, const HtmlIndex& index) {
    std::string out;
    const auto ids = clean(attribute(node, key), 500);
    int budget = 8;
    for (std::size_t at = 0; at < ids.size() && budget-- > 0;) {
        const auto end = std::min(ids.find(' ', at), ids.size());
        if (const auto found = index.by_id.find(ids.substr(at, end - at)); found != index.by_id.end())
            out += text_of(found->second, kText) + ' ';
        at = end + 1;
    }
    return clean(out, kText);
}

bool holds_field(HtmlNode node) {
    return is_element(node) && (is_field(node) || find_below(node, is_field) != nullptr);
}

// "B", "I", "U" over an editor, "Locate me" beside a field: what is pressed names no field.
bool is_tool(HtmlNode node) {
    return tag_of(node) == "button" || attribute(node, "role") == "toolbar" ||
           attribute(node, "class").find("toolbar") != std::string_view::npos;
}

std::string before(HtmlNode node) {
    for (int level = 0; node != nullptr && level < 4; ++level, node = parent_of(node)) {
        if (tag_in(tag_of(node), "form|body|fieldset")) return {};
        for (const auto* at = previous_of(node); at != nullptr; at = previous_of(at)) {
            if (is_text(at)) {
                if (auto words = clean(text_data(at), kText); !words.empty()) return words;
            } else if (is_element(at)) {
                if (holds_field(at)) return {};
                if (is_tool(at)) continue;
                if (auto words = text_of(at, kText); !words.empty()) return words;
            }
        }
    }
    return {};
}

std::string after(HtmlNode node) {
    for (const auto* at = next_of(node); at != nullptr; at = next_of(at)) {
        if (is_text(at)) {
            if (auto words = clean(text_data(at), kText); !words.empty()) return words;
        } else if (is_element(at)) {
            return holds_field(at) ? std::string{} : text_of(at, kText);
        }
    }
    return {};
}

int fields_in(HtmlNode node) {
    if (!is_element(node)) return 0;
    int count = tag_in(tag_of(node), "input|select|textarea") && attribute(node, "type") != "hidden" ? 1 : 0;
    for (std::size_t i = 0; i < child_count(node) && count < 2; ++i) count += fields_in(child(node, i));
    return count;
}

// "( ) Featured links | $24.95": in a table the price of a choice stands in a cell of its own.
std::string row_of_choice(HtmlNode node) {
    if (attribute(node, "type") != "radio") return {};
    const auto* row = closest(node, "tr");
    return row != nullptr && fields_in(row) == 1 ? text_of(row, kText) : std::string{};
}

std::vector<HtmlNode> cells_of(HtmlNode row) {
    std::vector<HtmlNode> out;
    for (std::size_t i = 0; i < child_count(row); ++i)
        if (tag_in(tag_of(child(row, i)), "td|th")) out.push_back(child(row, i));
    return out;
}

bool is_row(HtmlNode node) { return tag_of(node) == "tr"; }

void add_table_texts(HtmlNode node, json::object& out) {
    const auto* cell = closest(node, "td|th");
    const auto* row = cell == nullptr ? nullptr : parent_of(cell);
    if (row == nullptr || !is_row(row)) return;
    const auto cells = cells_of(row);
    if (cells.front() != cell && !holds_field(cells.front())) out["cell"] = text_of(cells.front(), kText);
    const auto* table = closest(row, "table");
    const auto* head = table == nullptr ? nullptr : find_below(table, is_row);
    if (head == nullptr || head == row) return;
    const auto place = static_cast<std::size_t>(std::ranges::find(cells, cell) - cells.begin());
    const auto heads = cells_of(head);
    if (place < heads.size() && !holds_field(heads[place])) out["column"] = text_of(heads[place], kText);
}

HtmlNode around_with_role(HtmlNode node) {
    for (; node != nullptr; node = parent_of(node))
        if (const auto role = attribute(node, "role"); role == "group" || role == "radiogroup") return node;
    return nullptr;
}

std::string own_name(HtmlNode node, const HtmlIndex& index) {
    auto out = referenced(node, "aria-labelledby", index);
    return out.empty() ? clean(attribute(node, "aria-label"), kText) : out;
}

// Of several labels for one id, as pages have that repeat the id, the one before the field is its own.
std::string labels_for(HtmlNode node, const std::vector<HtmlNode>& labels) {
    const auto type = attribute(node, "type");
    if (labels.size() > 1 && type != "checkbox" && type != "radio")
        for (const auto* at = previous_of(node); at != nullptr; at = previous_of(at))
            if (std::ranges::find(labels, at) != labels.end()) return text_of(at, kText);
    std::string out;
    for (std::size_t i = 0; i < labels.size() && i < 4; ++i) out += text_of(labels[i], kText) + ' ';
    return clean(out, kText);
}

} // namespace

json::object html_labels(HtmlNode node, HtmlNode heading, const HtmlIndex& index) {
    json::object out;
    if (const auto id = attribute(node, "id"); !id.empty()) {
        const auto found = index.labels_for.find(std::string(id));
        out["for"] = found == index.labels_for.end() ? std::string{} : labels_for(node, found->second);
    }
    if (const auto* around = closest(node, "label"); around != nullptr) out["wrap"] = text_of(around, kText);
    out["aria"] = own_name(node, index);
    auto placeholder = clean(attribute(node, "placeholder"), kText);
    if (placeholder.empty()) placeholder = clean(attribute(node, "data-placeholder"), kText);
    out["placeholder"] = placeholder;
    out["title"] = clean(attribute(node, "title"), kText);
    out["described"] = referenced(node, "aria-describedby", index);
    out["previous"] = before(node);
    const auto row = row_of_choice(node);
    out["next"] = row.empty() ? after(node) : row;
    add_table_texts(node, out);
    if (const auto* set = closest(node, "fieldset"); set != nullptr)
        if (const auto* legend = find_below(set, [](HtmlNode at) { return tag_of(at) == "legend"; }))
            out["legend"] = text_of(legend, kText);
    if (const auto* group = around_with_role(node); group != nullptr) out["group"] = own_name(group, index);
    if (heading != nullptr) out["heading"] = text_of(heading, kText);
    return out;
}

} // namespace bolt::forms
