#include "assist/model_wire.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>

namespace bolt::assist {
namespace {

constexpr std::size_t kAnswerBytesMax = 100'000;

json::object message(std::string_view role, const std::string& text) {
    return {{"role", role}, {"content", text}};
}

// The Messages API documents no temperature any more.
json::object anthropic_body(const ModelSettings& settings, const ModelQuestion& question) {
    return {{"model", settings.model},
            {"max_tokens", question.output_tokens_max},
            {"system", question.system},
            {"messages", json::array{message("user", question.prompt)}},
            {"output_config", {{"format", {{"type", "json_schema"}, {"schema", question.schema}}}}}};
}

json::object openai_body(const ModelSettings& settings, const ModelQuestion& question) {
    json::object format{
        {"type", "json_schema"},
        {"json_schema", {{"name", question.schema_name}, {"strict", true}, {"schema", question.schema}}}};
    json::object body{
        {"model", settings.model},
        {"messages", json::array{message("system", question.system), message("user", question.prompt)}}};
    if (settings.local()) {
        // llama.cpp's server looks for the schema here; Ollama and it know max_tokens only.
        format["schema"] = question.schema;
        body["max_tokens"] = question.output_tokens_max;
        body["temperature"] = 0;
        body["stream"] = false;
    } else {
        // Reasoning models take no temperature and count their thoughts.
        body["max_completion_tokens"] = question.output_tokens_max;
    }
    body["response_format"] = std::move(format);
    return body;
}

json::object gemini_body(const ModelQuestion& question) {
    const auto parts = [](const std::string& text) { return json::array{json::object{{"text", text}}}; };
    return {{"systemInstruction", {{"parts", parts(question.system)}}},
            {"contents", json::array{json::object{{"role", "user"}, {"parts", parts(question.prompt)}}}},
            {"generationConfig",
             {{"temperature", 0},
              {"maxOutputTokens", question.output_tokens_max},
              {"responseMimeType", "application/json"},
              {"responseJsonSchema", question.schema}}}};
}

const json::value* at(const json::value* value, std::string_view key) {
    return value == nullptr ? nullptr : find(*value, key);
}
const json::value* first(const json::value* list) {
    return list != nullptr && list->is_array() && !list->get_array().empty() ? &list->get_array().front()
                                                                             : nullptr;
}
std::string text_at(const json::value* value, std::string_view key) {
    return value == nullptr ? std::string() : get_string(*value, key);
}
int tokens_at(const json::value* usage, std::string_view key) {
    if (usage == nullptr) return 0;
    return static_cast<int>(std::clamp<std::int64_t>(get_int(*usage, key), 0, 100'000'000));
}
/// The texts of a list of parts, joined.
std::string all_texts(const json::value* parts) {
    std::string out;
    if (parts == nullptr || !parts->is_array()) return out;
    for (const auto& part : parts->get_array()) out += get_string(part, "text");
    return out;
}

struct Raw {
    std::string text;
    std::string problem; ///< not "": there is no full answer
    int input_tokens = 0, output_tokens = 0;
};

Raw read_anthropic(const json::value& body) {
    const auto* usage = find(body, "usage");
    Raw out{"", "",
            tokens_at(usage, "input_tokens") + tokens_at(usage, "cache_creation_input_tokens") +
                tokens_at(usage, "cache_read_input_tokens"),
            tokens_at(usage, "output_tokens")};
    if (const auto* content = find(body, "content"); content != nullptr && content->is_array())
        for (const auto& block : content->get_array())
            if (get_string(block, "type") == "text") out.text += get_string(block, "text");
    if (const auto reason = get_string(body, "stop_reason");
        reason != "end_turn" && reason != "stop_sequence")
        out.problem = "it stopped early: " + reason.substr(0, 60);
    return out;
}

Raw read_openai(const json::value& body) {
    const auto* usage = find(body, "usage");
    const auto* choice = first(find(body, "choices"));
    const auto* said = at(choice, "message");
    Raw out{text_at(said, "content"), "", tokens_at(usage, "prompt_tokens"),
            tokens_at(usage, "completion_tokens")};
    if (!text_at(said, "refusal").empty())
        out.problem = "the model refuses";
    else if (const auto reason = text_at(choice, "finish_reason"); reason != "stop")
        out.problem = "it stopped early: " + reason.substr(0, 60);
    return out;
}

Raw read_gemini(const json::value& body) {
    const auto* usage = find(body, "usageMetadata");
    const auto* candidate = first(find(body, "candidates"));
    Raw out{all_texts(at(at(candidate, "content"), "parts")), "", tokens_at(usage, "promptTokenCount"),
            tokens_at(usage, "candidatesTokenCount") + tokens_at(usage, "thoughtsTokenCount")};
    if (candidate == nullptr)
        out.problem =
            "the prompt was blocked: " + text_at(find(body, "promptFeedback"), "blockReason").substr(0, 60);
    else if (const auto reason = text_at(candidate, "finishReason"); reason != "STOP")
        out.problem = "it stopped early: " + reason.substr(0, 60);
    return out;
}

std::optional<Duration> seconds_of(std::string_view text) {
    double seconds = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (error != std::errc{} || end == text.data() || seconds < 0 || seconds > 86'400) return std::nullopt;
    return Duration{static_cast<std::int64_t>(seconds * 1e6)};
}

/// Retry-After in its form of seconds, the vendors' own header in milliseconds, or Gemini's RetryInfo.
std::optional<Duration> asked_wait(const net::Response& response, const json::value* error) {
    if (const auto ms = seconds_of(response.headers.get("retry-after-ms"))) return *ms / 1000;
    if (const auto seconds = seconds_of(response.headers.get("retry-after"))) return seconds;
    const auto* details = at(error, "details");
    if (details == nullptr || !details->is_array()) return std::nullopt;
    for (const auto& detail : details->get_array())
        if (const auto wait = seconds_of(get_string(detail, "retryDelay"))) return wait;
    return std::nullopt;
}

ModelFailure failure_of(const net::Response& response) {
    const auto body = parse_json(response.body.substr(0, kAnswerBytesMax));
    const auto* error = body ? find(*body, "error") : nullptr;
    // Ollama's own form is a text.
    auto said =
        error != nullptr && error->is_string() ? std::string(error->get_string()) : text_at(error, "message");
    if (said.size() > 300) said.resize(300);
    const auto text = fmt::format("the language model answers HTTP {}: {}", response.status, said);
    const int status = response.status;
    // A quota that is used up does not come back by waiting.
    const auto code = text_at(error, "code") + text_at(at(error, "details"), "error_code");
    const bool spent = code == "insufficient_quota" || code == "enforced_spend_limit_reached";
    const auto kind = status == 401                                     ? ErrorCode::unauthenticated
                      : status == 402 || status == 403 || spent         ? ErrorCode::permission_denied
                      : status == 429                                   ? ErrorCode::rate_limited
                      : status == 408 || status == 409 || status >= 500 ? ErrorCode::unavailable
                                                                        : ErrorCode::invalid_argument;
    const bool retry = kind == ErrorCode::rate_limited || kind == ErrorCode::unavailable;
    return {{kind, text}, retry, asked_wait(response, error)};
}

} // namespace

std::string_view to_string(ModelKind kind) {
    return kind == ModelKind::anthropic ? "anthropic" : kind == ModelKind::gemini ? "gemini" : "openai";
}

std::string ModelSettings::url() const {
    if (!base_url.empty()) return base_url;
    switch (kind) {
    case ModelKind::anthropic:
        return "https://api.anthropic.com";
    case ModelKind::gemini:
        return "https://generativelanguage.googleapis.com";
    case ModelKind::openai:
        break;
    }
    return "https://api.openai.com";
}

net::ClientRequest write_question(const ModelSettings& settings, const ModelQuestion& question) {
    net::ClientRequest request;
    request.method = "POST";
    request.timeout = settings.timeout;
    request.response_bytes_max = 2 * kAnswerBytesMax;
    request.headers.set("Content-Type", "application/json");
    json::object body;
    switch (settings.kind) {
    case ModelKind::anthropic:
        request.url = settings.url() + "/v1/messages";
        request.headers.set("anthropic-version", "2023-06-01");
        if (!settings.key.empty()) request.headers.set("x-api-key", settings.key);
        body = anthropic_body(settings, question);
        break;
    case ModelKind::openai:
        request.url = settings.url() + "/v1/chat/completions";
        if (!settings.key.empty()) request.headers.set("Authorization", "Bearer " + settings.key);
        body = openai_body(settings, question);
        break;
    case ModelKind::gemini:
        request.url = fmt::format("{}/v1beta/models/{}:generateContent", settings.url(), settings.model);
        if (!settings.key.empty()) request.headers.set("x-goog-api-key", settings.key);
        body = gemini_body(question);
        break;
    }
    request.body = json::serialize(body);
    return request;
}

tl::expected<ModelAnswer, ModelFailure> read_answer(ModelKind kind, const net::Response& response) {
    if (response.status != 200) return tl::unexpected(failure_of(response));
    const auto unusable = [](std::string why, const Raw& raw) {
        return tl::unexpected(
            ModelFailure{{ErrorCode::data_loss, "the language model's answer is of no use: " + why},
                         false,
                         std::nullopt,
                         raw.input_tokens,
                         raw.output_tokens});
    };
    const auto body = parse_json(response.body);
    if (!body || !body->is_object()) return unusable("no JSON object", {});
    const auto raw = kind == ModelKind::anthropic ? read_anthropic(*body)
                     : kind == ModelKind::gemini  ? read_gemini(*body)
                                                  : read_openai(*body);
    if (!raw.problem.empty()) return unusable(raw.problem, raw);
    if (raw.text.size() > kAnswerBytesMax) return unusable("it is too long", raw);
    auto value = parse_json(raw.text);
    if (!value) return unusable("its text is no JSON", raw);
    return ModelAnswer{std::move(*value), raw.input_tokens, raw.output_tokens};
}

} // namespace bolt::assist
