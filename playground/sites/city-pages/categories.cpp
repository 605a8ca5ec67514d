#include "playground/sites/city-pages/categories.hpp"

namespace bolt::playground {

const std::vector<CategoryGroup>& category_groups() {
    static const std::vector<CategoryGroup> groups = {
        {"Eat & Drink",
         {{"11",
           "Restaurants",
           {{"1101", "American"},
            {"1102", "Italian"},
            {"1103", "Mexican"},
            {"1104", "Asian"},
            {"1199", "Other restaurants"}}},
          {"12",
           "Cafes & Coffee Shops",
           {{"1201", "Coffee shops"},
            {"1202", "Tea rooms"},
            {"1203", "Bakery cafes"},
            {"1204", "Coffee roasters"}}},
          {"13", "Bars & Nightlife", {{"1301", "Pubs"}, {"1302", "Cocktail bars"}, {"1303", "Breweries"}}}}},
        {"Home & Repair",
         {{"21",
           "Plumbers",
           {{"2101", "Emergency plumbing"}, {"2102", "Water heaters"}, {"2199", "Other plumbing"}}},
          {"22", "Electricians", {{"2201", "Residential"}, {"2202", "Commercial"}}},
          {"23", "Roofing", {{"2301", "Roof repair"}, {"2302", "New roofs"}}},
          {"24", "Lawn & Garden", {{"2401", "Landscaping"}, {"2402", "Tree service"}}}}},
        {"Health & Beauty",
         {{"31", "Dentists", {{"3101", "General dentistry"}, {"3102", "Orthodontists"}}},
          {"32", "Hair & Nails", {{"3201", "Hair salons"}, {"3202", "Barbers"}, {"3203", "Nail salons"}}},
          {"33", "Fitness", {{"3301", "Gyms"}, {"3302", "Yoga studios"}}}}},
        {"Professional Services",
         {{"41", "Legal", {{"4101", "Family law"}, {"4102", "Business law"}}},
          {"42", "Accounting & Tax", {{"4201", "Accountants"}, {"4202", "Tax preparation"}}},
          {"43",
           "Marketing & Web",
           {{"4301", "Marketing agencies"}, {"4302", "Web design"}, {"4303", "IT services"}}}}},
        {"Shopping & Auto",
         {{"51",
           "Shops",
           {{"5101", "Clothing"}, {"5102", "Florists"}, {"5103", "Book shops"}, {"5199", "Other shops"}}},
          {"52", "Auto Repair", {{"5201", "Mechanics"}, {"5202", "Body shops"}}}}}};
    return groups;
}

const Category* find_category(std::string_view id) {
    for (const auto& group : category_groups())
        for (const auto& category : group.categories)
            if (category.id == id) return &category;
    return nullptr;
}

} // namespace bolt::playground
