#pragma once
#include "base/result.hpp"

#include <charconv>
#include <fmt/format.h>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <yaml-cpp/yaml.h>

namespace bolt {

/// invalid_argument "line N: problem".
inline tl::unexpected<Error> at_line(const YAML::Node& node, std::string_view problem) {
    return fail(ErrorCode::invalid_argument, fmt::format("line {}: {}", node.Mark().line + 1, problem));
}

/// The members of one YAML mapping from outside, read by hand: yaml-cpp's own conversions take "012" for ten
/// and "yes" for true, and find() hides duplicate keys. Every error is invalid_argument with its line. Only
/// for this room's .cpp files.
class YamlFields {
  public:
    /// Checks that `node` is a mapping with only known keys, each once.
    static Result<YamlFields> of(const YAML::Node& node, const std::set<std::string>& known) {
        if (!node.IsMap()) return at_line(node, "must be a mapping of key: value");
        YamlFields fields(node);
        for (const auto& entry : node) {
            if (!entry.first.IsScalar()) return at_line(entry.first, "a key must be a word");
            const auto& key = entry.first.Scalar();
            if (!known.contains(key)) return at_line(entry.first, fmt::format("unknown key \"{}\"", key));
            if (!fields.members_.emplace(key, Member{entry.first, entry.second}).second)
                return at_line(entry.first, fmt::format("\"{}\" is given twice", key));
        }
        return fields;
    }

    /// A required text of 1 to `bytes_max` bytes.
    Result<std::string> text(const std::string& key, std::size_t bytes_max = 200) const {
        const auto found = members_.find(key);
        if (found == members_.end()) return at_line(node_, fmt::format("\"{}\" is missing", key));
        if (!found->second.value.IsScalar() || found->second.value.Scalar().empty())
            return at_line(found->second.key, fmt::format("\"{}\" must be text", key));
        if (found->second.value.Scalar().size() > bytes_max)
            return at_line(found->second.key, fmt::format("\"{}\" is too long", key));
        return found->second.value.Scalar();
    }

    /// A required number within [low, high].
    template <class Number>
    Result<Number> number(const std::string& key, Number low, Number high) const {
        auto written = text(key);
        if (!written) return forward(written);
        Number value{};
        const auto* end = written->data() + written->size();
        const auto [stop, error] = std::from_chars(written->data(), end, value);
        const bool octal_looking = written->size() > 1 && written->front() == '0' && (*written)[1] != '.';
        if (error != std::errc{} || stop != end || octal_looking || !(value >= low && value <= high))
            return at_line(
                members_.at(key).key,
                fmt::format("\"{}\" must be a number from {} to {}, not \"{}\"", key, low, high, *written));
        return value;
    }

    /// A required `true` or `false`.
    Result<bool> boolean(const std::string& key) const {
        auto written = text(key);
        if (!written) return forward(written);
        if (*written == "true" || *written == "false") return *written == "true";
        return at_line(members_.at(key).key,
                       fmt::format("\"{}\" must be true or false, not \"{}\"", key, *written));
    }

    /// nullptr where the key is absent.
    const YAML::Node* find(const std::string& key) const {
        const auto found = members_.find(key);
        return found == members_.end() ? nullptr : &found->second.value;
    }

  private:
    struct Member {
        YAML::Node key; ///< knows its line even where the value is empty
        YAML::Node value;
    };
    explicit YamlFields(const YAML::Node& node) : node_(node) {}
    YAML::Node node_;
    std::map<std::string, Member> members_;
};

} // namespace bolt
