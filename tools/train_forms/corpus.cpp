#include "corpus.hpp"

#include "base/json.hpp"
#include "forms/html_page.hpp"
#include "forms/labelled_page.hpp"

#include <array>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <iostream>
#include <unordered_map>

namespace bolt::train {
namespace {

using namespace forms;
using enum Meaning;

std::string read_file(const std::string& path) {
    std::ifstream stream(path, std::ios::binary);
    if (!stream) throw std::runtime_error(path + " cannot be read");
    return {std::istreambuf_iterator<char>(stream), {}};
}

std::vector<Meaning> everything() {
    std::vector<Meaning> out;
    for (int i = 0; i < 256; ++i)
        if (const auto meaning = static_cast<Meaning>(i); parse_meaning(to_string(meaning)) == meaning)
            out.push_back(meaning);
    return out;
}

// "QA_DE_www.thomann.de.html" -> "thomann": shops of one owner in several countries are one site.
std::string site_of(const std::string& page) {
    auto name = page.substr(0, page.rfind(".html"));
    if (const auto at = name.rfind('_'); at != std::string::npos && name.find('.', at) != std::string::npos)
        name = name.substr(at + 1);
    std::string best = name;
    std::size_t longest = 0;
    if (name.find('.') == std::string::npos) return name;
    const auto last = name.rfind('.');
    for (std::size_t at = 0; at < last;) {
        const auto end = name.find('.', at);
        if (end - at >= longest && name.substr(at, end - at) != "checkout") {
            longest = end - at;
            best = name.substr(at, end - at);
        }
        at = end + 1;
    }
    return best;
}

Split split_of(const std::string& site) {
    std::uint32_t hash = 2166136261u;
    for (const char c : site) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619u;
    hash ^= hash >> 15;
    const auto tenth = hash % 10;
    return tenth < 2 ? Split::test : tenth == 2 ? Split::tune : Split::train;
}

// The meanings of the shared labels; controls labelled "none" there have none of these.
const std::map<std::string, std::vector<Meaning>>& vocabulary() {
    static const std::map<std::string, std::vector<Meaning>> out = {
        {"business_name", {business_name}},
        {"contact_name", {contact_full_name}},
        {"first_name", {contact_first_name}},
        {"last_name", {contact_last_name}},
        {"email", {email, email_confirm}},
        {"phone", {phone, phone_local}},
        {"street_address", {address_line1, address_full}},
        {"address_line2", {address_line2}},
        {"city", {city}},
        {"state", {state}},
        {"postal_code", {postal_code}},
        {"country", {country}},
    };
    return out;
}
const std::map<std::string, std::vector<Meaning>>& other_words() {
    static const std::map<std::string, std::vector<Meaning>> out = {
        {"address-housenumber", {house_number}},
        {"tel-country-code", {phone_country_code}},
        {"tel-area-code", {phone_area_code}},
        {"tel-local-prefix", {phone_local}},
        {"tel-local-suffix", {phone_local}},
        {"vat-number", {tax_id}},
        {"id-number", {tax_id, none}},
        {"organization-title", {job_title}},
        {"username", {username}},
        {"loginname", {username, email}},
        {"postal-code-and-city", {postal_code, city}},
        {"postal-code-lookup", {postal_code, none}},
        {"postal-code-or-suburb", {postal_code, city, none}},
        {"address-lookup", {address_line1, address_full, none, search}},
    };
    return out;
}

Known known_of(const std::string& expected, const std::string& raw) {
    static const auto rest = [] {
        auto out = everything();
        for (const auto& [name, meanings] : vocabulary())
            std::erase_if(out, [&](Meaning it) { return std::ranges::find(meanings, it) != meanings.end(); });
        std::erase(out, trap);
        return out;
    }();
    if (const auto found = vocabulary().find(expected); found != vocabulary().end())
        return {found->second, std::string(to_string(found->second.front()))};
    if (expected != "other") return {rest, "none"};
    if (raw.starts_with("cc-")) return {{payment, none}, "none"};
    if (const auto found = other_words().find(raw); found != other_words().end()) return {found->second, ""};
    return {{none}, raw.starts_with("address-") ? "" : "none"};
}

void read_set(const std::string& folder, const std::string& set, std::vector<Sample>& out) {
    const auto labels = parse_json(read_file(fmt::format("{}/{}-labels.json", folder, set)));
    if (!labels) throw std::runtime_error(labels.error().message);
    std::map<std::string, std::unordered_map<std::string, Known>> by_page;
    for (const auto& each : labels->as_array()) {
        const auto text = [&](const char* key) { return std::string(each.at(key).as_string()); };
        by_page[text("page")][std::to_string(each.at("fid").to_number<int>())] =
            known_of(text("expected"), text("raw"));
    }
    std::vector<std::filesystem::path> files; // sorted: directories list their files in any order
    for (const auto& entry : std::filesystem::recursive_directory_iterator(fmt::format("{}/{}", folder, set)))
        if (entry.is_regular_file()) files.push_back(entry.path());
    std::ranges::sort(files);
    for (const auto& file : files) {
        const auto page = file.filename().string();
        const auto known = by_page.find(page);
        if (known == by_page.end()) continue;
        auto read = read_html(read_file(file), "https://site.example/", "data-fid");
        if (!read) {
            std::cerr << page << ": " << read.error().message << '\n';
            continue;
        }
        for (auto& form : read->forms) {
            Sample sample;
            sample.page = page;
            sample.source = set == "train" ? Source::by_hand : Source::by_machine;
            sample.split = split_of(site_of(page));
            for (std::size_t i = 0; i < form.controls.size(); ++i)
                if (const auto at = known->second.find(form.controls[i].selector); at != known->second.end())
                    sample.known[i] = at->second;
            sample.form = std::move(form);
            sample.features = extract_features(sample.form);
            if (!sample.features.empty()) out.push_back(std::move(sample));
        }
    }
}

} // namespace

std::vector<Sample> read_shared(const std::string& folder) {
    std::vector<Sample> out;
    read_set(folder, "train", out);
    read_set(folder, "crawl", out);
    return out;
}

std::vector<Sample> read_own(const std::string& folder) {
    std::vector<Sample> out;
    for (const auto* part : {"train", "held_out"})
        for (auto& each : labelled::read_pages(fmt::format("{}/{}", folder, part)))
            for (auto& form : each.page.forms) {
                Sample sample;
                sample.page = each.name;
                sample.language = each.language;
                sample.split = std::string_view(part) == "train" ? Split::train : Split::test;
                for (std::size_t i = 0; i < form.controls.size(); ++i) {
                    const auto label = labelled::wanted(form.controls[i]);
                    const auto meaning = parse_meaning(label.substr(0, label.find(':'))).value_or(none);
                    sample.known[i] = {{meaning}, labelled::target(form.controls[i])};
                }
                sample.form = std::move(form);
                sample.features = extract_features(sample.form);
                out.push_back(std::move(sample));
            }
    return out;
}

} // namespace bolt::train
