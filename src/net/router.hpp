#pragma once
#include "net/server.hpp"

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace bolt::net {

/// What a path leads to. Exactly one of `socket` and `handler` is set by Router::Impl::find.
struct RouteMatch {
    struct SocketRoute {
        UpgradeCheck check;
        SocketHandler handler;
    };
    const SocketRoute* socket = nullptr;
    const Handler* handler = nullptr;
    Handler made; ///< keeps a handler alive that was made for this one request (405)
};

/// The router's tree: one node a segment.
struct Router::Impl {
    struct Endpoint {
        std::string pattern;
        std::vector<std::string> names; ///< of the parameters, in order
        Handler handler;
        RouteMatch::SocketRoute socket;
    };
    struct Node {
        std::map<std::string, std::unique_ptr<Node>, std::less<>> literals;
        std::unique_ptr<Node> parameter;
        std::unique_ptr<Node> rest;
        std::map<std::string, Endpoint, std::less<>> methods;
        std::unique_ptr<Endpoint> socket;
    };

    Node root;
    std::vector<Middleware> middlewares;
    std::vector<std::string> routes;
    Handler fallback;

    /// The node of a pattern, made if needed; fills the endpoint's pattern and names.
    Node& node_of(std::string text, Endpoint& endpoint);
    /// Puts the middlewares around every handler. Once, when the server takes the router.
    void finish();
    /// Sets request.params and request.route. `upgrade`: the request asks for a WebSocket.
    /// `match.made`, if used, must stay where it is while the handler runs.
    void find(Request& request, bool upgrade, RouteMatch& match) const;

  private:
    Handler wrapped(Handler handler) const;
    void wrap_all(Node& node);
};

} // namespace bolt::net
