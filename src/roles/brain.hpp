#pragma once
#include "assist/language_model.hpp"
#include "base/platform.hpp"
#include "net/server.hpp"
#include "queue/queue.hpp"
#include "roles/health.hpp"
#include "roles/outcome_board.hpp"
#include "roles/settings.hpp"
#include "store/database.hpp"

namespace bolt::roles {

/// The brain: takes jobs into the queue and plans forms (docs/api.md). Tokens: BACKEND_ENQUEUE_TOKEN or
/// STAFF_API_KEY as `Authorization: Bearer`, `X-Staff-Key` or `X-Admin-Key`.
class Brain {
  public:
    Brain(const Platform& platform, store::Database& database, queue::Queue& queue, const Settings& settings);
    void add_routes(net::Router& router);
    /// Plans may ask it about forms that are not understood. nullptr: they do without.
    void use_model(std::shared_ptr<assist::LanguageModel> model) { model_ = std::move(model); }
    /// What GET /health looks at.
    std::vector<HealthCheck> checks();

    /// True if the request has one of the tokens.
    bool authorized(const net::Request& request) const;

  private:
    Async<net::Response> health();
    Async<net::Response> enqueue(net::Request& request);
    Async<net::Response> plan(net::Request& request);

    Platform platform_;
    store::Database& database_;
    queue::Queue& queue_;
    OutcomeBoard outcomes_;
    std::shared_ptr<assist::LanguageModel> model_;
    std::string enqueue_token_, staff_api_key_;
};

} // namespace bolt::roles
