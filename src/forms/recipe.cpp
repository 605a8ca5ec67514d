#include "forms/recipe.hpp"

#include "base/crypto.hpp"
#include "base/encoding.hpp"
#include "forms/snapshot_reader.hpp"
#include "forms/text.hpp"

#include <fmt/format.h>
#include <re2/re2.h>

namespace bolt::forms {
namespace {

/// "field_8f3a9c21" and "input-1724" are named anew at every visit.
std::string stable(std::string_view name) {
    static const RE2 random(R"([0-9a-f]*[0-9][0-9a-f]{5,}|\d{3,})");
    auto out = fold(name);
    RE2::GlobalReplace(&out, random, "#");
    return out;
}

/// Lists grow with every new category; whether there is anything to choose stays.
bool has_choices(const Control& control) { return control.options.size() > 1; }

bool counts(const Control& control) { return control.kind != ControlKind::hidden; }

} // namespace

std::string form_fingerprint(const Form& form) {
    std::string text = form.method;
    for (const auto& control : form.controls)
        if (counts(control))
            text += fmt::format("\n{}\x1f{}\x1f{}\x1f{}\x1f{}\x1f{}", static_cast<int>(control.kind),
                                control.type, stable(control.name), stable(control.labels.best()),
                                control.required, has_choices(control));
    return hex(sha256(text));
}

std::string Recipe::fingerprint() const {
    std::string all;
    for (const auto& part : parts) all += part.fingerprint;
    return parts.size() == 1 ? all : parts.empty() ? std::string() : hex(sha256(all));
}

RecipePart make_recipe_part(const Form& form, const Choice& choice) {
    RecipePart out;
    out.fingerprint = form_fingerprint(form);
    std::vector<const Classified*> by_control(form.controls.size());
    for (const auto& meaning : choice.meaning)
        if (meaning.control < by_control.size()) by_control[meaning.control] = &meaning;
    for (std::size_t index = 0; index < form.controls.size(); ++index) {
        const auto& control = form.controls[index];
        if (!counts(control)) continue;
        RecipePart::Field field{control.name, control.labels.best(), Meaning::none, "", 0};
        if (const auto* meaning = by_control[index]) {
            field.meaning = meaning->meaning;
            field.detail = meaning->detail;
            field.confidence = meaning->confidence;
        }
        out.fields.push_back(std::move(field));
    }
    return out;
}

std::optional<Choice> replay(const Recipe& recipe, const Page& page, const Choice& seen) {
    if (seen.kind != PageKind::submission && seen.kind != PageKind::no_form) return std::nullopt;
    for (std::size_t index = 0; index < page.forms.size(); ++index) {
        const auto& form = page.forms[index];
        const auto fingerprint = form_fingerprint(form);
        for (const auto& part : recipe.parts) {
            if (part.fingerprint != fingerprint) continue;
            Choice out;
            out.kind = PageKind::submission;
            out.form = index;
            out.score = seen.score;
            out.reason = "the form is the one of the recipe";
            std::size_t next = 0;
            for (std::size_t control = 0; control < form.controls.size(); ++control) {
                Classified meaning;
                meaning.control = control;
                meaning.reason = "recipe";
                if (counts(form.controls[control]) && next < part.fields.size()) {
                    const auto& field = part.fields[next++];
                    meaning.meaning = field.meaning;
                    meaning.detail = field.detail;
                    meaning.confidence = field.confidence;
                }
                out.meaning.push_back(std::move(meaning));
            }
            return out;
        }
    }
    return std::nullopt;
}

bool stands(const Recipe& recipe, const Page& page, const Choice& seen) {
    if (seen.kind != PageKind::submission && seen.kind != PageKind::no_form) return false;
    for (const auto& form : page.forms) {
        const auto fingerprint = form_fingerprint(form);
        for (const auto& part : recipe.parts)
            if (part.seen == fingerprint) return true;
    }
    return false;
}

json::object write_recipe(const Recipe& recipe) {
    json::array parts;
    for (const auto& part : recipe.parts) {
        json::array fields;
        for (const auto& field : part.fields)
            fields.push_back(json::object{{"name", field.name},
                                          {"label", field.label},
                                          {"meaning", to_string(field.meaning)},
                                          {"detail", field.detail},
                                          {"confidence", static_cast<int>(field.confidence * 100 + 0.5)}});
        json::object written{{"fingerprint", part.fingerprint}, {"fields", std::move(fields)}};
        if (!part.seen.empty()) written["seen"] = part.seen;
        parts.push_back(std::move(written));
    }
    return {{"parts", std::move(parts)}};
}

Result<Recipe> read_recipe(const json::value& value) {
    if (!value.is_object()) return fail(ErrorCode::invalid_argument, "the recipe must be a JSON object");
    std::string problem;
    const SnapshotReader from(value, "", problem);
    Recipe out;
    from.list("parts", 20, [&](const SnapshotReader& part) {
        RecipePart read;
        read.fingerprint = part.text("fingerprint", 64);
        read.seen = part.text("seen", 64);
        part.list("fields", 1000, [&](const SnapshotReader& field) {
            const auto meaning = parse_meaning(field.text("meaning", 60));
            if (!meaning) field.report("meaning", "is no meaning");
            read.fields.push_back({field.text("name", 8000), field.text("label", 8000),
                                   meaning.value_or(Meaning::none), field.text("detail", 60),
                                   field.number("confidence", 0, 100, 0) / 100.0});
        });
        out.parts.push_back(std::move(read));
    });
    if (!problem.empty()) return fail(ErrorCode::invalid_argument, "recipe: " + problem);
    return out;
}

} // namespace bolt::forms
