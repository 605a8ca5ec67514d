#pragma once
#include "base/json.hpp"
#include "base/result.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace bolt::forms {

/// Something on a page that a visitor can press.
struct Door {
    std::string selector;
    std::string text; ///< its words
    std::string url;  ///< where a link leads, absolute; "" for a button
    std::string
        card; ///< the text of the box it stands in alone (a plan with its price), its own words included
    bool unfolds = false; ///< the page says that it opens something (aria-expanded, aria-haspopup, toggles)
    bool in_form = false; ///< pressing it may send a form with fields of its own
};

struct Doors {
    std::string url; ///< of the page
    std::vector<Door> list;
};

/// Reads what doors_script() returned; every text and list bounded, invalid_argument for what is no such
/// list.
Result<Doors> read_doors(const json::value& snapshot);

/// Where a page that has no form for a business itself may lead to one.
struct Way {
    enum class Kind {
        none,   ///< nothing on the page leads there
        plan,   ///< a choice of plans: `door` is the free one
        paid,   ///< a choice of plans and none is free
        listing ///< "Add your business": a link to the form, or a button that opens it
    };
    Kind kind = Kind::none;
    std::size_t door = 0; ///< index into Doors::list, if kind is plan or listing
    std::string reason;
};

/// The best way to the form for listing a business. Of plans always the free one; never what logs in,
/// searches, advertises, pays, claims what is listed already, or leads to another site. Words in en de fr es
/// it pt nl.
Way find_way(const Doors& doors);

/// The link or button that leads from a login page to making an account; nullptr if there is none.
const Door* find_sign_up(const Doors& doors);

} // namespace bolt::forms
