#pragma once
#include "base/clock.hpp"
#include "base/json.hpp"
#include "base/result.hpp"
#include "net/client.hpp"

#include <optional>
#include <string>
#include <string_view>

/// The wire formats of language models. Pure: a question to an HTTP request, an HTTP response to an answer.
namespace bolt::assist {

enum class ModelKind {
    anthropic, ///< Messages API, version 2023-06-01: platform.claude.com/docs
    openai,    ///< chat completions; OpenAI, llama.cpp's server, Ollama and others
    gemini     ///< generateContent, v1beta: ai.google.dev/api
};
std::string_view to_string(ModelKind kind);

struct ModelSettings {
    ModelKind kind = ModelKind::openai;
    std::string model;                         ///< as the service names it
    std::string base_url;                      ///< scheme, host, port, no path; "": the vendor's own
    std::string key;                           ///< "": none is sent (local servers)
    std::chrono::milliseconds timeout{30'000}; ///< of one call
    /// Of all tries and waits of one question.
    std::chrono::milliseconds patience{60'000};
    int retries = 2; ///< on 408, 409, 429, 5xx and a lost connection
    /// US dollars per million tokens, so micro-dollars per token.
    double input_price = 0, output_price = 0;

    std::string url() const; ///< base_url or the vendor's
    bool local() const { return !base_url.empty(); }
};

struct ModelQuestion {
    std::string system, prompt;
    std::string schema_name = "answer"; ///< a-z and _
    json::object schema; ///< JSON Schema of the answer; every object closed, every member required
    int output_tokens_max = 2000;
};

struct ModelAnswer {
    json::value value; ///< parsed, not checked against the schema: whoever asked reads it as hostile
    int input_tokens = 0, output_tokens = 0;
};

/// Why there is no answer, and whether asking again may help.
struct ModelFailure {
    Error error;
    bool retry = false;
    std::optional<Duration> after{};         ///< the service asked for this wait
    int input_tokens = 0, output_tokens = 0; ///< billed all the same
};

net::ClientRequest write_question(const ModelSettings& settings, const ModelQuestion& question);
/// A full answer of at most 100,000 bytes that is JSON; anything else (cut off, refused, blocked, no JSON) is
/// a failure. unauthenticated, permission_denied: the key; rate_limited; unavailable; invalid_argument: the
/// service does not take the question; data_loss: it answered, but nothing usable.
tl::expected<ModelAnswer, ModelFailure> read_answer(ModelKind kind, const net::Response& response);

} // namespace bolt::assist
