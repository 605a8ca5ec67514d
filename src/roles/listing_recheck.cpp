#include "roles/listing_recheck.hpp"

#include "base/log.hpp"
#include "roles/health.hpp"
#include "store/emails.hpp"
#include "submit/http_visitor.hpp"
#include "submit/listing_check.hpp"

#include <fmt/format.h>

namespace bolt::roles {
namespace {

using store::Tx;

constexpr Duration kTime = std::chrono::seconds{20}; ///< of one listing, all its pages

Result<void> tell(Tx& tx, const Platform& platform, const store::DueListing& listing, bool live) {
    if (!is_email(listing.profile.email)) return {};
    store::NewEmail mail;
    mail.template_name = "listing_changed";
    mail.to = listing.profile.email;
    mail.kind = store::EmailKind::notification;
    mail.variables = {
        {"business_name", listing.profile.business_name},
        {"name", listing.profile.contact_first_name},
        {"changes", json::array{json::object{{"directory", listing.directory_name},
                                             {"what", live ? "the listing is back" : "the listing is gone"},
                                             {"listing_url", listing.listing_url}}}}};
    mail.customer_id = listing.customer_id;
    mail.dedupe_key = "listing_changed:" + platform.new_id();
    auto queued = store::queue_email(tx, platform, mail);
    if (!queued) return forward(queued);
    return {};
}

} // namespace

ListingRecheck::ListingRecheck(const Platform& platform, store::Database& database,
                               submit::AddressSettings addresses, ListingRecheckSettings settings)
    : platform_(platform), database_(database), settings_(settings), robots_(platform, addresses),
      policy_(platform.clock, std::move(addresses)), http_(platform.executor) {}

Async<void> ListingRecheck::run(StopToken& stop) {
    if (settings_.after == Duration{0}) co_return;
    do {
        auto changed = co_await look(stop);
        if (!changed)
            log::warn("listings could not be looked at again", {{"error", changed.error().message}});
    } while (co_await stop.sleep(settings_.look_every));
}

Async<Result<int>> ListingRecheck::look(StopToken& stop) {
    const auto now = platform_.now();
    auto due = co_await database_.read([this, now](Tx& tx) {
        return store::due_listings(tx, now - settings_.after, now - settings_.again_after, settings_.batch);
    });
    if (!due) co_return forward(due);
    int changes = 0;
    for (const auto& listing : *due) {
        auto changed = co_await look_at(listing);
        if (!changed) co_return forward(changed);
        changes += *changed ? 1 : 0;
        if (!co_await stop.sleep(settings_.between)) break;
    }
    co_return changes;
}

Async<Result<bool>> ListingRecheck::look_at(store::DueListing listing) {
    submit::HttpVisitSettings visit;
    visit.user_agent = fmt::format("Mozilla/5.0 (compatible; directory-bolt/{})", version());
    const auto may_visit = [this](std::string url) -> Async<bool> {
        co_return (co_await robots_.ask(std::move(url))).kind == submit::RobotsAnswer::Kind::allowed;
    };
    visit.may_follow = may_visit;
    submit::HttpVisitor visitor(http_, policy_, std::move(visit));
    const auto check =
        co_await submit::check_listing(visitor, platform_.clock, listing.directory_url, listing.listing_url,
                                       listing.profile, platform_.clock.monotonic() + kTime, may_visit);
    const bool live = !check.url.empty();
    co_return co_await database_.write([this, listing, live, found = check.write()](Tx& tx) -> Result<bool> {
        auto changed = store::note_listing_look(tx, platform_, listing, live, found);
        if (!changed || !*changed) return changed;
        if (auto told = tell(tx, platform_, listing, live); !told) return forward(told);
        return true;
    });
}

} // namespace bolt::roles
