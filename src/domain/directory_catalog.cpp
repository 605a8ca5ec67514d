#include "domain/directory_catalog.hpp"

#include "domain/profile.hpp"
#include "domain/yaml_fields.hpp"

#include <algorithm>
#include <cctype>

namespace bolt {
namespace {

constexpr std::size_t kBytesMax = 4 << 20;
constexpr std::size_t kDirectoriesMax = 20'000;
constexpr std::size_t kUrlBytesMax = 2048;

bool is_slug(std::string_view text) {
    return !text.empty() && text.size() <= 100 && std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    });
}

/// Reads the optional members one after the other and keeps the first problem.
class Reader {
  public:
    explicit Reader(const YamlFields& fields) : fields_(fields) {}
    void text(const char* key, std::string& to, std::size_t bytes_max = 200) {
        if (problem || !fields_.find(key)) return;
        keep(fields_.text(key, bytes_max), to);
    }
    void url(const char* key, std::string& to) {
        text(key, to, kUrlBytesMax);
        if (!problem && !to.empty() && !is_http_url(to))
            problem = at_line(*fields_.find(key), fmt::format("\"{}\" is no http(s) URL", key)).value();
    }
    void number(const char* key, std::optional<int>& to, int low, int high) {
        if (problem || !fields_.find(key)) return;
        keep(fields_.number<int>(key, low, high), to);
    }
    void boolean(const char* key, std::optional<bool>& to) {
        if (problem || !fields_.find(key)) return;
        keep(fields_.boolean(key), to);
    }
    std::optional<Error> problem;

  private:
    template <class T, class To>
    void keep(Result<T> from, To& to) {
        if (from)
            to = std::move(*from);
        else
            problem = from.error();
    }
    const YamlFields& fields_;
};

Result<CatalogDirectory> read_directory(const YAML::Node& node) {
    static const std::set<std::string> kKnown = {"name",          "title",
                                                 "website",       "submission_url",
                                                 "category",      "language",
                                                 "country_code",  "approval_time",
                                                 "policy",        "domain_authority",
                                                 "tier_required", "requires_login",
                                                 "has_captcha",   "requires_approval",
                                                 "pacing_ms"};
    auto fields = YamlFields::of(node, kKnown);
    if (!fields) return forward(fields);
    CatalogDirectory directory;
    auto name = fields->text("name");
    if (!name) return forward(name);
    if (!is_slug(*name)) return at_line(node, fmt::format("name \"{}\" may only have a-z, 0-9 and -", *name));
    directory.name = std::move(*name);
    auto website = fields->text("website", kUrlBytesMax);
    if (!website) return forward(website);
    Reader reader(*fields);
    reader.text("title", directory.title);
    reader.url("website", directory.website);
    reader.url("submission_url", directory.submission_url);
    reader.text("category", directory.category);
    reader.text("language", directory.language);
    reader.text("country_code", directory.country_code);
    reader.text("approval_time", directory.approval_time);
    reader.text("policy", directory.policy);
    reader.number("domain_authority", directory.domain_authority, 0, 100);
    reader.number("tier_required", directory.tier_required, 1, 4);
    reader.number("pacing_ms", directory.pacing_ms, 0, 3'600'000);
    reader.boolean("requires_login", directory.requires_login);
    reader.boolean("has_captcha", directory.has_captcha);
    reader.boolean("requires_approval", directory.requires_approval);
    if (reader.problem) return tl::unexpected(*reader.problem);
    if (directory.policy != "allowed" && directory.policy != "ask" && directory.policy != "never")
        return at_line(node, fmt::format("{}: policy must be allowed, ask or never, not \"{}\"",
                                         directory.name, directory.policy));
    if (directory.title.empty()) directory.title = directory.name;
    return directory;
}

} // namespace

Result<std::vector<CatalogDirectory>> parse_directory_catalog(std::string_view yaml) {
    if (yaml.size() > kBytesMax) return fail(ErrorCode::too_large, "the catalog is over 4 MiB");
    YAML::Node root;
    try {
        root = YAML::Load(std::string(yaml));
    } catch (const YAML::Exception& error) {
        return fail(ErrorCode::invalid_argument, fmt::format("line {}: {}", error.mark.line + 1, error.msg));
    }
    auto top = YamlFields::of(root, {"directories"});
    if (!top) return forward(top);
    const auto* list = top->find("directories");
    if (list == nullptr || !list->IsSequence()) return at_line(root, "\"directories\" must be a list");
    if (list->size() > kDirectoriesMax)
        return fail(ErrorCode::too_large, "the catalog has over 20,000 directories");
    std::vector<CatalogDirectory> directories;
    std::set<std::string> names;
    for (const auto& node : *list) {
        auto directory = read_directory(node);
        if (!directory) return forward(directory);
        if (!names.insert(directory->name).second)
            return at_line(node, fmt::format("the name \"{}\" stands twice", directory->name));
        directories.push_back(std::move(*directory));
    }
    return directories;
}

std::string url_host(std::string_view url) {
    if (!is_http_url(url)) return "";
    auto host = url.substr(url.find("://") + 3);
    host = host.substr(0, host.find_first_of("/?#"));
    if (const auto at = host.rfind('@'); at != std::string_view::npos) host.remove_prefix(at + 1);
    std::string lower(host);
    for (auto& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return lower;
}

std::string pacing_key(std::string_view url) {
    auto host = url_host(url);
    if (host.starts_with("www.") && host.find('.', 4) != std::string::npos) host.erase(0, 4);
    for (const std::string_view port : {":80", ":443"})
        if (host.ends_with(port)) host.erase(host.size() - port.size());
    return host;
}

} // namespace bolt
