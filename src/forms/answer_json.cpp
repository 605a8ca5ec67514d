#include "forms/answer_json.hpp"

#include "base/json.hpp"
#include "forms/text.hpp"

#include <algorithm>
#include <array>
#include <re2/re2.h>

namespace bolt::forms {
namespace {

constexpr std::size_t kEntriesMax = 50;
constexpr std::size_t kTextBytesMax = 400;
constexpr int kDepthMax = 6;

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) {
    return std::ranges::find(words, word) != words.end();
}

/// 1/0, true/false, "ok"/"error": what a flag or status says; nullopt for anything else ("pending", 200).
std::optional<bool> read_flag(const json::value& value) {
    if (const auto* flag = value.if_bool()) return *flag;
    if (const auto* number = value.if_int64(); number != nullptr && (*number == 0 || *number == 1))
        return *number == 1;
    if (const auto* text = value.if_string()) {
        const auto word = fold(*text);
        if (is_one_of(word, {"success", "ok", "true", "1", "succeeded", "done", "mail_sent", "created"}))
            return true;
        if (is_one_of(word,
                      {"error", "fail", "failed", "failure", "false", "0", "ko", "invalid", "spam", "aborted",
                       "denied", "rejected", "validation_failed", "mail_failed", "acceptance_missing"}))
            return false;
    }
    return std::nullopt;
}

class Reader {
  public:
    JsonAnswer take() { return std::move(out_); }

    void read(const json::value& value, std::string_view key, int depth) {
        if (depth > kDepthMax) return;
        if (const auto* object = value.if_object()) {
            for (const auto& [name, member] : *object) member_of(name, member, depth);
        } else if (const auto* list = value.if_array()) {
            for (const auto& member : *list) read(member, key, depth + 1);
        } else if (const auto* text = value.if_string()) {
            add_text(*text);
        }
    }

  private:
    void member_of(std::string_view name, const json::value& member, int depth) {
        const auto key = fold(name);
        // Words that the page may use later are no answer to this request.
        if (is_one_of(key, {"suggestions", "examples", "hints", "tips", "translations", "i18n", "templates"})) return;
        if (is_one_of(key, {"success", "ok", "status", "result", "succeeded", "state", "type"}) &&
            depth <= 1) {
            const bool certain = key == "success" || key == "ok" || key == "succeeded";
            // A status of 0 or 1 means a different thing on every site.
            const bool readable = certain || member.is_string() || (key != "type" && member.is_bool());
            if (const auto flag = readable ? read_flag(member) : std::nullopt) {
                if (!out_.success || !*flag) out_.success = flag;
                return;
            }
        }
        if (is_one_of(key, {"errors", "error", "field_errors", "fielderrors", "invalid_fields", "validation",
                            "violations", "validation_errors"}))
            errors(member, depth);
        read(member, key, depth + 1);
    }

    void errors(const json::value& value, int depth) {
        const bool says_so = (value.is_object() && !value.get_object().empty()) ||
                             (value.is_array() && !value.get_array().empty()) ||
                             (value.is_string() && !value.get_string().empty()) ||
                             (value.is_bool() && value.get_bool());
        if (!says_so) return;
        out_.success = false;
        if (const auto* object = value.if_object())
            for (const auto& [field, message] : *object) add_error(field, first_text(message, depth));
        if (const auto* list = value.if_array())
            for (const auto& each : *list)
                if (const auto* object = each.if_object())
                    add_error(member_text(*object, {"field", "path", "name", "param", "property",
                                                    "propertypath", "id", "key"}),
                              member_text(*object, {"message", "msg", "error", "detail", "text", "title"}));
    }

    static std::string first_text(const json::value& value, int depth) {
        if (const auto* text = value.if_string()) return std::string(*text);
        if (const auto* list = value.if_array(); list != nullptr && !list->empty() && depth < kDepthMax)
            return first_text(list->front(), depth + 1);
        if (const auto* object = value.if_object()) return member_text(*object, {"message", "msg", "reason"});
        return {};
    }
    static std::string member_text(const json::object& object,
                                   std::initializer_list<std::string_view> names) {
        for (const auto& [key, member] : object) {
            if (!is_one_of(fold(key), names)) continue;
            if (const auto* text = member.if_string()) return std::string(*text);
            if (const auto* list = member.if_array(); list != nullptr && !list->empty())
                if (const auto* text = list->back().if_string()) return std::string(*text);
        }
        return {};
    }

    void add_error(std::string_view field, std::string message) {
        if (field.empty() || message.empty() || out_.field_errors.size() >= kEntriesMax) return;
        message.resize(std::min(message.size(), kTextBytesMax));
        out_.field_errors.push_back({std::string(field.substr(0, 200)), std::move(message)});
    }

    void add_text(std::string_view text) {
        static const RE2 tag("<[^>]{0,500}>");
        if (out_.texts.size() >= kEntriesMax || text.size() > 20 * kTextBytesMax) return;
        std::string words(text);
        RE2::GlobalReplace(&words, tag, " ");
        words.resize(std::min(words.size(), kTextBytesMax));
        if (!words.empty()) out_.texts.push_back(std::move(words));
    }

    JsonAnswer out_;
};

} // namespace

std::optional<JsonAnswer> read_json_answer(std::string_view body) {
    const auto value = parse_json(std::string(body));
    if (!value || !(value->is_object() || value->is_array())) return std::nullopt;
    Reader reader;
    reader.read(*value, "", 0);
    return reader.take();
}

} // namespace bolt::forms
