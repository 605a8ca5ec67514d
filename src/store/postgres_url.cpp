#include "store/postgres_target.hpp"

#include <algorithm>

namespace bolt::store {
namespace {

constexpr std::string_view kSchemes[] = {"postgresql://", "postgres://"};
constexpr std::string_view kPoolerPort = ":6543"; // Supabase's pooler in transaction mode

/// [begin, end) of what stands between the scheme and the path.
std::pair<std::size_t, std::size_t> authority_of(std::string_view url) {
    const auto scheme = url.find("://");
    const auto begin = scheme == std::string_view::npos ? 0 : scheme + 3;
    return {begin, std::min(url.find_first_of("/?", begin), url.size())};
}

bool says_pgbouncer(std::string_view parameter) {
    return parameter.starts_with("pgbouncer=") && parameter != "pgbouncer=false";
}

/// Calls `each` for every parameter of the URL's query.
template <class F>
void for_parameters(std::string_view url, F each) {
    const auto query = url.find('?');
    if (query == std::string_view::npos) return;
    for (auto rest = url.substr(query + 1); !rest.empty();) {
        const auto end = std::min(rest.find('&'), rest.size());
        if (end > 0) each(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
}

} // namespace

bool is_postgres_url(std::string_view url) {
    return std::ranges::any_of(kSchemes, [&](auto scheme) { return url.starts_with(scheme); });
}

Pooling pooling_of(const PostgresSettings& settings) {
    if (settings.pooling != Pooling::automatic) return settings.pooling;
    const auto [begin, end] = authority_of(settings.url);
    bool transaction = std::string_view(settings.url).substr(begin, end - begin).ends_with(kPoolerPort);
    for_parameters(settings.url,
                   [&](auto parameter) { transaction = transaction || says_pgbouncer(parameter); });
    return transaction ? Pooling::transaction : Pooling::session;
}

std::string libpq_url(std::string_view url) {
    std::string kept(url.substr(0, url.find('?')));
    char separator = '?';
    for_parameters(url, [&](std::string_view parameter) {
        if (parameter.starts_with("pgbouncer=")) return;
        kept += separator;
        kept += parameter;
        separator = '&';
    });
    return kept;
}

std::string redacted_url(std::string_view url) {
    const auto [begin, end] = authority_of(url);
    const auto authority = url.substr(begin, end - begin);
    const auto at = authority.rfind('@');
    std::string shown(url.substr(0, begin));
    if (at == std::string_view::npos) {
        shown += authority;
    } else {
        shown += authority.substr(0, std::min(authority.find(':'), at));
        shown += authority.substr(at);
    }
    shown += url.substr(end, url.find('?', end) - end);
    char separator = '?';
    for_parameters(url, [&](std::string_view parameter) {
        // Passwords and key files may stand here, too.
        if (parameter.find("password") != std::string_view::npos) return;
        shown += separator;
        shown += parameter;
        separator = '&';
    });
    return shown;
}

} // namespace bolt::store
