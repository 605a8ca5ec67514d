#include "forms/submission_links.hpp"

#include "domain/directory_catalog.hpp"
#include "forms/snapshot_reader.hpp"
#include "forms/submission_words.hpp"
#include "forms/text.hpp"

#include "base/encoding.hpp"

#include <algorithm>
#include <set>

namespace bolt::forms {
namespace {

using namespace submission_words;

constexpr std::size_t kBest = 20;
constexpr double kLeast = 2;

double score_words(const Words& words) {
    if (words.empty() || words.size() > 14) return 0;
    const bool get_listed = has_word(words, {"listed"}) && has_word(words, {"get", "be", "become"});
    const bool claim = has_word(words, {"claim"}) && has_noun(words);
    double score = 0;
    if (get_listed || (has_verb(words) && has_noun(words)))
        score = 8;
    else if (says_it_alone(words))
        score = 7;
    else if (words.size() == 1 && words[0] == "submit")
        score = 5;
    else if (claim)
        score = 4;
    else if (leads_towards(words))
        score = 3;
    if (score == 0) return 0;
    // "List your business" is meant for owners, "List of businesses" is not; "new listings" show what is
    // there.
    if (has_word(words,
                 {"your", "my", "a",  "ihre", "ihren", "ihr", "deine", "dein", "votre", "mon", "ma",
                  "tu",   "su", "la", "una",  "un",    "tua", "sua",   "seu",  "je",    "uw",  "jouw"}))
        score += 1;
    const bool of_others = has_word(words, {"of", "in", "by", "near", "from", "von", "des"}) &&
                           !has_word(words, {"add", "submit", "your"});
    const bool only_new =
        has_word(words, {"new", "nuevo", "nueva", "nuovo", "nuova", "novo", "nova", "nieuw", "nieuwe"}) &&
        !has_word(words, {"add", "submit", "create", "post"});
    if (of_others || only_new) score -= 5;
    if (says_free(words)) score += 1.5;
    if (says_paid(words)) score -= 4;
    // Their own words, not those that belong to the thing: "add your job board" stays out, "submit article"
    // too.
    if (says_no(words)) score -= 6;
    return score;
}

std::string path_of(std::string_view url) {
    const auto start = url.find('/', url.find("://") + 3);
    return start == std::string_view::npos ? "" : url_decode(url.substr(start));
}

/// The address alone: its last three segments and its query.
double score_address(std::string_view url) {
    auto path = path_of(url);
    while (path.ends_with('/')) path.pop_back();
    auto start = path.size();
    for (int segments = 0; segments < 3 && start != 0 && start != std::string::npos; ++segments)
        start = path.rfind('/', start - 1);
    auto words = words_of(fold(start == std::string::npos ? path : path.substr(start)));
    std::erase_if(words, [](const auto& word) {
        return word == "php" || word == "html" || word == "htm" || word == "asp" || word == "aspx" ||
               word == "index" || word == "page" || word == "action" || word == "en" || word == "de";
    });
    if (words.size() == 1 && (words[0] == "submit" || words[0] == "add" || words[0] == "suggest")) return 6;
    return score_words(words);
}

bool is_file(std::string_view url) {
    url = url.substr(0, url.find_first_of("?#"));
    const auto dot = url.rfind('.');
    if (dot == std::string_view::npos) return false;
    static const std::set<std::string_view> kFiles = {
        "pdf",  "jpg", "jpeg", "png", "gif", "svg", "zip",  "doc", "docx", "xls", "xlsx", "xml",
        "json", "mp4", "mp3",  "css", "js",  "ico", "webp", "rss", "txt",  "exe", "apk",  "dmg"};
    const auto ending = fold(url.substr(dot + 1));
    return kFiles.contains(ending);
}

/// Without the fragment, which names a place on the page, unless a script routes by it.
std::string_view page_part(std::string_view url) {
    const auto hash = url.find('#');
    if (hash == std::string_view::npos) return url;
    const auto fragment = url.substr(hash + 1);
    return fragment.starts_with('/') || fragment.starts_with("!/") ? url : url.substr(0, hash);
}

std::string_view without_www(std::string_view host) {
    if (host.starts_with("www.")) host.remove_prefix(4);
    return host;
}

} // namespace

bool is_same_site(std::string_view url, std::string_view other) {
    const auto one_host = url_host(url), other_host = url_host(other);
    const auto one = without_www(one_host), two = without_www(other_host);
    if (one.empty() || two.empty()) return false;
    const auto below = [](std::string_view host, std::string_view above) {
        return host.size() > above.size() && host.ends_with(above) &&
               host[host.size() - above.size() - 1] == '.' && above.find('.') != std::string_view::npos;
    };
    return one == two || below(one, two) || below(two, one);
}

Result<std::vector<PageLink>> read_links(const json::value& snapshot) {
    if (!snapshot.is_object()) return fail(ErrorCode::invalid_argument, "the links are no object");
    std::string problem;
    const SnapshotReader from(snapshot, "", problem);
    std::vector<PageLink> out;
    from.list("links", 500, [&](const SnapshotReader& link) {
        out.push_back(
            {link.text("url", 8000), link.text("text", 500), link.text("title", 500), link.flag("visible")});
    });
    if (!problem.empty()) return fail(ErrorCode::invalid_argument, "links: " + problem);
    return out;
}

std::vector<RankedLink> rank_submission_links(const std::vector<PageLink>& links, std::string_view page_url) {
    std::vector<RankedLink> out;
    const auto self = page_part(page_url);
    for (const auto& link : links) {
        const auto url = page_part(link.url);
        if (url == self || is_file(url) || !is_same_site(url, page_url)) continue;
        const auto said =
            std::max(score_words(words_of(fold(link.text))), score_words(words_of(fold(link.title))));
        const auto address = score_address(url);
        // Words and address that agree are worth more than either; words that speak against it win.
        double score = said >= address ? said + 0.25 * std::max(address, 0.0) : 0.7 * address + 0.25 * said;
        if (said < 0 || says_no(words_of(fold(link.text)))) score = std::min(score, said);
        // Menus are hidden until somebody points at them: worth a little less, not nothing.
        if (!link.visible) score -= 0.5;
        if (score < kLeast) continue;
        const auto known = std::ranges::find(out, url, &RankedLink::url);
        if (known == out.end())
            out.push_back({std::string(url), link.text.empty() ? link.title : link.text, score});
        else if (score > known->score)
            *known = {std::string(url), link.text.empty() ? link.title : link.text, score};
    }
    std::ranges::sort(out, [](const RankedLink& one, const RankedLink& other) {
        return one.score != other.score ? one.score > other.score : one.url < other.url;
    });
    if (out.size() > kBest) out.resize(kBest);
    return out;
}

} // namespace bolt::forms
