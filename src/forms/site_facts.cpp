#include "forms/site_facts.hpp"

#include "base/encoding.hpp"

#include <algorithm>
#include <boost/url.hpp>
#include <map>

namespace bolt::forms {
namespace {

constexpr int kNodesMax = 200'000;
constexpr std::size_t kScriptsMax = 20, kScriptBytesMax = 512 << 10;
constexpr int kDepthMax = 6;
constexpr std::size_t kDescriptionMax = 1'000;

constexpr std::pair<std::string_view, std::string_view> kNetworks[] = {
    {"facebook.com", "facebook"}, {"instagram.com", "instagram"},
    {"linkedin.com", "linkedin"}, {"youtube.com", "youtube"},
    {"tiktok.com", "tiktok"},     {"pinterest.com", "pinterest"},
    {"twitter.com", "twitter"},   {"x.com", "x"},
    {"xing.com", "xing"},         {"yelp.com", "yelp"}};

std::string network_of(std::string_view url) {
    const auto parsed = boost::urls::parse_uri(url);
    if (!parsed) return {};
    std::string host = parsed->host();
    for (auto& c : host)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if (parsed->path().size() < 2) return {}; // the network's own front page
    if (parsed->path().find("/share") != std::string::npos ||
        parsed->path().find("/intent") != std::string::npos)
        return {};
    for (const auto& [suffix, name] : kNetworks)
        if (host == suffix || host.ends_with("." + std::string(suffix))) return std::string(name);
    return {};
}

class Reader {
  public:
    explicit Reader(std::string_view url) : url_(url) {}

    /// Fills a field that has no better source yet.
    void take(const char* field, std::string value, const char* from) {
        value = clean(value, kDescriptionMax);
        if (value.empty() || fields_.contains(field)) return;
        fields_[field] = std::move(value);
        facts_.sources.push_back({field, from});
    }
    void take(const char* field, json::value value, const char* from) {
        if (fields_.contains(field)) return;
        fields_[field] = std::move(value);
        facts_.sources.push_back({field, from});
    }
    void social(std::string_view url, const char* from) {
        const auto network = network_of(url);
        if (network.empty() || links_.contains(network) || links_.size() >= 10) return;
        links_[network] = std::string(url);
        facts_.sources.push_back({"social_links." + network, from});
    }
    std::string absolute(std::string_view link) const {
        if (link.empty()) return {}; // would be the page itself
        const auto base = boost::urls::parse_uri(url_);
        const auto relative = boost::urls::parse_uri_reference(link);
        boost::urls::url out;
        if (!base || !relative || !boost::urls::resolve(*base, *relative, out)) return {};
        return std::string(out.buffer());
    }
    void found_schema() { facts_.has_schema = true; }

    SiteFacts finish() {
        if (!links_.empty()) fields_["social_links"] = links_;
        if (auto whole = read_profile(fields_)) {
            facts_.profile = std::move(*whole);
        } else {
            json::object good; // what reads well on its own
            for (const auto& [key, value] : fields_)
                if (read_profile(json::object{{key, value}})) good[key] = value;
            if (auto rest = read_profile(good)) facts_.profile = std::move(*rest);
            std::erase_if(facts_.sources, [&](const auto& each) {
                return !good.contains(each.field.substr(0, each.field.find('.')));
            });
        }
        return std::move(facts_);
    }

