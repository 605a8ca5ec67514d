#pragma once
#include "assist/model_wire.hpp"
#include "base/platform.hpp"
#include "store/database.hpp"
#include "store/model_calls.hpp"

#include <functional>
#include <memory>

namespace bolt::assist {

/// What is asked, about what, and how an answer is proven.
struct ModelTask {
    std::string purpose;                ///< "plan_form", "write_description": a word for the audit
    std::string job_id, directory_name; ///< "": about none
    /// The same content never asks twice. "": system, prompt and schema.
    std::string content = {};
    /// The answer holds data of the job's customer: it is erased with them.
    bool personal = false;
    ModelQuestion question;
    /// Says why an answer is not usable; such an answer is remembered as none for a week.
    std::function<Result<void>(const json::value&)> check;
};

/// The language model port: asks at most once for the same content, within its budgets, and writes down each
/// call. Any failure is an error that its caller meets by deciding without it. One thread.
class LanguageModel {
  public:
    virtual ~LanguageModel() = default;
    /// A checked answer. not_found: asked before, without a usable answer; rate_limited: a budget is used up;
    /// others as read_answer(), or of the store.
    virtual Async<Result<json::value>> ask(ModelTask task) = 0;
};

/// HttpClient::send, or a test's stand-in.
using Send = std::function<Async<Result<net::Response>>(net::ClientRequest)>;

/// The model behind one of the three wire formats. After a refused key, or three failures in a row, it is
/// left alone for five minutes, so that a service that is away costs no attempt any time.
std::unique_ptr<LanguageModel> make_language_model(const Platform& platform, store::Database& database,
                                                   Send send, ModelSettings settings,
                                                   store::ModelBudget budget);

/// The text without what belongs to nobody else: e-mail addresses, numbers of 7 and more digits, keys and
/// tokens, passwords and bearer headers become [email], [number], [secret].
std::string redacted(std::string_view text);

} // namespace bolt::assist
