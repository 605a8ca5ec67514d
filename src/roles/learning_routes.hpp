#pragma once
#include "roles/outcome_board.hpp"
#include "roles/staff_routes.hpp"

namespace bolt::roles {

/// `GET /api/expected-outcome?package=&country=&category=`: what a package may expect, for everybody. 400 for
/// an unknown package. `board` and `packages` must outlive the router.
void add_expected_outcome_route(net::Router& router, OutcomeBoard& board, const PackageCatalog& packages);
/// `GET /api/staff/directories/{name}/learning`: versions of its recipe with their rates, the last look at
/// its form, its experiments, what is expected of it, and what language models cost today. `POST .../canary`
/// asks for a look.
void add_learning_routes(StaffRoutes& routes, StaffContext& context, OutcomeBoard& board);
/// `GET /api/staff/experiments?directory=`, `POST /api/staff/directories/{name}/experiments` and
/// `POST /api/staff/experiments/{id}/stop` (store/experiments.hpp).
void add_experiment_routes(StaffRoutes& routes, StaffContext& context);

} // namespace bolt::roles