  private:
    std::string url_;
    json::object fields_, links_;
    SiteFacts facts_;
};

/// A text that schema.org allows to be a list, or an object with a name or url.
std::string text_of_value(const json::value* value) {
    if (value == nullptr) return {};
    if (value->is_string()) return std::string(value->get_string());
    if (value->is_int64() || value->is_uint64()) return json::serialize(*value); // postal codes
    if (value->is_array() && !value->get_array().empty()) return text_of_value(&value->get_array().front());
    for (const char* key : {"name", "url", "@id"})
        if (auto text = get_string(*value, key); !text.empty()) return text;
    return {};
}

bool is_business(const json::value& node) {
    static constexpr std::string_view kNot[] = {
        "WebSite",     "WebPage", "BreadcrumbList", "Article", "Product", "Offer",           "SearchAction",
        "ImageObject", "Person",  "FAQPage",        "Event",   "Review",  "AggregateRating", "ListItem"};
    const auto* type = find(node, "@type");
    if (type == nullptr || get_string(node, "name").empty()) return false;
    const auto name = text_of_value(type);
    if (std::ranges::find(kNot, name) != std::end(kNot)) return false;
    return find(node, "address") || find(node, "telephone") || find(node, "openingHoursSpecification") ||
           name.ends_with("Organization") || name.ends_with("Business") || name == "Corporation";
}

std::string day_of(std::string name) {
    name = name.substr(name.rfind('/') == std::string::npos ? 0 : name.rfind('/') + 1);
    for (auto& c : name)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    static constexpr std::string_view kDays[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
    for (const auto day : kDays)
        if (name.starts_with(day)) return std::string(day);
    return {};
}

void read_hours(const json::value& node, Reader& into) {
    const auto* given = find(node, "openingHoursSpecification");
    if (given == nullptr) return;
    json::array single;
    if (given->is_object()) single.push_back(*given);
    const auto& list = given->is_array() ? given->get_array() : single;
    json::object days;
    for (const auto& each : list) {
        const auto opens = get_string(each, "opens").substr(0, 5),
                   closes = get_string(each, "closes").substr(0, 5);
        const auto* named = find(each, "dayOfWeek");
        if (named == nullptr || opens.size() != 5 || closes.size() != 5 || closes <= opens) continue;
        json::array one;
        if (named->is_string()) one.push_back(*named);
        for (const auto& day : named->is_array() ? named->get_array() : one) {
            const auto name = day_of(text_of_value(&day));
            if (name.empty()) continue;
            auto& intervals = days[name];
            if (!intervals.is_array()) intervals = json::array();
            if (intervals.get_array().size() < 4)
                intervals.get_array().push_back(json::object{{"opens", opens}, {"closes", closes}});
        }
    }
    if (!days.empty()) into.take("hours", json::value(std::move(days)), "schema.org");
}

void read_business(const json::value& node, Reader& into) {
    constexpr auto kFrom = "schema.org";
    into.found_schema();
    into.take("business_name", get_string(node, "name"), kFrom);
    into.take("phone", text_of_value(find(node, "telephone")), kFrom);
    auto email = text_of_value(find(node, "email"));
    if (email.starts_with("mailto:")) email.erase(0, 7);
    if (is_email(email)) into.take("email", std::move(email), kFrom);
    into.take("description", text_of_value(find(node, "description")), kFrom);
    for (const char* key : {"logo", "image"})
        if (auto picture = into.absolute(text_of_value(find(node, key))); is_http_url(picture))
            into.take("logo_url", std::move(picture), kFrom);
    const auto* address = find(node, "address");
    if (address != nullptr && address->is_array() && !address->get_array().empty())
        address = &address->get_array().front();
    if (address != nullptr && address->is_object()) {
        into.take("address", get_string(*address, "streetAddress"), kFrom);
        into.take("city", get_string(*address, "addressLocality"), kFrom);
        into.take("state", get_string(*address, "addressRegion"), kFrom);
        into.take("postal_code", text_of_value(find(*address, "postalCode")), kFrom);
        into.take("country", text_of_value(find(*address, "addressCountry")), kFrom);
    }
    if (const auto* geo = find(node, "geo"); geo != nullptr)
        for (const char* key : {"latitude", "longitude"})
            if (const auto* number = find(*geo, key)) into.take(key, *number, kFrom);
    read_hours(node, into);
    if (const auto* same = find(node, "sameAs")) {
        json::array one;
        if (same->is_string()) one.push_back(*same);
        for (const auto& link : same->is_array() ? same->get_array() : one)
            if (link.is_string()) into.social(link.get_string(), kFrom);
    }
}

/// Businesses stand at the top, in a list, or in @graph.
void read_schema(const json::value& value, Reader& into, int depth = 0) {
    if (depth > kDepthMax) return;
    if (value.is_array()) {
        for (const auto& each : value.get_array()) read_schema(each, into, depth + 1);
        return;
    }
    if (!value.is_object()) return;
    if (is_business(value)) read_business(value, into);
    for (const char* key : {"@graph", "mainEntity", "publisher", "provider", "about"})
        if (const auto* inner = find(value, key)) read_schema(*inner, into, depth + 1);
}

/// Percent-decoded as a URI is: '+' stands for itself, not for a blank as in forms.
std::string decoded(std::string_view text) {
    std::string kept;
    for (const char c : text)
        if (c == '+')
            kept += "%2B";
        else
            kept += c;
    return url_decode(kept);
}

std::string script_text(HtmlNode node) {
    std::string text;
    for (std::size_t i = 0; i < child_count(node); ++i)
        if (is_text(child(node, i))) text += text_data(child(node, i));
    return text;
}

/// "Harbor Light Cafe | Home" and "Home - Harbor Light Cafe": the longest part that is no word of every site.
std::string name_of_title(std::string_view title) {
    std::string best;
    std::string text(title);
    for (std::size_t begin = 0; begin < text.size();) {
        auto end = text.size(), next = text.size();
        for (const std::string_view mark : {" | ", " - ", " – ", " — ", " · ", " :: "})
            if (const auto at = text.find(mark, begin); at < end) end = at, next = at + mark.size();
        const auto part = clean(std::string_view(text).substr(begin, end - begin), 200);
        if (part != "Home" && part != "Welcome" && part != "Startseite" && part != "Accueil" &&
            part != "Inicio" && best.empty())
            best = part;
        begin = std::max(next, begin + 1);
    }
    return best;
}

struct Heads {
    std::string title, description, og_description, og_name, og_image;
};

void read_meta(HtmlNode node, Heads& heads) {
    std::string name(attribute(node, "name"));
    if (name.empty()) name = attribute(node, "property");
    const std::string content(attribute(node, "content"));
    if (name == "description") heads.description = content;
    if (name == "og:description") heads.og_description = content;
    if (name == "og:site_name") heads.og_name = content;
    if (name == "og:image") heads.og_image = content;
}

void read_link(HtmlNode node, Reader& into) {
    const auto href = attribute(node, "href");
    if (href.starts_with("tel:")) into.take("phone", decoded(href.substr(4)), "telephone link");
    if (href.starts_with("mailto:")) {
        auto address = decoded(href.substr(7));
        address = address.substr(0, address.find('?'));
        if (is_email(address)) into.take("email", std::move(address), "e-mail link");
    }
    if (href.starts_with("http")) into.social(href, "link");
}

} // namespace

SiteFacts read_site(const HtmlDocument& document, std::string_view url) {
    Reader into(url);
    into.take("website", std::string(url), "the address");
    Heads heads;
    std::vector<HtmlNode> links;
    std::size_t scripts = 0;
    int nodes = 0;
    for (auto node = document.root(); node != nullptr && nodes < kNodesMax;
         node = walk(node, document.root(), true)) {
        ++nodes;
        const auto tag = tag_of(node);
        if (tag == "title" && heads.title.empty())
            heads.title = text_of(node, 300).empty() ? script_text(node) : text_of(node, 300);
        if (tag == "meta") read_meta(node, heads);
        if (tag == "a") links.push_back(node);
        if (tag == "script" && attribute(node, "type") == "application/ld+json" && scripts++ < kScriptsMax) {
            const auto text = script_text(node);
            if (text.size() > kScriptBytesMax) continue;
            if (const auto schema = parse_json(text)) read_schema(*schema, into);
        }
    }
    // What the site says for machines comes first; what it says for people fills the gaps.
    for (const auto link : links) read_link(link, into);
    into.take("business_name", heads.og_name, "Open Graph");
    into.take("business_name", name_of_title(heads.title), "page title");
    into.take("description", heads.description, "meta description");
    into.take("description", heads.og_description, "Open Graph");
    if (auto picture = into.absolute(heads.og_image); is_http_url(picture))
        into.take("logo_url", std::move(picture), "Open Graph");
    return into.finish();
}

} // namespace bolt::forms
