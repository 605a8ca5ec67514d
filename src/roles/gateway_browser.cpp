#include "roles/gateway_browser.hpp"

namespace bolt::roles {

GatewayBrowser::GatewayBrowser(const Platform& platform, submit::SubmitterSettings settings, Duration idle)
    : platform_(platform), settings_(std::move(settings)), idle_(idle), used_(platform.clock) {}

GatewayBrowser::~GatewayBrowser() = default;

GatewayBrowser::Use::Use(GatewayBrowser& of) : of_(of) {
    if (!of_.lane_)
        of_.lane_ =
            std::make_shared<submit::BrowserLane>(of_.platform_, of_.settings_, submit::system_resolver());
    lane_ = of_.lane_;
    ++of_.uses_;
}

GatewayBrowser::Use::~Use() {
    --of_.uses_;
    of_.last_use_ = of_.platform_.clock.monotonic();
    of_.used_.notify();
}

Async<void> GatewayBrowser::run(StopToken& stop) {
    while (co_await stop.sleep(idle_)) {
        const auto idle = platform_.clock.monotonic() - last_use_;
        if (!lane_ || uses_ > 0 || idle < idle_) continue;
        // Out of reach first: a use that comes meanwhile starts another one.
        const auto old = std::exchange(lane_, nullptr);
        co_await old->close();
    }
    if (lane_) co_await lane_->close();
    // What still holds it sees its calls fail now.
    while (uses_ > 0) co_await used_.wait_past(used_.count(), std::chrono::seconds{5});
}

} // namespace bolt::roles
