#include "roles/form_canary.hpp"

#include "base/log.hpp"
#include "roles/work_group.hpp"
#include "submit/form_health.hpp"

namespace bolt::roles {
namespace {

using store::CanaryLook;
using store::Tx;

/// One context, and less time than an attempt has: the look's lease must outlast it.
submit::SubmitterSettings small(submit::SubmitterSettings settings,
                                std::shared_ptr<submit::RobotsPolicy> robots) {
    settings.robots = std::move(robots); // for where redirects lead
    settings.pool.contexts_max = 1;
    settings.times.attempt = std::chrono::seconds{45};
    settings.times.visit = std::chrono::seconds{20};
    settings.times.place = std::chrono::seconds{20};
    return settings;
}

} // namespace

FormCanary::FormCanary(const Platform& platform, store::Database& database, submit::SubmitterSettings browser,
                       FormCanarySettings settings)
    : platform_(platform), database_(database), settings_(std::move(settings)),
      robots_(std::make_shared<submit::RobotsPolicy>(platform, browser.addresses)),
      browser_(platform, small(std::move(browser), robots_)) {}

Async<void> FormCanary::run(StopToken& stop) {
    if (settings_.rules.every == Duration{0}) co_return;
    WorkGroup loops(platform_);
    loops.start("canary browser", [this, &stop] { return browser_.run(stop); });
    loops.start("canary looks", [this, &stop] { return look_loop(stop); });
    co_await loops.wait_empty();
}

Async<void> FormCanary::look_loop(StopToken& stop) {
    while (co_await stop.sleep(settings_.look_every)) {
        auto looked = co_await look(stop);
        if (!looked) log::warn("forms could not be looked at", {{"error", looked.error().message}});
    }
}

Async<Result<int>> FormCanary::look(StopToken& stop) {
    int looks = 0;
    while (true) {
        auto visit = co_await database_.write(
            [this](Tx& tx) {
                return store::claim_canary(tx, platform_.now(), settings_.rules, settings_.worker_id);
            },
            store::Durability::relaxed);
        if (!visit) co_return forward(visit);
        if (!*visit) co_return looks;
        const auto seen = co_await look_at(**visit);
        auto note = co_await database_.write([this, visit = **visit, seen](Tx& tx) {
            return store::note_canary(tx, platform_, visit, seen, settings_.rules);
        });
        if (!note) co_return forward(note);
        ++looks;
        const log::Fields fields{{"directory", (*visit)->directory.name},
                                 {"outcome", note->outcome},
                                 {"version", note->version},
                                 {"reason", seen.reason}};
        if (note->held && !(*visit)->held)
            log::warn("a directory's form changed and cannot be filled: its submissions wait", fields);
        else if (note->outcome == "learned" || note->outcome == "restored")
            log::info("a directory's form changed: the recipe was renewed before a submission met it",
                      fields);
        else
            log::debug("a directory's form was looked at", fields);
        if (!co_await stop.sleep(settings_.between)) co_return looks;
    }
}

Async<CanaryLook> FormCanary::look_at(const store::CanaryVisit& visit) {
    const auto& directory = visit.directory;
    CanaryLook refused;
    if (!directory.despite_robots) {
        const auto robots = co_await robots_->ask(directory.submission_url);
        refused.reason = robots.reason;
        refused.kind = robots.kind == submit::RobotsAnswer::Kind::disallowed ? CanaryLook::Kind::forbidden
                                                                             : CanaryLook::Kind::failed;
        if (robots.kind != submit::RobotsAnswer::Kind::allowed) co_return refused;
    }
    submit::ProbeOptions wanted;
    wanted.url = directory.submission_url;
    wanted.profile = settings_.business;
    wanted.locale = submit::locale_of(directory.language, directory.country_code);
    GatewayBrowser::Use use(browser_);
    auto report = co_await submit::probe(platform_, use.lane(), std::move(wanted));
    if (report)
        co_return submit::judge_form(*report, visit.recipe, settings_.business, directory.despite_robots);
    refused.kind = CanaryLook::Kind::failed;
    refused.reason = report.error().message;
    co_return refused;
}

} // namespace bolt::roles
