#pragma once
#include "base/platform.hpp"
#include "net/server.hpp"
#include "queue/queue.hpp"
#include "roles/staff_auth.hpp"
#include "store/database.hpp"
#include "submit/submitter.hpp"

namespace bolt::roles {

/// What the staff dashboard reads (docs/api.md, "Staff reads"): every route only with a live session.
class StaffApi {
  public:
    StaffApi(const Platform& platform, store::Database& database, queue::Queue& queue,
             submit::EvidenceStore& evidence, StaffAuth& auth);
    void add_routes(net::Router& router);

  private:
    Async<net::Response> overview();
    Async<net::Response> jobs(net::Request& request);
    Async<net::Response> job(net::Request& request);
    Async<net::Response> activity(net::Request& request);
    Async<net::Response> directories(net::Request& request);
    Async<net::Response> evidence(net::Request& request);

    Platform platform_;
    store::Database& database_;
    queue::Queue& queue_;
    submit::EvidenceStore& evidence_;
    StaffAuth& auth_;
};

} // namespace bolt::roles
