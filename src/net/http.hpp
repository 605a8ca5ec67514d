#pragma once
#include "base/async.hpp"
#include "base/result.hpp"

#include <functional>
#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bolt::net {

/// Header fields in order; names compare without case.
class Headers {
  public:
    Headers() = default;
    Headers(std::initializer_list<std::pair<std::string, std::string>> fields) : fields_(fields) {}
    /// The first value of `name`, or "".
    std::string_view get(std::string_view name) const;
    bool has(std::string_view name) const;
    /// Replaces every field of that name.
    void set(std::string_view name, std::string value);
    /// Adds one more (Set-Cookie).
    void add(std::string_view name, std::string value);
    /// Removes every field of that name.
    void remove(std::string_view name);
    const std::vector<std::pair<std::string, std::string>>& all() const { return fields_; }

  private:
    std::vector<std::pair<std::string, std::string>> fields_;
};

/// A request as the server read it. Everything in it came from outside.
struct Request {
    std::string method{}; ///< "GET", "POST", ... upper case
    std::string target{}; ///< raw, e.g. "/api/jobs?status=failed"
    std::string path{}; ///< before '?', percent-decoded once; valid UTF-8 without control characters, "." or
                        ///< ".." segments
    std::vector<std::pair<std::string, std::string>> query{}; ///< decoded, in order; valid UTF-8, no NUL
    Headers headers{};
    std::string body{};                          ///< raw bytes, at most ServerSettings::body_bytes_max
    std::string remote{};                        ///< the peer's IP address
    std::map<std::string, std::string> params{}; ///< from the route's pattern: "/jobs/{id}" -> {"id", "42"}
    std::string route{}; ///< the pattern that matched, e.g. "/jobs/{id}"; "" for the fallback. A bounded set:
                         ///< for metrics

    /// First value of a query parameter, or nullopt.
    std::optional<std::string> query_value(std::string_view name) const;
    /// Value of a cookie, or "".
    std::string cookie(std::string_view name) const;
};

struct Response {
    int status = 200;
    Headers headers{};
    std::string body{};
    /// What follows `body`, piece by piece, for answers too long to hold in memory: called again after each
    /// piece has been taken, until it gives "". After an error the connection is cut, so that the client
    /// knows that the rest is missing. It must own what it uses. Empty: nothing follows.
    std::function<Async<Result<std::string>>()> more{};
    /// Close the connection without sending anything (the practice sites that fail on purpose).
    bool cut = false;

    static Response json(int status, std::string body);
    static Response text(int status, std::string body);
    static Response html(int status, std::string body);
    static Response redirect(std::string location, int status = 303);
    static Response empty(int status = 204);
};

/// RFC 9457 problem document (application/problem+json): {"type","title","status","detail"}.
/// `type` is "about:blank" unless `code` is given: then "urn:directory-bolt:problem:<code>".
Response problem(int status, std::string_view title, std::string_view detail, std::string_view code = "");

} // namespace bolt::net
