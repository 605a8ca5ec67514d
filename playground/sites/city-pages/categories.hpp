#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bolt::playground {

/// CityPages' own tree, as such sites have one: groups of categories, each with subcategories, all by number.
struct Category {
    std::string id;
    std::string name;
    std::vector<std::pair<std::string, std::string>> subcategories; ///< id and name
};
struct CategoryGroup {
    std::string name;
    std::vector<Category> categories;
};

const std::vector<CategoryGroup>& category_groups();
/// The category of that id, or nullptr.
const Category* find_category(std::string_view id);

} // namespace bolt::playground
