#pragma once
#include "net/server.hpp"
#include "realtime/hub.hpp"
#include "store/database.hpp"

namespace bolt::roles {

/// Read access to the tables of store/readable_tables.hpp in PostgREST's protocol, so that Supabase's clients
/// work unchanged (docs/supabase.md). Who may: whoever may join the feed, with the same tokens; personal
/// columns are only there for whom Identity::personal says so.
class RestApi {
  public:
    RestApi(store::Database& database, realtime::Authorize authorize)
        : database_(database), authorize_(std::move(authorize)) {}
    /// /rest/v1/{table}
    void add_routes(net::Router& router);

  private:
    Async<net::Response> answer(net::Request& request);
    Async<net::Response> read(net::Request& request, bool personal);

    store::Database& database_;
    realtime::Authorize authorize_;
};

} // namespace bolt::roles
