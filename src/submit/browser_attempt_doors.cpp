#include "submit/browser_attempt.hpp"

#include "submit/page_look.hpp"

namespace bolt::submit {
namespace {

/// Landing page, plans, a box that opens: no honest site needs more.
constexpr std::size_t kDoorsMax = 4;
constexpr auto kDoorOpens = 2s;

std::string without_fragment(const std::string& url) { return url.substr(0, url.find('#')); }

} // namespace

/// Goes one step nearer to the form where the page has none itself: the free plan, "Add your business", a
/// button that opens the form. Nothing of the business has been entered, so nothing of it can leave. An
/// ending if every plan costs money or the way is barred.
Async<BrowserAttempt::MaybeEnding> BrowserAttempt::pass_door(bool& passed) {
    passed = false;
    if (!parts_sent_.empty() || doors_passed_.size() >= kDoorsMax) co_return std::nullopt;
    auto doors = co_await extract_doors(page_->main_frame(), within(settings_.times.script));
    if (!doors) {
        co_await note_if_hung(doors.error());
        co_return std::nullopt;
    }
    const auto way = forms::find_way(*doors);
    if (way.kind == forms::Way::Kind::none) co_return std::nullopt;
    if (way.kind == forms::Way::Kind::paid) {
        record_.reason(way.reason);
        co_await take_picture("before");
        co_return Ending{Verdict::needs_payment, way.reason};
    }
    const auto& door = doors->list[way.door];
    const auto page = without_fragment(doors->url);
    // A search has followed such links already.
    const bool leads_away = door.url.starts_with("http") && without_fragment(door.url) != page;
    if (leads_away && !searched_.empty() && way.kind == forms::Way::Kind::listing) co_return std::nullopt;
    if (!doors_passed_.insert(page + '\n' + door.selector).second) co_return std::nullopt;
    record_.reason("on the way to the form: " + way.reason);
    if (leads_away) {
        if (auto end = co_await go_to(door.url)) co_return end;
    } else {
        const auto heard = page_->event_count();
        auto clicked =
            co_await page_->main_frame().click(door.selector, {.timeout = within(settings_.times.field)});
        if (!clicked) {
            record_.reason("it cannot be pressed: " + clicked.error().message);
            co_return std::nullopt;
        }
        co_await await_answers(*page_, heard, platform_.clock, kDoorOpens);
    }
    passed = true;
    co_return std::nullopt;
}

} // namespace bolt::submit
