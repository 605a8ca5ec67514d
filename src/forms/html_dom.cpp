#include "forms/html_dom.hpp"

#include "base/encoding.hpp"

#include <array>
#include <cstdlib>
#include <cstring>
#include <gumbo.h>
#include <strings.h>
#include <vector>

namespace bolt::forms {
namespace {

// gumbo frees its tree by recursion, which deep pages can drive through the stack. So every block it takes is
// chained, and the chain is freed in a loop.
struct Block {
    Block* before;
    Block* after;
};
static_assert(sizeof(Block) % alignof(std::max_align_t) == 0);

void* take(void* chain, std::size_t bytes) {
    auto* block = static_cast<Block*>(std::malloc(sizeof(Block) + bytes));
    if (block == nullptr) std::abort(); // gumbo does not look at the result
    auto* first = static_cast<Block*>(chain);
    block->before = first;
    block->after = first->after;
    if (first->after != nullptr) first->after->before = block;
    first->after = block;
    return block + 1;
}

void give_back(void*, void* memory) {
    if (memory == nullptr) return;
    auto* block = static_cast<Block*>(memory) - 1;
    block->before->after = block->after;
    if (block->after != nullptr) block->after->before = block->before;
    std::free(block);
}

bool starts_with_tag(std::string_view html, std::size_t at, std::string_view tag) {
    return html.size() - at >= tag.size() && strncasecmp(html.data() + at, tag.data(), tag.size()) == 0;
}

// Where the raw text of <script> and the like, or a comment, that starts at `at` ends.
std::size_t skip_raw(std::string_view html, std::size_t at) {
    if (starts_with_tag(html, at, "<!--")) {
        const auto end = html.find("-->", at + 4);
        return end == std::string_view::npos ? html.size() : end;
    }
    for (const auto raw : {"script", "style", "textarea", "title"}) {
        if (!starts_with_tag(html, at + 1, raw)) continue;
        const auto closing = std::string("</") + raw;
        for (auto end = html.find('<', at + 1); end != std::string_view::npos; end = html.find('<', end + 1))
            if (starts_with_tag(html, end, closing)) return end;
        return html.size();
    }
    return at;
}

// Elements without an end tag, or whose end tag may be left out: they say nothing about nesting.
bool nests(std::string_view tag) {
    return !tag_in(tag, "p|li|td|th|tr|dt|dd|option|optgroup|br|hr|img|input|meta|link|area|base|col|embed|"
                        "source|track|wbr|param|tbody|thead|tfoot|colgroup|frame|path|rect|circle|line|use|"
                        "polygon|html|head|body");
}

// How deep the tags nest at most, judged by counting: cheap, and right for pages that close what they open.
int nesting(std::string_view html) {
    int depth = 0;
    int deepest = 0;
    for (auto at = html.find('<'); at != std::string_view::npos; at = html.find('<', at + 1)) {
        at = skip_raw(html, at);
        if (at >= html.size()) break;
        const bool closing = at + 1 < html.size() && html[at + 1] == '/';
        std::string tag;
        for (auto i = at + (closing ? 2 : 1); i < html.size() && tag.size() < 12; ++i) {
            const auto c = static_cast<unsigned char>(html[i]);
            if (std::isalnum(c) == 0) break;
            tag += static_cast<char>(std::tolower(c));
        }
        if (tag.empty() || !nests(tag)) continue;
        depth = closing ? std::max(0, depth - 1) : depth + 1;
        deepest = std::max(deepest, depth);
    }
    return deepest;
}

const GumboVector* children(HtmlNode node) {
    if (node->type == GUMBO_NODE_ELEMENT) return &node->v.element.children;
    return nullptr; // a template's content is no part of the page
}

bool is_silent(std::string_view tag) {
    return tag_in(tag, "script|style|noscript|template|svg|option|select|textarea|head");
}

} // namespace

struct HtmlDocument::Memory {
    std::string source;
    Block chain{nullptr, nullptr};
    GumboOutput* output = nullptr;
    ~Memory() {
        while (chain.after != nullptr) give_back(nullptr, chain.after + 1);
    }
};

HtmlDocument::HtmlDocument() : memory_(std::make_unique<Memory>()) {}
HtmlDocument::HtmlDocument(HtmlDocument&&) noexcept = default;
HtmlDocument& HtmlDocument::operator=(HtmlDocument&&) noexcept = default;
HtmlDocument::~HtmlDocument() = default;

Result<HtmlDocument> HtmlDocument::parse(std::string_view html) {
    if (html.size() > kBytesMax) return fail(ErrorCode::too_large, "the page is too large to be read");
    HtmlDocument out;
    auto& memory = *out.memory_;
    memory.source = to_valid_utf8(html);
    if (nesting(memory.source) > kDepthMax)
        return fail(ErrorCode::too_large, "the page nests its elements without end");
    GumboOptions options = kGumboDefaultOptions;
    options.allocator = take;
    options.deallocator = give_back;
    options.userdata = &memory.chain;
    options.max_errors = 0;
    memory.output = gumbo_parse_with_options(&options, memory.source.data(), memory.source.size());
    return out;
}

HtmlNode HtmlDocument::root() const { return memory_->output->root; }
const std::string& HtmlDocument::source() const { return memory_->source; }

bool is_element(HtmlNode node) {
    return node->type == GUMBO_NODE_ELEMENT || node->type == GUMBO_NODE_TEMPLATE;
}
bool is_text(HtmlNode node) {
    return node->type == GUMBO_NODE_TEXT || node->type == GUMBO_NODE_CDATA ||
           node->type == GUMBO_NODE_WHITESPACE;
}
std::string_view text_data(HtmlNode node) { return node->v.text.text; }

std::string tag_of(HtmlNode node) {
    if (!is_element(node)) return {};
    const auto& element = node->v.element;
    if (element.tag != GUMBO_TAG_UNKNOWN) return gumbo_normalized_tagname(element.tag);
    GumboStringPiece name = element.original_tag;
    gumbo_tag_from_original_text(&name);
    std::string out(name.data == nullptr ? ""
                                         : std::string(name.data, std::min<std::size_t>(name.length, 60)));
    for (auto& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return out;
}

std::string_view attribute(HtmlNode node, const char* name) {
    if (!is_element(node)) return {};
    const auto* found = gumbo_get_attribute(&node->v.element.attributes, name);
    return found == nullptr ? std::string_view{} : found->value;
}
bool has_attribute(HtmlNode node, const char* name) {
    return is_element(node) && gumbo_get_attribute(&node->v.element.attributes, name) != nullptr;
}
std::size_t source_offset(HtmlNode node) { return node->v.element.start_pos.offset; }

std::size_t child_count(HtmlNode node) {
    const auto* all = children(node);
    return all == nullptr ? 0 : all->length;
}
HtmlNode child(HtmlNode node, std::size_t index) {
    return static_cast<HtmlNode>(children(node)->data[index]);
}
HtmlNode parent_of(HtmlNode node) {
    return node->parent == nullptr || !is_element(node->parent) ? nullptr : node->parent;
}
HtmlNode previous_of(HtmlNode node) {
    const auto* parent = parent_of(node);
    if (parent == nullptr || children(parent) == nullptr || node->index_within_parent == 0) return nullptr;
    return child(parent, node->index_within_parent - 1);
}
HtmlNode next_of(HtmlNode node) {
    const auto* parent = parent_of(node);
    if (parent == nullptr || node->index_within_parent + 1 >= child_count(parent)) return nullptr;
    return child(parent, node->index_within_parent + 1);
}

bool tag_in(std::string_view tag, std::string_view tags) {
    while (!tags.empty()) {
        const auto end = std::min(tags.find('|'), tags.size());
        if (tags.substr(0, end) == tag) return true;
        tags.remove_prefix(std::min(end + 1, tags.size()));
    }
    return false;
}

HtmlNode closest(HtmlNode node, std::string_view tags) {
    for (; node != nullptr; node = parent_of(node))
        if (tag_in(tag_of(node), tags)) return node;
    return nullptr;
}

HtmlNode walk(HtmlNode node, HtmlNode root, bool enter) {
    if (enter && child_count(node) > 0) return child(node, 0);
    for (; node != root; node = parent_of(node)) {
        if (const auto* next = next_of(node); next != nullptr) return next;
        if (parent_of(node) == nullptr) return nullptr;
    }
    return nullptr;
}

HtmlNode find_below(HtmlNode node, bool (*test)(HtmlNode)) {
    int budget = 5000;
    for (const auto* at = walk(node, node, true); at != nullptr && budget-- > 0; at = walk(at, node, true))
        if (is_element(at) && test(at)) return at;
    return nullptr;
}

bool is_field(HtmlNode node) {
    const auto tag = tag_of(node);
    if (tag_in(tag, "input|select|textarea")) return true;
    if (has_attribute(node, "contenteditable")) {
        const auto value = attribute(node, "contenteditable");
        if (value.empty() || value == "true") return true;
    }
    const auto role = attribute(node, "role");
    return !role.empty() && tag_in(role, "textbox|combobox|checkbox|radio|switch|spinbutton");
}

bool is_button(HtmlNode node) {
    const auto tag = tag_of(node);
    if (tag == "button" || attribute(node, "role") == "button") return true;
    if (tag == "input") {
        std::string type(attribute(node, "type"));
        for (auto& c : type) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        return tag_in(type, "submit|image|button|reset");
    }
    if (tag != "a" || closest(node, "form") == nullptr) return false;
    std::string classes(attribute(node, "class"));
    for (auto& c : classes) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return classes.find("btn") != std::string::npos || classes.find("button") != std::string::npos;
}

bool is_disabled(HtmlNode node) {
    if (has_attribute(node, "disabled")) return true;
    const auto* below = node;
    for (const auto* at = parent_of(node); at != nullptr; below = at, at = parent_of(at)) {
        if (tag_of(at) != "fieldset" || !has_attribute(at, "disabled")) continue;
        const auto* legend = child_count(at) > 0 ? child(at, 0) : nullptr;
        while (legend != nullptr && tag_of(legend) != "legend") legend = next_of(legend);
        if (below != legend) return true;
    }
    return false;
}

std::string clean(std::string_view text, std::size_t longest) {
    std::string out;
    std::size_t characters = 0;
    bool blank = false;
    text = text.substr(0, 20 * longest);
    for (std::size_t i = 0; i < text.size();) {
        const auto c = static_cast<unsigned char>(text[i]);
        const std::size_t bytes = c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : c >= 0xC0 ? 2 : 1;
        const auto letter = text.substr(i, bytes);
        i += bytes;
        const bool wide_blank = letter == "\u00a0" || letter == "\u200b" || letter == "\u200c" ||
                                letter == "\u200d" || letter == "\ufeff" || letter == "\u2003";
        if (c <= ' ' || wide_blank) {
            blank = true;
            continue;
        }
        if (characters + (blank ? 1 : 0) >= longest) break;
        if (blank && !out.empty()) out += ' ', ++characters;
        blank = false;
        out += letter;
        ++characters;
    }
    return out;
}

std::string text_of(HtmlNode root, std::size_t longest) {
    std::string out;
    int budget = 200;
    bool enter = true;
    if (is_element(root) && is_silent(tag_of(root))) return out;
    for (auto node = root; node != nullptr && out.size() < 4 * longest && budget-- > 0;) {
        enter = true;
        if (is_text(node)) {
            out += text_data(node).substr(0, 20 * longest);
            out += ' ';
        } else if (const auto tag = tag_of(node); is_silent(tag)) {
            enter = false;
        } else if (tag == "img") {
            out += attribute(node, "alt");
            out += ' ';
        }
        node = walk(node, root, enter);
    }
    return clean(out, longest);
}

} // namespace bolt::forms
