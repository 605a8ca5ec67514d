#pragma once
#include "base/clock.hpp"
#include "base/json.hpp"
#include "base/result.hpp"
#include "playground/core/fields.hpp"

#include <cstdio>
#include <deque>
#include <memory>
#include <string>
#include <string_view>

namespace bolt::playground {

/// One POST that reached a site's submission form.
struct Record {
    std::string id;
    std::string site;
    std::string at; ///< UTC, as format_time writes it
    std::string remote;
    std::string user_agent;
    std::string business_key; ///< see business_key()
    std::string
        answer; ///< what the site told the visitor: accepted, pending_review, rejected, duplicate, spam, ...
    bool accepted = false; ///< the site took the data into its store, whatever it asks for next
    bool trap = false;     ///< a field that people cannot see was filled
    Fields fields;
};

/// Name and digits of the phone in lower case, "joe's diner|15125550142": the same business is the same key.
std::string business_key(std::string_view name, std::string_view phone);

/// What the sites received, oldest first, bounded in number and bytes; mirrored to a file if one is given.
/// One thread.
class Records {
  public:
    Records(std::string file, std::size_t records_max, std::size_t bytes_max);
    /// Reads the file (damaged lines are skipped with a warning) and opens it for appending.
    Result<void> open();
    void add(Record record);
    const std::deque<Record>& all() const { return records_; }
    /// The record of that site and id, or nullptr.
    const Record* find(std::string_view site, std::string_view id) const;
    /// True if that site has taken that business.
    bool has(std::string_view site, std::string_view business_key) const;
    /// Forgets everything, in the file too.
    Result<void> clear();

  private:
    struct CloseFile {
        void operator()(std::FILE* file) const { std::fclose(file); }
    };
    void keep(Record record);
    Result<void> open_file(const char* mode);

    std::string path_;
    std::size_t records_max_;
    std::size_t bytes_max_;
    std::size_t bytes_ = 0;
    std::deque<Record> records_;
    std::unique_ptr<std::FILE, CloseFile> file_;
};

/// {"site","id","business","fields":[[name,value]..],"accepted","trap","answer","at","remote","user_agent"}
json::object to_json(const Record& record);

} // namespace bolt::playground
