#include "base/encoding.hpp"
#include "roles/staff_routes.hpp"
#include "store/directories.hpp"
#include "store/history.hpp"
#include "submit/probe.hpp"

namespace bolt::roles {
namespace {

using store::StaffSession;
using store::Tx;

/// True while a probe runs: one at a time, whoever asks.
class Turn {
  public:
    explicit Turn(bool& taken) : taken_(taken), mine_(!std::exchange(taken, true)) {}
    ~Turn() {
        if (mine_) taken_ = false;
    }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;
    bool mine() const { return mine_; }

  private:
    bool& taken_;
    bool mine_;
};

Result<store::Directory> noted_directory(Tx& tx, TimePoint now, const std::string& name,
                                         const std::string& actor) {
    auto directory = store::find_directory(tx, name);
    if (!directory) return forward(directory);
    if (!*directory) return fail(ErrorCode::not_found, "There is no such directory.");
    if (auto noted = store::add_audit(tx, now, actor, "directory.probe", "directory:" + name); !noted)
        return forward(noted);
    return std::move(**directory);
}

/// Opens the directory's page as an attempt would and says what one would do; nothing is filled or sent.
Async<net::Response> probe(StaffContext& context, net::Request& request, const StaffSession& session,
                           std::shared_ptr<bool> taken) {
    const Turn turn(*taken);
    if (!turn.mine())
        co_return problem_of(
            {ErrorCode::conflict, "Somebody probes a directory already: one is looked at at a time."});
    auto directory = co_await context.database.write(
        [now = context.platform.now(), name = request.params["name"],
         actor = actor_of(session)->name](Tx& tx) { return noted_directory(tx, now, name, actor); });
    if (!directory) co_return problem_of(directory.error());
    submit::ProbeOptions wanted;
    wanted.follow = directory->submission_url.empty(); // then the form is looked for from the home page
    wanted.url = wanted.follow ? directory->website : directory->submission_url;
    wanted.profile = context.sample_business;
    wanted.picture = true;
    GatewayBrowser::Use use(context.browser);
    auto report = co_await submit::probe(context.platform, use.lane(), std::move(wanted));
    if (!report)
        co_return net::problem(502, "The page could not be looked at", report.error().message,
                               "probe_failed");
    co_return answer(
        json::object{{"probe", submit::write_probe(*report)},
                     {"picture", report->picture.empty()
                                     ? json::value(nullptr)
                                     : json::value("data:image/jpeg;base64," + base64(report->picture))}});
}

} // namespace

void add_probe_routes(StaffRoutes& routes, StaffContext& context) {
    routes.add("POST", "/api/staff/directories/{name}/probe", Role::operator_,
               [&context, taken = std::make_shared<bool>(false)](net::Request& request,
                                                                 const StaffSession& session) {
                   return probe(context, request, session, taken);
               });
}

} // namespace bolt::roles
