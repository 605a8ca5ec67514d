#include "mail/confirmation_link.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <boost/url/parse.hpp>
#include <libpsl.h>
#include <re2/re2.h>

namespace bolt::mail {
namespace {

bool is_ip(const std::string& host) {
    in6_addr ignored{};
    return host.starts_with('[') || ::inet_pton(AF_INET, host.c_str(), &ignored) == 1;
}

/// Never opened, whatever else is said: leaving lists, refusing, deleting, reporting, and pages that confirm
/// nothing.
const RE2& stops() {
    static const RE2 kWords(
        R"((?i)unsub|opt[-_ ]?out|abmeld|abbestell|austrag|d[ée]s?abonn|d[ée]sinscri|cancel|annul|stornier|disiscri|afmeld|suscripci[oó]n|darse de baja|)"
        R"((^|[^a-z])baja([^a-z]|$)|delete|remove|l[öo]sch|supprim|elimin|verwijder|apagar|report|abuse|spam|not[-_ ]?(you|me)|wasn.?t (you|me)|)"
        R"(decline|reject|deny|refus|ablehn|ignor|preferen|einstellung|privacy|datenschutz|terms|impressum|contact|support|help)");
    return kWords;
}

/// Of confirming, in the seven languages of the forms (docs/forms.md).
const RE2& confirms() {
    static const RE2 kWords(
        R"((?i)confirm|verif|valid|activat|aktivier|best[äa]e?tig|freischalt|double[-_]?opt|optin|opt[-_]in|publish|approve|)"
        R"(conferm|attiva|convalid|activ(ar|er|eer)|bevestig|publier|publicar|ativar|ativa[cç])");
    return kWords;
}

/// A token in the address: what only the receiver of the mail can know.
const RE2& tokens() {
    static const RE2 kToken(R"([/=?&_-][A-Za-z0-9_.~%-]{12,})");
    return kToken;
}

int rank_of(const ReceivedLink& link) {
    const auto parsed = boost::urls::parse_uri(link.url);
    if (!parsed) return 0;
    const auto said = std::string(parsed->encoded_path()) + "?" + std::string(parsed->encoded_query());
    if (RE2::PartialMatch(said, stops()) || RE2::PartialMatch(link.text, stops())) return 0;
    const bool by_address = RE2::PartialMatch(said, confirms()),
               by_text = RE2::PartialMatch(link.text, confirms());
    if (!by_address && !by_text) return 0;
    return 1 + (by_address ? 1 : 0) + (by_text ? 1 : 0) + (RE2::PartialMatch(said, tokens()) ? 2 : 0);
}

} // namespace

std::string site_of(std::string_view url) {
    if (url.find('\\') != std::string_view::npos) return {}; // browsers read it as '/'
    const auto parsed = boost::urls::parse_uri(url);
    if (!parsed || parsed->has_userinfo()) return {};
    if (parsed->scheme() != "http" && parsed->scheme() != "https") return {};
    std::string host(parsed->encoded_host());
    for (auto& c : host)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    while (host.ends_with('.')) host.pop_back();
    if (host.empty() || host.find('%') != std::string::npos) return {};
    if (is_ip(host)) return host;
    const char* registered = psl_registrable_domain(psl_builtin(), host.c_str());
    return registered == nullptr ? host : registered;
}

std::optional<std::string> confirmation_link(const ReceivedMail& mail,
                                             const std::vector<std::string>& sites) {
    const ReceivedLink* best = nullptr;
    int best_rank = 0;
    bool alone = true;
    for (const auto& link : mail.links) {
        const auto site = site_of(link.url);
        if (site.empty() || std::ranges::find(sites, site) == sites.end()) continue;
        const int rank = rank_of(link);
        if (rank == 0 || rank < best_rank) continue;
        alone = rank > best_rank;
        best = &link;
        best_rank = rank;
    }
    if (best == nullptr || !alone) return std::nullopt;
    return best->url;
}

} // namespace bolt::mail
