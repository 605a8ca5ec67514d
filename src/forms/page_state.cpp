#include "forms/page_state.hpp"

#include "forms/snapshot_reader.hpp"

namespace bolt::forms {
namespace {

constexpr std::size_t kText = 1500;
constexpr std::size_t kUrl = 8000;

Message::Tone tone_of(std::string_view name) {
    if (name == "good") return Message::Tone::good;
    return name == "bad" ? Message::Tone::bad : Message::Tone::neutral;
}

} // namespace

Result<PageState> read_state(const json::value& snapshot) {
    if (!snapshot.is_object()) return fail(ErrorCode::invalid_argument, "the state snapshot is no object");
    std::string problem;
    const SnapshotReader from(snapshot, "", problem);
    PageState out;
    out.url = from.text("url", kUrl);
    out.title = from.text("title", kText);
    out.language = from.text("language", 60);
    out.loaded = from.flag("loaded");
    out.form_present = from.flag("formPresent");
    out.form_visible = from.flag("formVisible");
    out.form_fill = from.number("formFill", 0, 100'000, 0);
    from.list("fields", 1000, [&](const SnapshotReader& field) {
        out.fields.push_back({field.text("selector", 4000), field.flag("found"), field.flag("checked"),
                              field.text("value", 80'000), field.text("invalid", kText)});
    });
    from.list("invalid", 100, [&](const SnapshotReader& field) {
        out.invalid.push_back(
            {field.text("name", kText), field.text("message", kText), field.flag("native")});
    });
    from.list("messages", 100, [&](const SnapshotReader& message) {
        out.messages.push_back({message.text("text", kText), tone_of(message.text("tone", 20))});
    });
    out.lines = from.texts("lines", 1000, kText);
    out.headings = from.texts("headings", 60, kText);
    from.list("links", 500, [&](const SnapshotReader& link) {
        out.links.push_back({link.text("url", kUrl), link.text("text", kText)});
    });
    out.has_password = from.flag("hasPassword");
    out.captchas = from.texts("captchas", 20, 60);
    if (!problem.empty()) return fail(ErrorCode::invalid_argument, "state snapshot: " + problem);
    return out;
}

} // namespace bolt::forms
