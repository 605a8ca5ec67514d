#pragma once
#include "base/result.hpp"

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace bolt {

/// One row of catalog/packages.yaml, the only place where packages are defined.
struct Package {
    std::string name;               ///< "starter", "growth", "professional", "enterprise"
    std::string title;              ///< as customers see it
    int price_cents = 0;            ///< one-time price in `currency` minor units
    std::string currency = "usd";
    int directories = 0;            ///< how many directories it buys
    int priority = 4;               ///< 1 (soonest) .. 4
    double pacing_factor = 1.0;     ///< multiplies a directory's pacing (enterprise 0.5 .. starter 1.5)
    std::chrono::hours turnaround{0}; ///< promised
};

struct AddOn {
    std::string name;
    std::string title;
    int price_cents = 0;
};

/// The packages and add-ons on sale.
class PackageCatalog {
  public:
    /// Reads YAML; invalid_argument names line and problem (unknown key, duplicate name, number out of range).
    static Result<PackageCatalog> parse(std::string_view yaml);

    /// The package of that name; "pro" means professional. nullptr if there is none.
    const Package* find(std::string_view name) const;
    const std::vector<Package>& packages() const { return packages_; }
    const std::vector<AddOn>& add_ons() const { return add_ons_; }

  private:
    std::vector<Package> packages_;
    std::vector<AddOn> add_ons_;
};

} // namespace bolt
