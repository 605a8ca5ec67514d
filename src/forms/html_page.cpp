#include "forms/html_page.hpp"

#include "forms/html_labels.hpp"
#include "forms/html_lines.hpp"
#include "forms/html_selector.hpp"

#include <boost/url.hpp>
#include <fmt/format.h>

namespace bolt::forms {
namespace {

// The bounds of page/extract.js.
constexpr int kControls = 800;
constexpr int kButtons = 300;
constexpr std::size_t kOptions = 600;
constexpr int kAllOptions = 8000;
// Beyond these a page is made to cost time; page_model.cpp takes no more forms either.
constexpr std::size_t kForms = 400;
constexpr std::size_t kFields = 4000;
constexpr std::size_t kText = 240;

std::string lower(std::string_view text) {
    std::string out(text);
    for (auto& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return out;
}

bool is_heading(HtmlNode node) { return tag_in(tag_of(node), "h1|h2|h3|h4|h5|h6"); }
bool is_option(HtmlNode node) { return tag_of(node) == "option"; }

struct Found {
    HtmlNode node;
    HtmlNode heading;
    HtmlNode form;
};

class Reader {
  public:
    Reader(const HtmlDocument& document, std::string_view url, std::string_view marker)
        : document_(document), url_(url), marker_(marker), selectors_(index_) {}

    json::object read() {
        walk_all();
        for (const auto& each : found_) {
            if (forms_.size() >= kForms && !seats_.contains(each.form)) {
                truncated_ = true;
                continue;
            }
            auto& form = seat(each.form);
            const bool is_one = is_button(each.node);
            if ((is_one ? buttons_++ : controls_++) >= (is_one ? kButtons : kControls)) {
                truncated_ = truncated_ || !is_one;
                continue;
            }
            auto& list = form[is_one ? "buttons" : "controls"].as_array();
            list.push_back(is_one ? button(each) : control(each));
            nodes_[seats_.at(each.form)].elements.push_back(
                {each.node, std::string(list.back().at("selector").as_string())});
        }
        json::array forms;
        for (auto& each : forms_) forms.push_back(std::move(each));
        settle_visibility(forms);
        return {{"url", url_.substr(0, 2000)},
                {"title", title_},
                {"language", attribute(document_.root(), "lang").substr(0, 20)},
                {"headings", std::move(headings_)},
                {"forms", std::move(forms)},
                {"frames", std::move(frames_)},
                {"captchas", html_captchas(document_)},
                {"lines", html_lines(document_, 150, 300)},
                {"truncated", truncated_}};
    }

    /// After read(): the elements of each form.
    std::vector<HtmlForm> take_nodes() { return std::move(nodes_); }

  private:
    void walk_all() {
        const auto* root = document_.root();
        HtmlNode heading = nullptr;
        std::vector<HtmlNode> forms;
        bool enter = true;
        for (const auto* node = root; node != nullptr; node = walk(node, root, enter)) {
            enter = true;
            if (!is_element(node)) continue;
            const auto tag = tag_of(node);
            if (tag == "noscript") {
                enter = false;
                continue;
            }
            note_keys(node, tag);
            if (tag == "title" && title_.empty()) title_ = title_of(node);
            if (tag == "form" && forms.size() < kForms) forms.push_back(node);
            if (is_heading(node)) {
                heading = node;
                if (headings_.size() < 30 && html_hidden_reasons(node).empty())
                    if (auto words = text_of(node, 200); !words.empty())
                        headings_.push_back(json::string(words));
            }
            if ((tag == "iframe" || tag == "frame") && frames_.size() < 40) frames_.push_back(frame(node));
            if (!is_field(node) && !is_button(node)) continue;
            truncated_ = truncated_ || found_.size() >= kFields;
            if (found_.size() >= kFields) continue;
            found_.push_back({node, heading, nullptr});
        }
        for (auto& each : found_) {
            each.form = owner(each.node, forms);
            const auto name = attribute(each.node, "name");
            if (each.form != nullptr && !name.empty()) selectors_.count_in_form(each.node, each.form);
            if (each.heading != nullptr && each.form != nullptr &&
                source_offset(each.heading) < source_offset(each.form))
                each.heading = nullptr;
        }
    }

    void note_keys(HtmlNode node, std::string_view tag) {
        const auto id = attribute(node, "id");
        const auto name = attribute(node, "name");
        if (!id.empty()) {
            ++index_.count[fmt::format("#{}", id)];
            index_.by_id.emplace(id, node);
        }
        if (!name.empty()) {
            ++index_.count[fmt::format("{}/{}", tag, name)];
            ++index_.count[fmt::format("{}/{}/{}", tag, name, attribute(node, "value"))];
        }
        if (tag == "label")
            if (const auto target = attribute(node, "for"); !target.empty())
                index_.labels_for[std::string(target)].push_back(node);
    }

    static std::string title_of(HtmlNode node) {
        std::string out;
        for (std::size_t i = 0; i < child_count(node); ++i)
            if (is_text(child(node, i))) out += text_data(child(node, i));
        return clean(out, 300);
    }

    json::object frame(HtmlNode node) const {
        std::string address(attribute(node, "src").substr(0, 2000));
        const auto base = boost::urls::parse_uri_reference(url_);
        const auto reference = boost::urls::parse_uri_reference(address);
        if (base && reference && base->has_scheme()) {
            boost::urls::url whole;
            if (boost::urls::resolve(*base, *reference, whole)) address = whole.buffer();
        }
        auto name = attribute(node, "name");
        if (name.empty()) name = attribute(node, "id");
        return {{"url", address}, {"name", clean(name, 100)}};
    }

    // A form that stands between the rows of a table holds no element in the tree, but owns what follows in
    // the source up to its end tag: HTML standard, "form element pointer".
    HtmlNode owner(HtmlNode node, const std::vector<HtmlNode>& forms) const {
        if (const auto id = attribute(node, "form"); !id.empty()) {
            const auto found = index_.by_id.find(std::string(id));
            return found != index_.by_id.end() && tag_of(found->second) == "form" ? found->second : nullptr;
        }
        if (const auto* around = closest(node, "form"); around != nullptr) return around;
        HtmlNode last = nullptr;
        for (const auto* form : forms)
            if (source_offset(form) < source_offset(node) && closest(form, "table") != nullptr) last = form;
        if (last == nullptr) return nullptr;
        const auto& source = document_.source();
        const auto end = source.find("</form", source_offset(last));
        const auto upper = source.find("</FORM", source_offset(last));
        return std::min(end, upper) > source_offset(node) ? last : nullptr;
    }

    json::object& seat(HtmlNode form) {
        if (const auto known = seats_.find(form); known != seats_.end()) return forms_[known->second];
        json::object out{{"selector", ""},
                         {"controls", json::array()},
                         {"buttons", json::array()},
                         {"visible", true},
                         {"method", "get"}};
        if (form != nullptr) {
            out["selector"] = selectors_.of(form, nullptr);
            out["id"] = attribute(form, "id").substr(0, 200);
            out["name"] = attribute(form, "name").substr(0, 200);
            out["classes"] = clean(attribute(form, "class"), 200);
            out["action"] = attribute(form, "action").substr(0, 2000);
            out["method"] = lower(attribute(form, "method")) == "post" ? "post" : "get";
            out["role"] = attribute(form, "role").substr(0, 40);
            out["label"] = clean(attribute(form, "aria-label"), kText);
            out["heading"] = heading_before(form);
            out["visible"] = html_hidden_reasons(form).empty();
        }
        seats_[form] = forms_.size();
        nodes_.push_back({form, {}});
        forms_.push_back(std::move(out));
        return forms_.back();
    }

    static std::string heading_before(HtmlNode form) {
        const auto* at = form;
        for (int level = 0; at != nullptr && level < 5; ++level, at = parent_of(at)) {
            int seen = 0;
            for (const auto* near = previous_of(at); near != nullptr && seen < 6; near = previous_of(near)) {
                if (!is_element(near)) continue;
                ++seen;
                if (const auto* head = is_heading(near) ? near : find_below(near, is_heading);
                    head != nullptr)
                    return text_of(head, kText);
            }
        }
        const auto* inner =
            find_below(form, [](HtmlNode node) { return tag_in(tag_of(node), "h1|h2|h3|h4|legend"); });
        return inner == nullptr ? std::string{} : text_of(inner, kText);
    }

    json::array options_of(HtmlNode select) {
        json::array out;
        for (const auto* node = walk(select, select, true); node != nullptr;
             node = walk(node, select, true)) {
            if (!is_element(node) || !is_option(node)) continue;
            if (out.size() >= kOptions || all_options_++ >= kAllOptions) break;
            std::string text;
            for (std::size_t i = 0; i < child_count(node); ++i)
                if (is_text(child(node, i))) text += text_data(child(node, i));
            const auto* above = parent_of(node);
            const bool grouped = above != nullptr && tag_of(above) == "optgroup";
            const auto label =
                has_attribute(node, "label") ? attribute(node, "label") : std::string_view(text);
            out.push_back(
                {{"value", has_attribute(node, "value") ? std::string(attribute(node, "value").substr(0, 200))
                                                        : clean(text, 200)},
                 {"label", clean(label, 120)},
                 {"group", grouped ? clean(attribute(above, "label"), 120) : std::string{}},
                 {"disabled",
                  has_attribute(node, "disabled") || (grouped && has_attribute(above, "disabled"))},
                 {"selected", has_attribute(node, "selected")}});
        }
        return out;
    }

    static std::string type_of(HtmlNode node, std::string_view tag) {
        if (tag == "select") return has_attribute(node, "multiple") ? "select-multiple" : "select-one";
        if (tag == "textarea") return "textarea";
        if (tag == "input") {
            const auto type = lower(attribute(node, "type"));
            const bool known = tag_in(type, "hidden|search|tel|url|email|password|date|month|week|time|"
                                            "datetime-local|number|range|color|checkbox|radio|file");
            return known ? type : "text";
        }
        const auto role = attribute(node, "role");
        return !role.empty() && !has_attribute(node, "contenteditable") ? fmt::format("role-{}", role)
                                                                        : "contenteditable";
    }

    static std::string value_of(HtmlNode node, std::string_view tag, std::string_view type) {
        if (type == "file") return {};
        if (type == "checkbox" || type == "radio")
            return has_attribute(node, "value") ? std::string(attribute(node, "value").substr(0, 200)) : "on";
        if (tag == "input") return std::string(attribute(node, "value").substr(0, 400));
        std::string text;
        for (std::size_t i = 0; tag == "textarea" && i < child_count(node); ++i)
            if (is_text(child(node, i))) text += text_data(child(node, i));
        return text.substr(0, 400);
    }

    static bool off(HtmlNode node) { return is_disabled(node) || attribute(node, "aria-disabled") == "true"; }

    static int length_of(HtmlNode node, const char* key) {
        const auto text = attribute(node, key);
        int out = 0;
        if (text.empty() || text.size() > 8) return -1;
        for (const char c : text) {
            if (c < '0' || c > '9') return -1;
            out = out * 10 + (c - '0');
        }
        return out;
    }

    json::object control(const Found& each) {
        const auto* node = each.node;
        const auto tag = tag_of(node);
        const auto type = type_of(node, tag);
        auto selector = selectors_.of(node, each.form);
        if (!marker_.empty() && has_attribute(node, marker_.c_str()))
            selector = attribute(node, marker_.c_str());
        json::object out{{"selector", selector}, {"tag", tag}, {"type", type}};
        out["name"] = attribute(node, "name").substr(0, 200);
        out["id"] = attribute(node, "id").substr(0, 200);
        out["value"] = value_of(node, tag, type);
        if (type == "hidden") return out;
        out["classes"] = clean(attribute(node, "class"), 200);
        for (const auto* key : {"autocomplete", "inputmode", "pattern", "accept", "min", "max", "step"})
            out[key] = attribute(node, key).substr(0, 200);
        out["labels"] = html_labels(node, each.heading, index_);
        out["checked"] = has_attribute(node, "checked") || attribute(node, "aria-checked") == "true";
        out["required"] = has_attribute(node, "required") || attribute(node, "aria-required") == "true";
        out["readonly"] = has_attribute(node, "readonly");
        out["disabled"] = off(node);
        if (const int most = length_of(node, "maxlength"); most >= 0) out["maxLength"] = most;
        if (const int least = length_of(node, "minlength"); least >= 0) out["minLength"] = least;
        if (tag == "select") {
            out["options"] = options_of(node);
            out["optionsTruncated"] = out["options"].as_array().size() >= kOptions;
        }
        if (const auto list = index_.by_id.find(std::string(attribute(node, "list")));
            list != index_.by_id.end())
            out["suggestions"] = suggestions_of(list->second);
        judge_visibility(node, index_, out);
        return out;
    }

    static json::array suggestions_of(HtmlNode list) {
        json::array out;
        for (const auto* node = walk(list, list, true); node != nullptr && out.size() < 100;
             node = walk(node, list, true))
            if (is_element(node) && is_option(node))
                out.push_back(json::string(clean(attribute(node, "value"), 120)));
        return out;
    }

    json::object button(const Found& each) const {
        const auto* node = each.node;
        const auto tag = tag_of(node);
        auto type = lower(attribute(node, "type"));
        if (tag == "button" && !tag_in(type, "button|reset")) type = "submit";
        auto words = tag == "input"
                         ? std::string(attribute(node, has_attribute(node, "value") ? "value" : "alt"))
                         : text_of(node, 120);
        for (const auto* key : {"aria-label", "title"})
            if (words.empty()) words = attribute(node, key);
        if (words.empty() && type == "submit") words = "Submit";
        return {{"selector", selectors_.of(node, each.form)},
                {"tag", tag},
                {"type", type.substr(0, 20)},
                {"name", attribute(node, "name").substr(0, 200)},
                {"text", clean(words, 120)},
                {"visible", html_hidden_reasons(node).empty()},
                {"disabled", off(node)}};
    }

    const HtmlDocument& document_;
    std::string url_;
    std::string marker_;
    HtmlIndex index_;
    HtmlSelectors selectors_;
    std::vector<Found> found_;
    std::vector<json::object> forms_;
    std::map<HtmlNode, std::size_t> seats_;
    std::vector<HtmlForm> nodes_; ///< parallel to forms_
    json::array headings_;
    json::array frames_;
    std::string title_;
    int controls_ = 0;
    int buttons_ = 0;
    int all_options_ = 0;
    bool truncated_ = false;
};

} // namespace

Result<Page> read_html(std::string_view html, std::string_view url, std::string_view marker) {
    auto document = HtmlDocument::parse(html);
    if (!document) return tl::unexpected(document.error());
    return read_page(Reader(*document, url, marker).read());
}

Result<HtmlPage> read_html_page(std::string_view html, std::string_view url) {
    auto document = HtmlDocument::parse(html);
    if (!document) return forward(document);
    Reader reader(*document, url, {});
    auto page = read_page(reader.read());
    if (!page) return forward(page);
    return HtmlPage{std::move(*document), std::move(*page), reader.take_nodes()};
}

} // namespace bolt::forms
