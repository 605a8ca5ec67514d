#include "playground/core/index.hpp"

#include "playground/core/site.hpp"

namespace bolt::playground {

net::Response index_page(const Records& records, std::uint16_t port) {
    std::map<std::string, int, std::less<>> received;
    for (const auto& record : records.all()) received[record.site] += record.accepted ? 1 : 0;
    std::string cards;
    for (const auto& site : sites()) {
        Values values;
        values.texts = {{"name", site.name},
                        {"title", site.title},
                        {"kind", site.kind},
                        {"language", site.language},
                        {"verdict", site.verdict},
                        {"origin", site.origin(port)},
                        {"submit", site.origin(port) + site.submit_path},
                        {"count", std::to_string(received[site.name])}};
        cards += render(site_file("", "index_card.html"), values);
    }
    Values values;
    values.texts = {{"cards", std::move(cards)}, {"count", std::to_string(sites().size())}};
    return net::Response::html(200, render(site_file("", "index.html"), values));
}

} // namespace bolt::playground
