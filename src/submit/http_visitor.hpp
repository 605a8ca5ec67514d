#pragma once
#include "forms/verdict.hpp"
#include "net/client.hpp"
#include "submit/address_policy.hpp"
#include "submit/http_form.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace bolt::submit {

struct HttpVisitSettings {
    std::string user_agent;
    std::string accept_language;
    std::size_t bytes_max = 2 << 20; ///< of one answer, decoded
    int redirects_max = 10;
    /// Asked before a redirect is followed with GET (robots.txt); empty: every redirect is.
    std::function<Async<bool>(std::string url)> may_follow = nullptr;
};

/// Where a request led, redirects included.
struct HttpVisit {
    HttpAnswer answer;                    ///< of the last hop; status 0 if none came
    std::string problem;                  ///< why no answer came
    ErrorCode code = ErrorCode::internal; ///< of the problem
    std::vector<forms::Exchange> exchanges;
};

/// One visitor of a site without a browser: cookies of its own, every hop checked by the address policy and
/// connected only to the addresses that it checked. References must outlive it.
class HttpVisitor {
  public:
    HttpVisitor(net::HttpClient& client, AddressPolicy& policy, HttpVisitSettings settings)
        : client_(client), policy_(policy), settings_(std::move(settings)),
          cookies_(std::make_shared<net::CookieJar>()) {}

    Async<HttpVisit> open(std::string url, std::chrono::milliseconds timeout);
    /// Sends the form once. `page_url`: where the form stood.
    Async<HttpVisit> send(FormRequest request, std::string page_url, bool fresh_connection,
                          std::chrono::milliseconds timeout);
    /// The check of the address alone, before anything is said to be sent.
    Async<Result<void>> check(std::string url);
    const net::CookieJar& cookies() const { return *cookies_; }

  private:
    Async<HttpVisit> follow(net::ClientRequest request, std::string page_url);
    Async<Result<net::Response>> hop(net::ClientRequest request);

    net::HttpClient& client_;
    AddressPolicy& policy_;
    HttpVisitSettings settings_;
    std::shared_ptr<net::CookieJar> cookies_;
};

} // namespace bolt::submit
