#include "playground/playground.hpp"

#include "net/server.hpp"
#include "playground/core/changed_form.hpp"
#include "playground/core/control.hpp"
#include "playground/core/index.hpp"
#include "playground/sites/all.hpp"

namespace bolt::playground {
namespace {

constexpr std::string_view kControlPrefix = "/_playground/";

/// "bistro-list" of "Bistro-List.localhost:8090"; "" for hosts that are not below localhost.
std::string host_label(std::string_view host) {
    const auto name = lower(host.substr(0, std::min(host.find(':'), host.size())));
    constexpr std::string_view suffix = ".localhost";
    if (!name.ends_with(suffix)) return {};
    return name.substr(0, name.size() - suffix.size());
}

net::Response cut_connection() {
    net::Response response;
    response.cut = true;
    return response;
}

net::Response overloaded() {
    auto response = net::Response::text(503, "Service unavailable. Please try again later.\n");
    response.headers.set("Retry-After", "1");
    return response;
}

} // namespace

struct Playground::Impl {
    Impl(Platform platform, Settings given)
        : settings(std::move(given)),
          records(settings.data_file, settings.records_max, settings.records_bytes_max), control(records),
          context{platform, records, settings.slow, settings.send_mail}, sites(make_sites(context)) {
        net::Router router;
        router.set_fallback([this](net::Request& request) { return answer(request); });
        server = std::make_unique<net::Server>(
            platform.executor, net::ServerSettings{.address = settings.address, .port = settings.port},
            std::move(router));
    }

    Async<net::Response> answer(net::Request& request) {
        const auto label = host_label(request.headers.get("Host"));
        const std::string_view path = request.path;
        if (path.starts_with(kControlPrefix))
            co_return run_control(request, path.substr(kControlPrefix.size()));
        if (label == "control")
            co_return run_control(request, path.substr(std::min<std::size_t>(1, path.size())));
        const auto site = std::find_if(sites.begin(), sites.end(), [&](const auto& candidate) {
            const auto& info = candidate->info();
            return info.name == label || std::ranges::find(info.hosts, label) != info.hosts.end();
        });
        if (site == sites.end()) co_return index_page(records, server->port());
        co_return co_await visit(**site, request);
    }

    net::Response run_control(const net::Request& request, std::string_view path) {
        const auto resets = control.resets();
        auto response = control.handle(request, path);
        if (control.resets() != resets) sites = make_sites(context);
        return response;
    }

    Async<net::Response> visit(Site& site, net::Request& request) {
        const auto mode = control.mode(site.info().name);
        if (mode == Mode::down) co_return cut_connection();
        if (mode == Mode::always_503) co_return overloaded();
        Visit visit{.request = request, .fields = {}};
        net::Response response;
        if (auto problem = read(site, request, visit))
            response = std::move(*problem);
        else if (auto refused = refuse_unanswered(mode, site, visit))
            response = std::move(*refused);
        else
            response = change_form(mode, site.handle(visit));
        if (mode == Mode::slow) visit.delay += settings.slow;
        // From here on `site` may be gone: a reset makes new ones.
        if (visit.delay > Duration{0}) co_await context.platform.clock.sleep(visit.delay);
        if (mode == Mode::drop_after_store) {
            if (visit.stored) co_return cut_connection();
            // A browser that lost a reused connection sends its request again by itself; a fresh one it does
            // not.
            response.headers.set("Connection", "close");
        }
        co_return response;
    }

    static std::optional<net::Response> read(Site& site, const net::Request& request, Visit& visit) {
        if (request.method != "POST") return std::nullopt;
        auto fields = read_fields(request, site.charset());
        if (fields) {
            visit.fields = std::move(*fields);
            return std::nullopt;
        }
        const bool large = fields.error().code == ErrorCode::too_large;
        return site.refuse(large ? 413 : 400, large ? "Too much text" : "Bad request",
                           fields.error().message);
    }

    Settings settings;
    Records records;
    Control control;
    SiteContext context;
    std::vector<std::unique_ptr<Site>> sites;
    std::unique_ptr<net::Server> server;
};

Playground::Playground(Platform platform, Settings settings)
    : impl_(std::make_unique<Impl>(platform, std::move(settings))) {}
Playground::~Playground() = default;

Result<void> Playground::start() {
    if (auto opened = impl_->records.open(); !opened) return forward(opened);
    return impl_->server->start();
}

std::uint16_t Playground::port() const { return impl_->server->port(); }

Async<void> Playground::stop() { co_await impl_->server->stop(); }

} // namespace bolt::playground
