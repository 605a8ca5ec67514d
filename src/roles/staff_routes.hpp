#pragma once
#include "base/json.hpp"
#include "base/platform.hpp"
#include "domain/package.hpp"
#include "domain/profile.hpp"
#include "net/server.hpp"
#include "queue/queue.hpp"
#include "roles/gateway_browser.hpp"
#include "roles/staff_auth.hpp"
#include "store/actor.hpp"
#include "store/database.hpp"
#include "store/feed.hpp"
#include "submit/submitter.hpp"

#include <map>

namespace bolt::roles {

/// What a caller may do; each includes the ones before it.
enum class Role { viewer, operator_, admin };
std::string_view to_string(Role role);
/// "viewer", "operator", "admin"; nullopt for any other word.
std::optional<Role> parse_role(std::string_view text);

/// All that the handlers of staff routes work with; outlives them.
struct StaffContext {
    const Platform& platform;
    store::Database& database;
    queue::Queue& queue;
    submit::EvidenceStore& evidence;
    const PackageCatalog& packages;
    const Settings& settings;
    StaffAuth& auth;
    GatewayBrowser& browser;
    /// What a probe of a directory would fill in.
    const BusinessProfile& sample_business;
    /// The dead-letter queue as a queue, opened when first asked for; null: there is none to read.
    std::function<Async<Result<queue::Queue*>>()> dead_letters;
    /// Wakes the loop that carries out bulk operations.
    std::function<void()> bulk_added;
    std::function<std::string()> base_url; ///< how browsers reach us, without '/' at the end
};

/// What a room's answers hold: documents of customers, whose contact data are hidden from people until they
/// reveal them (contact_mask.hpp), or staff's own.
enum class Documents { customers, staff };

/// Adds routes that need a session (or an API key) of a role. A lower role gets 403, which is logged.
class StaffRoutes {
  public:
    using Handler = std::function<Async<net::Response>(net::Request&, const store::StaffSession&)>;
    StaffRoutes(net::Router& router, StaffAuth& auth) : router_(router), auth_(auth) {}
    /// For the routes that are added from now on; customers at first.
    void holding(Documents documents) { documents_ = documents; }
    void add(const char* method, const char* pattern, Role least, Handler handler);
    /// "METHOD pattern" to the role it needs: the API document is checked against it.
    const std::map<std::string, Role>& roles() const { return roles_; }

  private:
    net::Router& router_;
    StaffAuth& auth_;
    Documents documents_ = Documents::customers;
    std::map<std::string, Role> roles_;
};

/// The document as an answer that no cache keeps, or the error as a problem document (RFC 9457).
net::Response answer(const Result<json::object>& document, int status = 200);
net::Response problem_of(const Error& error);

/// A body that is a JSON object; an empty body is an empty object. invalid_argument otherwise.
Result<json::object> body_of(const net::Request& request);
/// Who acts, with the "reason" of the body (at most 500 characters).
Result<store::Actor> actor_of(const store::StaffSession& session, const json::object& body = {});

/// Values of query parameters. `number` gives `otherwise` for none, and invalid_argument for anything but
/// lowest..most.
std::string query_text(const net::Request& request, std::string_view name);
std::vector<std::string> query_list(const net::Request& request, std::string_view name);
Result<std::int64_t> query_number(const net::Request& request, std::string_view name, std::int64_t otherwise,
                                  std::int64_t lowest, std::int64_t most);

/// Wraps a transaction's function: the feed position is read before the rows, so that the answer is not older
/// than it.
template <class F>
auto with_position(F function) {
    return [function = std::move(function)](store::Tx& tx) mutable -> Result<json::object> {
        auto bounds = store::feed_bounds(tx);
        if (!bounds) return forward(bounds);
        auto document = function(tx);
        if (!document) return document;
        (*document)["position"] = bounds->newest;
        return document;
    };
}
/// The same behind a write: the position includes what the write did.
template <class F>
auto then_position(F function) {
    return [function = std::move(function)](store::Tx& tx) mutable -> Result<json::object> {
        auto document = function(tx);
        if (!document) return document;
        auto bounds = store::feed_bounds(tx);
        if (!bounds) return forward(bounds);
        (*document)["position"] = bounds->newest;
        return document;
    };
}

// One function a room of the dashboard (docs/api.md): each adds its routes.
void add_job_routes(StaffRoutes& routes, StaffContext& context);
void add_action_routes(StaffRoutes& routes, StaffContext& context);
void add_bulk_routes(StaffRoutes& routes, StaffContext& context);
void add_pause_routes(StaffRoutes& routes, StaffContext& context);
void add_inbox_routes(StaffRoutes& routes, StaffContext& context);
void add_directory_routes(StaffRoutes& routes, StaffContext& context);
void add_customer_routes(StaffRoutes& routes, StaffContext& context);
void add_worker_routes(StaffRoutes& routes, StaffContext& context);
void add_queue_routes(StaffRoutes& routes, StaffContext& context);
void add_overview_routes(StaffRoutes& routes, StaffContext& context);
void add_probe_routes(StaffRoutes& routes, StaffContext& context);
void add_settings_routes(StaffRoutes& routes, StaffContext& context);
void add_export_routes(StaffRoutes& routes, StaffContext& context);
void add_people_routes(StaffRoutes& routes, StaffContext& context);
void add_key_routes(StaffRoutes& routes, StaffContext& context);
void add_second_factor_routes(StaffRoutes& routes, StaffContext& context);

} // namespace bolt::roles
