#include "assist/captcha_service.hpp"

#include "base/log.hpp"

#include <fmt/format.h>

namespace bolt::assist {
namespace {

using store::Tx;

constexpr auto kLeftAlone = std::chrono::minutes{5};
constexpr int kFailuresMax = 3;
constexpr auto kLookAgain = std::chrono::seconds{5};
/// Most tries to hand in a task while nobody is free.
constexpr int kTriesMax = 4;

class TwoCaptcha final : public CaptchaService {
  public:
    TwoCaptcha(const Platform& platform, store::Database& database, Send send, CaptchaSettings settings,
               store::CaptchaBudget budget)
        : platform_(platform), database_(database), send_(std::move(send)), settings_(std::move(settings)),
          budget_(budget) {
        while (settings_.base_url.ends_with('/')) settings_.base_url.pop_back();
    }

    Async<Result<forms::CaptchaAnswer>> solve(std::string job_id, std::string directory_name,
                                              forms::Captcha captcha, Duration at_most) override {
        const auto until = platform_.clock.monotonic() + at_most;
        if (platform_.clock.monotonic() < ask_again_at_)
            co_return fail(ErrorCode::unavailable, "the captcha service is left alone after failures");
        const store::CaptchaCall call{std::string(to_string(captcha.kind)), std::move(job_id),
                                      std::move(directory_name), settings_.most_microusd};
        auto id = co_await database_.write(
            [this, call](Tx& tx) { return store::begin_captcha_call(tx, platform_, call, budget_); });
        if (!id) co_return forward(id);
        store::CaptchaCallEnd end{.id = *id};
        auto solved = co_await work(captcha, until, end);
        if (solved) {
            failures_ = 0;
            end.solved = true;
            end.cost_microusd = solved->cost_microusd.value_or(settings_.most_microusd);
        } else {
            end.error = solved.error().error.message;
            // Only what the service itself refused has surely cost nothing.
            end.cost_microusd = solved.error().refused ? 0 : settings_.most_microusd;
            note_failure(solved.error().error);
        }
        auto ended = co_await database_.write(
            [this, end](Tx& tx) { return store::end_captcha_call(tx, platform_.now(), end); });
        if (!ended) log::warn("the end of a captcha's task is not kept", {{"error", ended.error().message}});
        if (!solved) co_return tl::unexpected(solved.error().error);
        co_return forms::CaptchaAnswer{*id, std::move(solved->text)};
    }

    Async<void> judged(forms::CaptchaAnswer answer, bool good) override {
        auto task = co_await database_.write(
            [id = answer.call_id, good](Tx& tx) { return store::judge_captcha_call(tx, id, good); });
        if (!task || !*task) co_return;
        json::object body{{"taskId", **task}};
        auto reply = read_captcha_reply(
            co_await send_(write_captcha_call(settings_, good ? "reportCorrect" : "reportIncorrect", body)));
        if (!reply)
            log::info("a captcha's verdict was not reported", {{"error", reply.error().error.message}});
    }

    Async<Result<double>> balance() override {
        auto reply = read_captcha_reply(co_await send_(write_captcha_call(settings_, "getBalance")));
        if (!reply) co_return tl::unexpected(reply.error().error);
        co_return read_captcha_balance(*reply);
    }

  private:
    using Worked = tl::expected<CaptchaSolved, CaptchaFailure>;

    Async<Worked> work(const forms::Captcha& captcha, Duration until, store::CaptchaCallEnd& end) {
        auto task = co_await create(captcha, until);
        if (!task) co_return tl::unexpected(task.error());
        end.task_id = *task;
        auto wait =
            captcha.kind == forms::Captcha::Kind::image ? Duration(kLookAgain) : Duration(3 * kLookAgain);
        for (;; wait = kLookAgain) {
            if (platform_.clock.monotonic() + wait > until)
                co_return tl::unexpected(CaptchaFailure{
                    {ErrorCode::timeout, "the captcha service has no answer in time"}, false, false});
            co_await platform_.clock.sleep(wait);
            json::object body{{"taskId", *task}};
            auto reply = read_captcha_reply(co_await call("getTaskResult", std::move(body)));
            if (!reply && reply.error().again) continue;
            if (!reply) co_return tl::unexpected(reply.error());
            auto result = read_captcha_result(*reply, captcha.kind);
            if (!result) co_return tl::unexpected(CaptchaFailure{result.error(), false, false});
            if (*result) co_return std::move(**result);
        }
    }

    Async<tl::expected<std::int64_t, CaptchaFailure>> create(const forms::Captcha& captcha, Duration until) {
        for (int tries = 1;; ++tries) {
            json::object body{{"task", write_captcha_task(captcha)}};
            auto reply = read_captcha_reply(co_await call("createTask", std::move(body)));
            if (reply) {
                auto task = read_captcha_task_id(*reply);
                if (!task) co_return tl::unexpected(CaptchaFailure{task.error(), false, false});
                co_return *task;
            }
            // A task that may have been made is not made again: it would be paid for twice.
            const bool again = reply.error().again && reply.error().refused && tries < kTriesMax &&
                               platform_.clock.monotonic() + 2 * kLookAgain < until;
            if (!again) co_return tl::unexpected(reply.error());
            co_await platform_.clock.sleep(kLookAgain);
        }
    }

    Async<Result<net::Response>> call(std::string method, json::object body) {
        co_return co_await send_(write_captcha_call(settings_, method, std::move(body)));
    }

    void note_failure(const Error& error) {
        // A captcha that nobody could solve says nothing about the next one.
        if (error.code == ErrorCode::not_found) return;
        const bool ours = error.code == ErrorCode::unauthenticated || error.code == ErrorCode::rate_limited ||
                          error.code == ErrorCode::permission_denied;
        if (++failures_ < kFailuresMax && !ours) return;
        failures_ = 0;
        ask_again_at_ = platform_.clock.monotonic() + kLeftAlone;
        log::warn("the captcha service is left alone for five minutes; captchas are left to people",
                  {{"error", error.message}});
    }

    const Platform platform_;
    store::Database& database_;
    Send send_;
    CaptchaSettings settings_;
    const store::CaptchaBudget budget_;
    int failures_ = 0;
    Duration ask_again_at_{0};
};

} // namespace

std::unique_ptr<CaptchaService> make_captcha_service(const Platform& platform, store::Database& database,
                                                     Send send, CaptchaSettings settings,
                                                     store::CaptchaBudget budget) {
    return std::make_unique<TwoCaptcha>(platform, database, std::move(send), std::move(settings), budget);
}

} // namespace bolt::assist
