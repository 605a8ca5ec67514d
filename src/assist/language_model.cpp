#include "assist/language_model.hpp"

#include "base/crypto.hpp"
#include "base/encoding.hpp"
#include "base/log.hpp"

#include <cmath>
#include <fmt/format.h>
#include <re2/re2.h>

namespace bolt::assist {
namespace {

using store::Tx;

constexpr auto kLeftAlone = std::chrono::minutes{5};
constexpr int kFailuresMax = 3;
/// How long an answer, a useless answer and a failure are remembered.
constexpr auto kKnown = std::chrono::hours{24 * 365}, kUseless = std::chrono::hours{24 * 7};

class HttpLanguageModel final : public LanguageModel {
  public:
    HttpLanguageModel(const Platform& platform, store::Database& database, Send send, ModelSettings settings,
                      store::ModelBudget budget)
        : platform_(platform), database_(database), send_(std::move(send)), settings_(std::move(settings)),
          budget_(budget) {}

    Async<Result<json::value>> ask(ModelTask task) override {
        const auto key = cache_key(task);
        auto known = co_await database_.read(
            [this, key](Tx& tx) { return store::find_model_answer(tx, platform_.now(), key); });
        if (!known) co_return forward(known);
        if (*known) {
            if ((**known).is_null())
                co_return fail(ErrorCode::not_found, "it was asked before, without a usable answer");
            // What was kept is as little to be trusted as what comes fresh.
            if (auto good = task.check(**known); !good) co_return forward(good);
            co_return std::move(**known);
        }
        if (platform_.clock.monotonic() < ask_again_at_)
            co_return fail(ErrorCode::unavailable, "the language model is left alone after failures");
        auto begun = co_await begin(task, key);
        if (!begun) co_return forward(begun);
        auto answer = co_await call(task.question);
        co_return co_await end(task, key, *begun, std::move(answer));
    }

  private:
    std::string cache_key(const ModelTask& task) const {
        const auto& q = task.question;
        const auto content = task.content.empty()
                                 ? q.system + '\n' + q.prompt + '\n' + json::serialize(q.schema)
                                 : task.content;
        return hex(sha256(fmt::format("{}\n{}\n{}\n{}", task.purpose, to_string(settings_.kind),
                                      settings_.model, content)));
    }

    std::int64_t cost(int input_tokens, int output_tokens) const {
        return static_cast<std::int64_t>(
            std::ceil(input_tokens * settings_.input_price + output_tokens * settings_.output_price));
    }

    /// Reserves the most that the call may cost.
    Async<Result<std::string>> begin(const ModelTask& task, const std::string& key) {
        const auto& q = task.question;
        store::ModelCall call;
        call.purpose = task.purpose;
        call.provider = std::string(to_string(settings_.kind));
        call.model = settings_.model;
        call.cache_key = key;
        call.job_id = task.job_id;
        call.directory_name = task.directory_name;
        call.prompt = redacted(q.system + "\n\n" + q.prompt);
        // A token is three bytes or more in nearly every text.
        call.input_tokens = static_cast<int>((call.prompt.size() + json::serialize(q.schema).size()) / 3);
        call.output_tokens = q.output_tokens_max;
        call.cost_microusd = cost(call.input_tokens, call.output_tokens);
        co_return co_await database_.write(
            [this, call](Tx& tx) { return store::begin_model_call(tx, platform_, call, budget_); },
            store::Durability::relaxed);
    }

    Async<tl::expected<ModelAnswer, ModelFailure>> call(const ModelQuestion& question) {
        const auto give_up_at = platform_.clock.monotonic() + Duration(settings_.patience);
        for (int tries = 0;; ++tries) {
            auto response = co_await send_(write_question(settings_, question));
            auto answer = response ? read_answer(settings_.kind, *response)
                                   : tl::unexpected(ModelFailure{response.error(), true});
            if (answer || !answer.error().retry || tries >= settings_.retries) co_return answer;
            const auto own = std::chrono::milliseconds{500 << tries};
            const auto wait = std::max<Duration>(answer.error().after.value_or(Duration{0}), own);
            if (platform_.clock.monotonic() + wait >= give_up_at) co_return answer;
            co_await platform_.clock.sleep(wait);
        }
    }

