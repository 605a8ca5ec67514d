#include "forms/repair.hpp"

#include "forms/match_option.hpp"
#include "forms/rewrite.hpp"
#include "forms/text.hpp"
#include "forms/values.hpp"

#include <algorithm>
#include <re2/re2.h>

namespace bolt::forms {
namespace {

constexpr std::size_t kFixesMax = 10;

std::string bare(std::string_view text) {
    auto out = fold(text);
    while (!out.empty() && (out.back() == '*' || out.back() == ':' || out.back() == ' ')) out.pop_back();
    return out;
}

/// "listing[phone]" -> "phone": the last part of a bracketed or dotted name.
std::string last_part(std::string_view name) {
    auto out = fold(name);
    while (out.ends_with(']')) out.pop_back();
    const auto cut = out.find_last_of("[.");
    return cut == std::string::npos ? out : out.substr(cut + 1);
}

const Control* control_of(const Form& form, const std::string& selector) {
    for (const auto& control : form.controls)
        if (control.selector == selector) return &control;
    return nullptr;
}

bool is_called(const Control& control, std::string_view field) {
    const auto wanted = bare(field);
    if (wanted.size() < 2) return false;
    for (const auto* name : {&control.name, &control.id})
        if (!name->empty() && (fold(*name) == wanted || last_part(*name) == last_part(field))) return true;
    for (const auto* label : {&control.labels.best(), &control.labels.aria, &control.labels.placeholder})
        if (!label->empty() && bare(*label) == wanted) return true;
    return false;
}

/// Words that name a field inside a message without a field of its own: "Phone is invalid".
bool speaks_of(std::string_view message, Meaning meaning) {
    static const RE2 phone(
        R"(\b(tele)?(phone|fon|fono|foon|fone)(nummer| number)?s?\b|\btel\b|telefonnummer|telephone|rufnummer|fax)");
    static const RE2 website(
        R"(\b(web ?site|url|web ?seite|homepage|web ?address|site web|sitio|sito|site)\b)");
    static const RE2 zip(
        R"(\b(zip|post ?code|postal|plz|postleitzahl|cap|cep|codigo postal|code postal|codice postale)\b)");
    static const RE2 text(
        R"(\b(description|beschreibung|descripcion|descrizione|descricao|omschrijving|about|summary|text)\b)");
    static const RE2 category(R"(\b(category|kategorie|branche|categorie|categoria|rubrique)\b)");
    switch (meaning) {
    case Meaning::phone:
        return RE2::PartialMatch(message, phone);
    case Meaning::website:
        return RE2::PartialMatch(message, website);
    case Meaning::postal_code:
        return RE2::PartialMatch(message, zip);
    case Meaning::description:
    case Meaning::short_description:
        return RE2::PartialMatch(message, text);
    case Meaning::category:
    case Meaning::subcategory:
        return RE2::PartialMatch(message, category);
    default:
        return false;
    }
}

std::optional<std::string> rewritten(const Control& control, const Step& step, std::string_view message,
                                     const BusinessProfile& profile) {
    switch (step.meaning) {
    case Meaning::phone:
        // The field's own example tells the format too.
        return rewrite_phone(step.value, std::string(message) + " " + control.labels.placeholder,
                             profile.country);
    case Meaning::website:
    case Meaning::social_link:
        return rewrite_url(step.value, message);
    case Meaning::postal_code:
        return rewrite_postal_code(step.value, message);
    case Meaning::email:
        return std::nullopt;
    default:
        return rewrite_text(step.value, message);
    }
}

std::optional<Step> other_choice(const Control& control, Step step, const BusinessProfile& profile) {
    if (step.meaning != Meaning::category && step.meaning != Meaning::subcategory) return std::nullopt;
    auto options = control.options;
    for (auto& option : options) option.disabled = option.disabled || option.value == step.value;
    const auto found = match_category(options, profile.categories);
    if (!found || found->is_fallback || options[found->option].value == step.value) return std::nullopt;
    step.value = options[found->option].value;
    step.label = options[found->option].label;
    step.expected = step.value;
    return step;
}

class Repairer {
  public:
    Repairer(const Form& form, const Plan& plan, const BusinessProfile& profile)
        : form_(form), plan_(plan), profile_(profile) {}

    bool try_field(std::string_view field, std::string_view message) {
        for (const auto& step : plan_.steps)
            if (const auto* control = control_of(form_, step.selector);
                control != nullptr && is_called(*control, field))
                return fix(*control, step, message);
        return false;
    }
    void try_message(std::string_view message) {
        const auto folded = fold(message);
        for (const auto& step : plan_.steps) {
            const auto* control = control_of(form_, step.selector);
            if (control == nullptr) continue;
            const auto label = bare(control->labels.best());
            const bool named = label.size() >= 4 && folded.find(label) != std::string::npos;
            if (named || speaks_of(folded, step.meaning)) fix(*control, step, message);
        }
    }
    std::vector<Fix> take() { return std::move(fixes_); }

  private:
    bool fix(const Control& control, const Step& step, std::string_view message) {
        if (fixes_.size() >= kFixesMax || step.purpose != Purpose::none) return false;
        if (std::ranges::any_of(fixes_, [&](const Fix& f) { return f.step.selector == step.selector; }))
            return true;
        auto changed = step;
        if (step.action == Action::select) {
            const auto other = other_choice(control, step, profile_);
            if (!other) return false;
            changed = *other;
        } else if (step.action == Action::fill) {
            const auto value = rewritten(control, step, message, profile_);
            if (!value || *value == step.value || value->empty()) return false;
            changed.value = *value;
            changed.expected = *value;
        } else {
            return false;
        }
        fixes_.push_back({std::move(changed), control.name, control.labels.best(), std::string(message)});
        return true;
    }

    const Form& form_;
    const Plan& plan_;
    const BusinessProfile& profile_;
    std::vector<Fix> fixes_;
};

} // namespace

std::vector<Fix> plan_repair(const Form& form, const Plan& plan, const Judgement& judgement,
                             const BusinessProfile& profile) {
    if (!judgement.clearly_refused) return {};
    Repairer repairer(form, plan, profile);
    for (const auto& error : judgement.field_errors)
        // A field that is wrong and cannot be written differently: sending again would fail again.
        if (!repairer.try_field(error.field, error.message)) return {};
    if (judgement.field_errors.empty())
        for (const auto& evidence : judgement.evidence)
            if (evidence.weight < 0 && evidence.kind != "status") repairer.try_message(evidence.text);
    return repairer.take();
}

int apply_fixes(Plan& plan, const Form& form, const std::vector<Fix>& fixes) {
    int count = 0;
    for (const auto& fix : fixes) {
        const Control* control = control_of(form, fix.step.selector);
        if (control != nullptr && control->name != fix.name) control = nullptr;
        for (const auto& each : form.controls)
            if (control == nullptr && !fix.name.empty() && each.name == fix.name) control = &each;
        if (control == nullptr || !control->operable()) continue;
        auto step = fix.step;
        step.selector = control->selector;
        step.stand_in = control->stand_in;
        std::erase_if(plan.steps, [&](const Step& old) { return old.selector == step.selector; });
        const auto end = plan.sending() != nullptr ? std::prev(plan.steps.end()) : plan.steps.end();
        plan.steps.insert(end, std::move(step));
        ++count;
    }
    return count;
}

} // namespace bolt::forms
