#pragma once
#include "net/http.hpp"
#include "playground/core/records.hpp"

#include <map>
#include <string>

namespace bolt::playground {

/// How a site behaves until told otherwise: normal; down (connections are cut); slow (Settings::slow before
/// each answer); drop_after_store (takes a POST, then cuts the connection); always_503; new_field (its form
/// has one more optional field); new_question (its form asks for something that nobody can know, and takes
/// nothing without it).
enum class Mode { normal, down, slow, drop_after_store, always_503, new_field, new_question };

/// The control routes, on host control.localhost and under /_playground of every host:
///   GET  /_playground/received?site=&business=  {"submissions":[to_json(Record)...]}, oldest first; both
///   filters may
///        be left out; `business` is a business key or a business name
///   GET  /_playground/duplicates  {"counts":[{"site","business","count"}...],"duplicates":n}: submissions
///   that a site
///        took, by business, spam included; `duplicates` is the number of those counted more than once
///   POST /_playground/reset       forgets all records and modes
///   POST /_playground/mode        {"site":"bistro-list","mode":"down"}
/// Requests that a page of another origin makes (Origin header) are refused with 403. One thread.
class Control {
  public:
    explicit Control(Records& records) : records_(records) {}
    net::Response handle(const net::Request& request, std::string_view path);
    Mode mode(std::string_view site) const;
    /// Counts resets, so that sites with a memory of their own notice one.
    std::uint64_t resets() const { return resets_; }

  private:
    net::Response received(const net::Request& request) const;
    net::Response duplicates() const;
    net::Response reset();
    net::Response set_mode(const net::Request& request);

    Records& records_;
    std::map<std::string, Mode, std::less<>> modes_;
    std::uint64_t resets_ = 0;
};

} // namespace bolt::playground