    Async<Result<json::value>> end(const ModelTask& task, const std::string& key, const std::string& id,
                                   tl::expected<ModelAnswer, ModelFailure> answer) {
        store::ModelCallEnd end;
        end.id = id;
        Result<json::value> result = fail(ErrorCode::internal, "");
        if (answer) {
            end.input_tokens = answer->input_tokens;
            end.output_tokens = answer->output_tokens;
            end.answer = redacted(json::serialize(answer->value));
            const auto good = task.check(answer->value);
            end.status = good ? "answered" : "refused";
            if (!good) end.error = good.error().message;
            result =
                good ? Result<json::value>(std::move(answer->value)) : Result<json::value>(forward(good));
            failures_ = 0;
        } else {
            const auto& failure = answer.error();
            end.status = failure.error.code == ErrorCode::data_loss ? "refused" : "failed";
            end.error = redacted(failure.error.message);
            end.input_tokens = failure.input_tokens;
            end.output_tokens = failure.output_tokens;
            result = tl::unexpected(failure.error);
            note_failure(failure);
        }
        end.cost_microusd = cost(end.input_tokens, end.output_tokens);
        if (result)
            end.remember = kKnown, end.value = *result;
        else if (end.status == "refused")
            end.remember = kUseless;
        const auto job_id = task.personal ? task.job_id : std::string();
        auto ended = co_await database_.write(
            [this, end, key, job_id](Tx& tx) {
                return store::end_model_call(tx, platform_.now(), end, key, job_id);
            },
            store::Durability::relaxed);
        if (!ended) log::warn("a language model's answer is not kept", {{"error", ended.error().message}});
        co_return result;
    }

    void note_failure(const ModelFailure& failure) {
        const bool ours = failure.error.code == ErrorCode::unauthenticated ||
                          failure.error.code == ErrorCode::permission_denied;
        if (failure.error.code == ErrorCode::data_loss || (++failures_ < kFailuresMax && !ours)) return;
        failures_ = 0;
        ask_again_at_ = platform_.clock.monotonic() + kLeftAlone;
        log::warn("the language model is left alone for five minutes; forms are read without it",
                  {{"model", settings_.model}, {"error", redacted(failure.error.message)}});
    }

    const Platform platform_;
    store::Database& database_;
    Send send_;
    const ModelSettings settings_;
    const store::ModelBudget budget_;
    int failures_ = 0;
    Duration ask_again_at_{0};
};

} // namespace

std::unique_ptr<LanguageModel> make_language_model(const Platform& platform, store::Database& database,
                                                   Send send, ModelSettings settings,
                                                   store::ModelBudget budget) {
    return std::make_unique<HttpLanguageModel>(platform, database, std::move(send), std::move(settings),
                                               budget);
}

std::string redacted(std::string_view text) {
    static const RE2 email(R"([\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+)");
    static const RE2 header(R"((?i)\b(bearer|basic)\s+[A-Za-z0-9._~+/=-]{8,})");
    static const RE2 named(
        R"re((?i)\b(password|passwd|secret|api[_-]?key|token)("?\s*[:=]\s*"?)[^\s",;]{3,})re");
    static const RE2 key(
        R"(\b(?:sk|pk|rk|whsec|AIza|ghp|xox[a-z])[-_A-Za-z0-9]{12,}|\b[A-Za-z0-9+/_-]{40,}={0,2})");
    static const RE2 number(R"(\+?\d(?:[ ().\/-]{0,2}\d){6,})");
    std::string out(text);
    RE2::GlobalReplace(&out, header, R"(\1 [secret])");
    RE2::GlobalReplace(&out, named, R"(\1\2[secret])");
    RE2::GlobalReplace(&out, email, "[email]");
    RE2::GlobalReplace(&out, key, "[secret]");
    RE2::GlobalReplace(&out, number, "[number]");
    return out;
}

} // namespace bolt::assist
