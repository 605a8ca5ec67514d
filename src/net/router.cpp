#include "net/router.hpp"

#include <stdexcept>

namespace bolt::net {
namespace {

using Node = Router::Impl::Node;
using Endpoint = Router::Impl::Endpoint;

std::vector<std::string_view> split(std::string_view path) {
    std::vector<std::string_view> segments;
    while (!path.empty()) {
        path.remove_prefix(1); // the '/'
        const auto end = std::min(path.find('/'), path.size());
        segments.push_back(path.substr(0, end));
        path.remove_prefix(end);
    }
    return segments;
}

Async<Response> answer(Response response) { co_return response; }

/// Depth-first search of the nodes a path leads to, best first.
class Search {
  public:
    Search(std::string_view path, std::string_view method, bool upgrade)
        : path_(path), segments_(split(path)), method_(method), upgrade_(upgrade) {}

    bool run(const Node& node, std::size_t depth = 0) {
        if (depth == segments_.size()) return look_at(node);
        const auto segment = segments_[depth];
        if (auto child = node.literals.find(segment); child != node.literals.end())
            if (run(*child->second, depth + 1)) return true;
        if (node.parameter && !segment.empty()) {
            values_.push_back(segment);
            if (run(*node.parameter, depth + 1)) return true;
            values_.pop_back();
        }
        if (node.rest) {
            values_.push_back(path_.substr(static_cast<std::size_t>(segment.data() - path_.data())));
            if (look_at(*node.rest)) return true;
            values_.pop_back();
        }
        return false;
    }

    const Endpoint* endpoint() const { return endpoint_; }
    bool is_socket() const { return socket_; }
    bool needs_upgrade() const { return needs_upgrade_; }
    const std::set<std::string>& allowed() const { return allowed_; }
    std::map<std::string, std::string> params() const {
        std::map<std::string, std::string> params;
        for (std::size_t i = 0; i < values_.size(); ++i)
            params[endpoint_->names[i]] = std::string(values_[i]);
        return params;
    }

  private:
    bool look_at(const Node& node) {
        if (node.socket && upgrade_) {
            endpoint_ = node.socket.get();
            return socket_ = true;
        }
        auto found = node.methods.find(method_);
        if (found == node.methods.end() && method_ == "HEAD") found = node.methods.find("GET");
        if (found != node.methods.end()) {
            endpoint_ = &found->second;
            return true;
        }
        if (node.socket && method_ == "GET") needs_upgrade_ = true;
        if (node.socket) allowed_.insert("GET");
        for (const auto& [method, endpoint] : node.methods) {
            allowed_.insert(method);
            if (method == "GET") allowed_.insert("HEAD");
        }
        return false;
    }

