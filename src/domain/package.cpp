#include "domain/package.hpp"

#include "domain/yaml_fields.hpp"

#include <algorithm>

namespace bolt {
namespace {

template <class T>
bool take(Result<T> from, T& to, Error& error) {
    if (!from) return error = from.error(), false;
    to = std::move(*from);
    return true;
}

bool is_name(std::string_view text) {
    return std::ranges::all_of(
        text, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; });
}

Result<Package> read_package(const YAML::Node& node, const std::string& currency) {
    auto fields = YamlFields::of(node, {"name", "title", "price_cents", "directories", "priority",
                                        "pacing_factor", "turnaround_hours"});
    if (!fields) return forward(fields);
    Package out;
    out.currency = currency;
    Error error;
    int turnaround = 0;
    const bool complete = take(fields->text("name"), out.name, error) &&
                          take(fields->text("title"), out.title, error) &&
                          take(fields->number("price_cents", 0, 100'000'000), out.price_cents, error) &&
                          take(fields->number("directories", 1, 100'000), out.directories, error) &&
                          take(fields->number("priority", 1, 4), out.priority, error) &&
                          take(fields->number("pacing_factor", 0.1, 10.0), out.pacing_factor, error) &&
                          take(fields->number("turnaround_hours", 1, 24 * 365), turnaround, error);
    if (!complete) return tl::unexpected(error);
    if (!is_name(out.name))
        return at_line(node,
                       fmt::format("the name \"{}\" must be lower-case letters, digits and _", out.name));
    out.turnaround = std::chrono::hours{turnaround};
    return out;
}

Result<AddOn> read_add_on(const YAML::Node& node) {
    auto fields = YamlFields::of(node, {"name", "title", "price_cents"});
    if (!fields) return forward(fields);
    AddOn out;
    Error error;
    const bool complete = take(fields->text("name"), out.name, error) &&
                          take(fields->text("title"), out.title, error) &&
                          take(fields->number("price_cents", 0, 100'000'000), out.price_cents, error);
    if (!complete) return tl::unexpected(error);
    if (!is_name(out.name))
        return at_line(node,
                       fmt::format("the name \"{}\" must be lower-case letters, digits and _", out.name));
    return out;
}

// Reads a list with `read`, refusing a name that stands twice.
template <class T, class Read>
Result<std::vector<T>> read_list(const YAML::Node& node, std::string_view key, Read read) {
    if (!node.IsSequence()) return at_line(node, fmt::format("\"{}\" must be a list", key));
    std::vector<T> out;
    std::set<std::string> names;
    for (const auto& item : node) {
        Result<T> one = read(item);
        if (!one) return forward(one);
        if (!names.insert(one->name).second)
            return at_line(item, fmt::format("\"{}\" is defined twice", one->name));
        out.push_back(std::move(*one));
    }
    return out;
}

} // namespace

Result<PackageCatalog> PackageCatalog::parse(std::string_view yaml) {
    if (yaml.size() > 1'000'000) return fail(ErrorCode::too_large, "the package file is larger than 1 MB");
    try {
        const auto root = YAML::Load(std::string(yaml));
        auto fields = YamlFields::of(root, {"currency", "packages", "add_ons"});
        if (!fields) return forward(fields);
        auto currency = fields->text("currency");
        if (!currency) return forward(currency);
        if (currency->size() != 3 || !is_name(*currency))
            return at_line(root, "currency must be three lower-case letters, like usd");
        if (fields->find("packages") == nullptr) return at_line(root, "\"packages\" is missing");
        auto packages =
            read_list<Package>(*fields->find("packages"), "packages",
                               [&](const YAML::Node& node) { return read_package(node, *currency); });
        if (!packages) return forward(packages);
        if (packages->empty()) return at_line(root, "no package is defined");
        PackageCatalog out;
        out.packages_ = std::move(*packages);
        if (const auto* list = fields->find("add_ons")) {
            auto add_ons = read_list<AddOn>(*list, "add_ons", read_add_on);
            if (!add_ons) return forward(add_ons);
            out.add_ons_ = std::move(*add_ons);
        }
        return out;
    } catch (const YAML::Exception& error) {
        return fail(ErrorCode::invalid_argument, fmt::format("line {}: {}", error.mark.line + 1, error.msg));
    }
}

const Package* PackageCatalog::find(std::string_view name) const {
    const auto wanted = name == "pro" ? std::string_view("professional") : name;
    const auto found = std::ranges::find(packages_, wanted, &Package::name);
    return found == packages_.end() ? nullptr : &*found;
}

} // namespace bolt
