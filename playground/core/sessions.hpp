#pragma once
#include "base/random.hpp"
#include "net/http.hpp"

#include <deque>
#include <map>
#include <string>

namespace bolt::playground {

/// What a site remembers of its visitors, by cookie. Bounded: the oldest session makes room. One thread.
template <class State>
class Sessions {
  public:
    Sessions(Random& random, std::string cookie, std::size_t sessions_max = 1'000)
        : random_(random), cookie_(std::move(cookie)), sessions_max_(sessions_max) {}

    /// The visitor's state, or nullptr when there is no session.
    State* find(const net::Request& request) {
        const auto found = states_.find(request.cookie(cookie_));
        return found == states_.end() ? nullptr : &found->second;
    }

    /// A new, empty state; `response` gets its cookie.
    State& open(net::Response& response) {
        auto id = random_.token(16);
        order_.push_back(id);
        if (order_.size() > sessions_max_) {
            states_.erase(order_.front());
            order_.pop_front();
        }
        response.headers.add("Set-Cookie", cookie_ + "=" + id + "; Path=/; HttpOnly; SameSite=Lax");
        return states_[id];
    }

    void close(const net::Request& request) { states_.erase(request.cookie(cookie_)); }

  private:
    Random& random_;
    std::string cookie_;
    std::size_t sessions_max_;
    std::map<std::string, State> states_;
    std::deque<std::string> order_;
};

} // namespace bolt::playground
