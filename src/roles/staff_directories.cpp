#include "domain/directory_csv.hpp"
#include "domain/profile.hpp"
#include "roles/staff_routes.hpp"
#include "store/directory_views.hpp"
#include "store/history.hpp"
#include "store/pauses.hpp"

#include <fmt/format.h>

namespace bolt::roles {
namespace {

using store::StaffSession;
using store::Tx;

constexpr std::size_t kTextMax = 200;

/// Reads the members of an edit; the first problem stays.
class EditReader {
  public:
    explicit EditReader(const json::object& body) : body_(body) {}
    std::optional<std::string> text(const char* name) {
        const auto* value = body_.if_contains(name);
        if (value == nullptr) return std::nullopt;
        if (value->is_string() && value->get_string().size() <= kTextMax)
            return std::string(value->get_string());
        return wrong(name, "a text of at most 200 bytes"), std::nullopt;
    }
    std::optional<std::string> url(const char* name) {
        const auto* value = body_.if_contains(name);
        if (value == nullptr) return std::nullopt;
        if (value->is_string() && (value->get_string().empty() || is_http_url(value->get_string())))
            return std::string(value->get_string());
        return wrong(name, "an http or https URL"), std::nullopt;
    }
    std::optional<bool> flag(const char* name) {
        const auto* value = body_.if_contains(name);
        if (value == nullptr) return std::nullopt;
        if (value->is_bool()) return value->get_bool();
        return wrong(name, "true or false"), std::nullopt;
    }
    std::optional<int> number(const char* name, int lowest, int most) {
        const auto* value = body_.if_contains(name);
        if (value == nullptr) return std::nullopt;
        if (value->is_int64() && value->get_int64() >= lowest && value->get_int64() <= most)
            return static_cast<int>(value->get_int64());
        return wrong(name, fmt::format("a whole number from {} to {}", lowest, most)), std::nullopt;
    }
    void wrong(std::string_view name, std::string_view wanted) {
        if (problem_.empty()) problem_ = fmt::format("{}: must be {}", name, wanted);
    }
    const std::string& problem() const { return problem_; }

  private:
    const json::object& body_;
    std::string problem_;
};

Result<store::DirectoryEdit> read_edit(const json::object& body) {
    EditReader read(body);
    store::DirectoryEdit edit;
    edit.title = read.text("title");
    edit.website = read.url("website");
    edit.submission_url = read.url("submission_url");
    edit.category = read.text("category");
    edit.policy = read.text("policy");
    if (edit.policy && *edit.policy != "allowed" && *edit.policy != "ask" && *edit.policy != "never")
        read.wrong("policy", "one of allowed, ask, never");
    edit.active = read.flag("active");
    edit.despite_robots = read.flag("despite_robots");
    edit.captcha_service = read.flag("captcha_service");
    edit.pacing_ms = read.number("pacing_ms", 0, 86'400'000);
    edit.attempts_max = read.number("attempts_max", 1, 10);
    if (!read.problem().empty()) return fail(ErrorCode::invalid_argument, read.problem());
    return edit;
}

using Change = std::function<Result<bool>(Tx&, const Platform&, const std::string& name,
                                          const json::object& body, const store::Actor&)>;

/// Changes the directory in the path, then answers with it.
StaffRoutes::Handler changing(StaffContext& context, Change change) {
    return [&context, change = std::move(change)](net::Request& request,
                                                  const StaffSession& session) -> Async<net::Response> {
        auto body = body_of(request);
        if (!body) co_return problem_of(body.error());
        auto actor = actor_of(session, *body);
        if (!actor) co_return problem_of(actor.error());
        co_return answer(co_await context.database.write(
            then_position([&platform = context.platform, change, name = request.params["name"], body = *body,
                           actor = *actor](Tx& tx) -> Result<json::object> {
                auto changed = change(tx, platform, name, body, actor);
                if (!changed) return forward(changed);
                auto document = store::directory_document(tx, name);
                if (document) (*document)["changed"] = *changed;
                return document;
            })));
    };
}

Async<net::Response> import(StaffContext& context, net::Request& request, const StaffSession& session) {
    auto body = body_of(request);
    if (!body) co_return problem_of(body.error());
    auto actor = actor_of(session, *body);
    if (!actor) co_return problem_of(actor.error());
    const auto format = get_string(*body, "format"), text = get_string(*body, "text");
    if (format != "yaml" && format != "csv")
        co_return problem_of({ErrorCode::invalid_argument, "format: must be yaml or csv"});
    auto catalog = format == "yaml" ? parse_directory_catalog(text) : parse_directory_csv(text);
    if (!catalog) co_return problem_of(catalog.error());
    const bool dry_run = get_bool(*body, "dry_run");
    auto count = std::make_shared<store::ImportCount>();
    auto done =
        co_await context.database.write([&platform = context.platform, catalog = *catalog, actor = *actor,
                                         format, dry_run, count](Tx& tx) -> Result<json::object> {
            auto imported = store::import_directories(tx, platform, catalog);
            if (!imported) return forward(imported);
            *count = *imported;
            if (dry_run) return fail(ErrorCode::cancelled, "a dry run changes nothing");
            auto noted = store::add_audit(
                tx, platform.now(), actor.name, "directory.import", "directories",
                actor.details(
                    {{"format", format}, {"inserted", imported->inserted}, {"updated", imported->updated}}));
            if (!noted) return forward(noted);
            return json::object{};
        });
    if (!done && !(dry_run && done.error().code == ErrorCode::cancelled)) co_return problem_of(done.error());
    co_return answer(json::object{{"total", catalog->size()},
                                  {"inserted", count->inserted},
                                  {"updated", count->updated},
                                  {"dry_run", dry_run}});
}

} // namespace

void add_directory_routes(StaffRoutes& routes, StaffContext& context) {
    routes.add("GET", "/api/staff/directories", Role::viewer,
               [&context](net::Request&, const StaffSession&) -> Async<net::Response> {
                   co_return answer(co_await context.database.read(
                       with_position([](Tx& tx) { return store::directory_list(tx); })));
               });
    routes.add(
        "GET", "/api/staff/directories/{name}", Role::viewer,
        [&context](net::Request& request, const StaffSession&) -> Async<net::Response> {
            co_return answer(co_await context.database.read(with_position(
                [name = request.params["name"]](Tx& tx) { return store::directory_document(tx, name); })));
        });
    routes.add("PATCH", "/api/staff/directories/{name}", Role::admin,
               changing(context,
                        [](Tx& tx, const Platform& platform, const std::string& name,
                           const json::object& body, const store::Actor& actor) -> Result<bool> {
                            auto edit = read_edit(body);
                            if (!edit) return forward(edit);
                            return store::edit_directory(tx, platform, name, *edit, actor);
                        }));
    for (const bool paused : {true, false})
        routes.add("POST",
                   paused ? "/api/staff/directories/{name}/pause" : "/api/staff/directories/{name}/resume",
                   Role::operator_,
                   changing(context, [paused](Tx& tx, const Platform& platform, const std::string& name,
                                              const json::object&, const store::Actor& actor) {
                       return store::pause_directory(tx, platform, name, paused, actor);
                   }));
    routes.add("POST", "/api/staff/directories/import", Role::admin,
               [&context](net::Request& request, const StaffSession& session) {
                   return import(context, request, session);
               });
}

} // namespace bolt::roles