    std::string_view path_;
    std::vector<std::string_view> segments_;
    std::string_view method_;
    bool upgrade_;
    std::vector<std::string_view> values_;
    const Endpoint* endpoint_ = nullptr;
    bool socket_ = false;
    bool needs_upgrade_ = false;
    std::set<std::string> allowed_;
};

/// The answer for a path that exists, but not for this request.
Response refusal(const Search& search) {
    if (search.needs_upgrade()) {
        auto response = problem(426, "Upgrade Required", "This address speaks WebSocket only.");
        response.headers.set("Upgrade", "websocket");
        return response;
    }
    std::string allow;
    for (const auto& method : search.allowed()) allow += (allow.empty() ? "" : ", ") + method;
    auto response = problem(405, "Method Not Allowed", "This address answers " + allow + ".");
    response.headers.set("Allow", allow);
    return response;
}

} // namespace

Node& Router::Impl::node_of(std::string text, Endpoint& endpoint) {
    endpoint.pattern = std::move(text);
    const auto& pattern = endpoint.pattern;
    const auto bad = [&](const char* why) { return std::logic_error("route " + pattern + ": " + why); };
    if (!pattern.starts_with('/')) throw bad("must start with '/'");
    Node* node = &root;
    const auto segments = split(pattern);
    for (std::size_t i = 0; i < segments.size(); ++i) {
        auto segment = segments[i];
        std::unique_ptr<Node>* next = nullptr;
        if (segment.starts_with('{') && segment.ends_with('}')) {
            segment = segment.substr(1, segment.size() - 2);
            const bool rest = segment.ends_with("...");
            if (rest) segment.remove_suffix(3);
            if (rest && i + 1 != segments.size()) throw bad("{name...} must be the last segment");
            if (segment.empty() || segment.find_first_of("{}.") != segment.npos)
                throw bad("bad parameter name");
            endpoint.names.emplace_back(segment);
            next = rest ? &node->rest : &node->parameter;
        } else {
            if (segment.find_first_of("{}") != segment.npos) throw bad("a parameter must be a whole segment");
            next = &node->literals[std::string(segment)];
        }
        if (!*next) *next = std::make_unique<Node>();
        node = next->get();
    }
    return *node;
}

Handler Router::Impl::wrapped(Handler handler) const {
    for (const auto& middleware : middlewares)
        handler = [middleware, next = std::move(handler)](Request& request) {
            return middleware(request, next);
        };
    return handler;
}

void Router::Impl::wrap_all(Node& node) {
    for (auto& [method, endpoint] : node.methods) endpoint.handler = wrapped(std::move(endpoint.handler));
    for (auto& [segment, child] : node.literals) wrap_all(*child);
    if (node.parameter) wrap_all(*node.parameter);
    if (node.rest) wrap_all(*node.rest);
}

void Router::Impl::finish() {
    if (!fallback)
        fallback = [](Request&) {
            return answer(problem(404, "Not Found", "There is nothing at this address."));
        };
    fallback = wrapped(std::move(fallback));
    wrap_all(root);
}

void Router::Impl::find(Request& request, bool upgrade, RouteMatch& match) const {
    request.params.clear();
    request.route.clear();
    if (!request.path.starts_with('/')) { // "*", as in OPTIONS *
        match.handler = &fallback;
        return;
    }
    Search search(request.path, request.method, upgrade);
    if (search.run(root)) {
        request.params = search.params();
        request.route = search.endpoint()->pattern;
        if (search.is_socket())
            match.socket = &search.endpoint()->socket;
        else
            match.handler = &search.endpoint()->handler;
    } else if (search.allowed().empty()) {
        match.handler = &fallback;
    } else {
        match.made = wrapped([response = refusal(search)](Request&) { return answer(response); });
        match.handler = &match.made;
    }
}

Router::Router() : impl_(std::make_unique<Impl>()) {}
Router::~Router() = default;
Router::Router(Router&&) noexcept = default;
Router& Router::operator=(Router&&) noexcept = default;

void Router::add(std::string method, std::string pattern, Handler handler) {
    const auto route = method + " " + pattern;
    Impl::Endpoint endpoint;
    auto& node = impl_->node_of(std::move(pattern), endpoint);
    endpoint.handler = std::move(handler);
    if (!node.methods.emplace(std::move(method), std::move(endpoint)).second)
        throw std::logic_error("route " + route + " was added before");
    impl_->routes.push_back(route);
}

void Router::add_socket(std::string pattern, UpgradeCheck check, SocketHandler handler) {
    const auto route = "GET " + pattern;
    auto endpoint = std::make_unique<Impl::Endpoint>();
    auto& node = impl_->node_of(std::move(pattern), *endpoint);
    if (node.socket) throw std::logic_error("socket route " + route + " was added before");
    endpoint->socket = {std::move(check), std::move(handler)};
    node.socket = std::move(endpoint);
    impl_->routes.push_back(route);
}

void Router::set_fallback(Handler handler) { impl_->fallback = std::move(handler); }
void Router::wrap(Middleware middleware) { impl_->middlewares.push_back(std::move(middleware)); }
std::vector<std::string> Router::routes() const { return impl_->routes; }

} // namespace bolt::net
