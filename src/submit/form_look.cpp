#include "submit/form_look.hpp"

#include "submit/page_look.hpp"

#include <algorithm>

namespace bolt::submit {
namespace {

constexpr auto kLookAgain = 250ms;
constexpr std::size_t kFramesMax = 6;

std::chrono::milliseconds within(std::chrono::milliseconds most, Duration left) {
    return std::clamp(most, 1ms, std::max(std::chrono::duration_cast<std::chrono::milliseconds>(left), 1ms));
}

} // namespace

Async<FormLook> look_for_form(browser::Page& page, const AttemptTimes& times,
                              const std::function<Duration()>& left) {
    FormLook out;
    const auto frames = page.frames();
    for (std::size_t index = 0; index < std::min(frames.size(), kFramesMax); ++index) {
        auto styled = co_await await_styles(frames[index], within(times.styles, left()));
        auto model = styled ? co_await extract_page(frames[index], within(times.script, left()))
                            : browser::BrowserResult<forms::Page>(forward(styled));
        if (!model) {
            // A frame that cannot be read is left out; of the page itself we must know whether it is dead.
            if (index == 0 && model.error().failure == browser::Failure::timeout && !page.closed())
                out.hung = !co_await page.responsive();
            continue;
        }
        auto choice = forms::choose_form(*model);
        const bool form = choice.kind == forms::PageKind::submission;
        if (form && !*styled) out.unstyled = true;
        const bool better =
            index == 0 ||
            (form && (out.choice.kind != forms::PageKind::submission || choice.score > out.choice.score));
        if (better) {
            out.frame = frames[index];
            out.model = std::move(*model);
            out.choice = std::move(choice);
        }
        // The page's own form needs no comparison with those of embedded advertisements and maps.
        if (index == 0 && form) break;
    }
    out.lost = page.closed() || page.crashed();
    co_return out;
}

Async<FormLook> await_form(browser::Page& page, Clock& clock, const AttemptTimes& times, Duration patience,
                           const std::function<Duration()>& left) {
    const auto start = clock.monotonic();
    for (;;) {
        const auto heard = page.event_count();
        auto look = co_await look_for_form(page, times, left);
        const bool found = look.frame && look.choice.kind != forms::PageKind::no_form;
        const bool late = clock.monotonic() - start > patience || left() <= Duration{0};
        if (found || look.hung || look.lost || late) co_return look;
        co_await page.wait_event(heard, kLookAgain);
    }
}

} // namespace bolt::submit
