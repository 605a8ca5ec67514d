#pragma once
#include "forms/verdict.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bolt::forms {

/// What a script's request was answered in JSON.
struct JsonAnswer {
    std::optional<bool> success;          ///< a flag or status word, where there is one
    std::vector<std::string> texts;       ///< what it says in words, at most 50, each at most 400 bytes
    std::vector<FieldError> field_errors; ///< messages by field name, at most 50
};

/// Reads the usual shapes: {"success":true,"data":{"message":..}}, {"status":"error","message":..},
/// {"errors":{"phone":[".."]}}, {"errors":[{"path":"zip","message":".."}]}, {"invalid_fields":[..]}.
/// nullopt if `body` is no JSON object or list.
std::optional<JsonAnswer> read_json_answer(std::string_view body);

} // namespace bolt::forms
