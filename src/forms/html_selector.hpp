#pragma once
#include "forms/html_labels.hpp"

#include <string>

namespace bolt::forms {

/// Selectors as page/extract.js writes them: id, else name, else name within its form, else the path from the
/// nearest id.
class HtmlSelectors {
  public:
    /// `index` must be filled before the first of() and outlive this.
    explicit HtmlSelectors(const HtmlIndex& index) : index_(index) {}
    void count_in_form(HtmlNode node, HtmlNode form);
    /// `form`: the node's owner, nullptr for none.
    std::string of(HtmlNode node, HtmlNode form) const;

  private:
    bool once(const std::string& key) const;
    std::string path(HtmlNode node) const;

    const HtmlIndex& index_;
    std::map<std::pair<HtmlNode, std::string>, int> in_form_;
};

} // namespace bolt::forms
