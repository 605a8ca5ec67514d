#pragma once
#include "base/json.hpp"
#include "base/result.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace bolt::forms {

/// Reads the JSON that a page script returned. Pages lie: every member is checked and bounded. Absent members
/// are empty; the first wrong one is remembered with its path, and reading goes on.
class SnapshotReader {
  public:
    /// `value` must outlive the reader; `problem` collects the first problem of all readers that share it.
    SnapshotReader(const json::value& value, std::string path, std::string& problem);

    /// Text of at most `bytes_max` bytes (cut at a character), valid UTF-8, without control characters but
    /// '\n'.
    std::string text(std::string_view key, std::size_t bytes_max) const;
    bool has(std::string_view key) const;
    bool flag(std::string_view key) const;
    /// A whole number within low..high; `otherwise` when absent.
    int number(std::string_view key, int low, int high, int otherwise) const;
    std::vector<std::string> texts(std::string_view key, std::size_t items_max, std::size_t bytes_max) const;
    /// Calls `each` for the objects of a list; more than `items_max` are a problem.
    void list(std::string_view key, std::size_t items_max,
              const std::function<void(const SnapshotReader&)>& each) const;
    /// The object member `key`; an empty object when absent.
    SnapshotReader object(std::string_view key) const;
    void report(std::string_view key, std::string_view what) const;

  private:
    const json::value& value_;
    std::string path_;
    std::string& problem_;
};

} // namespace bolt::forms
