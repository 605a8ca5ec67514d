#pragma once
#include "base/result.hpp"

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

extern "C" {
struct GumboInternalNode;
struct GumboInternalOutput;
}

namespace bolt::forms {

using HtmlNode = const GumboInternalNode*; ///< lives as long as its HtmlDocument

/// A page parsed as the HTML standard says (tables, misnesting, entities), by libgumbo.
class HtmlDocument {
  public:
    /// Most bytes of a page, and most elements open at once, that are parsed: more cost time without end.
    static constexpr std::size_t kBytesMax = 8 << 20;
    static constexpr int kDepthMax = 1000;

    /// `html` is copied and made valid UTF-8. too_large for bytes or nesting beyond the bounds above.
    static Result<HtmlDocument> parse(std::string_view html);
    HtmlDocument(HtmlDocument&&) noexcept;
    HtmlDocument& operator=(HtmlDocument&&) noexcept;
    ~HtmlDocument();

    HtmlNode root() const; ///< the <html> element
    const std::string& source() const;

  private:
    struct Memory;
    HtmlDocument();
    std::unique_ptr<Memory> memory_;
};

bool is_element(HtmlNode node);
bool is_text(HtmlNode node);
std::string_view text_data(HtmlNode node); ///< of a text node
std::string tag_of(HtmlNode node);         ///< lower case; "" for what is no element
/// The attribute's value, "" if absent.
std::string_view attribute(HtmlNode node, const char* name);
bool has_attribute(HtmlNode node, const char* name);
std::size_t source_offset(HtmlNode node); ///< of an element's start tag
std::size_t child_count(HtmlNode node);   ///< 0 for a template: its content is no part of the page
HtmlNode child(HtmlNode node, std::size_t index);
HtmlNode parent_of(HtmlNode node); ///< nullptr above <html>
HtmlNode previous_of(HtmlNode node);
HtmlNode next_of(HtmlNode node);
/// `node` or the nearest element around it with one of these tags ("td|th"); nullptr if none.
HtmlNode closest(HtmlNode node, std::string_view tags);
/// The first element below `node`, in document order, that `test` accepts; looks at no more than 5,000 nodes.
HtmlNode find_below(HtmlNode node, bool (*test)(HtmlNode));
/// True if `tag` is one of "a|b|c".
bool tag_in(std::string_view tag, std::string_view tags);
/// The node after `node` in document order, within `root`; children only if `enter`.
HtmlNode walk(HtmlNode node, HtmlNode root, bool enter);

/// True for what a person fills in: input (of any type), select, textarea, contenteditable and ARIA fields.
bool is_field(HtmlNode node);
bool is_button(HtmlNode node);
/// True for a control that is disabled by itself or by a fieldset around it (but not in that one's first legend).
bool is_disabled(HtmlNode node);

/// Blanks as one space, trimmed, at most `longest` characters.
std::string clean(std::string_view text, std::size_t longest);
/// The visible text of a small subtree without its controls, cleaned.
std::string text_of(HtmlNode node, std::size_t longest);

} // namespace bolt::forms
