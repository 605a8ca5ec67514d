#include "forms/account_form.hpp"

#include "forms/buttons.hpp"
#include "forms/text.hpp"

#include <algorithm>

namespace bolt::forms {
namespace {

bool speaks_of_new_account(const std::string& text) {
    const auto words = words_of(text);
    return has_word(words, {"register",    "registration", "signup",        "create",      "join",
                            "new",         "registrieren", "registrierung", "anlegen",     "erstellen",
                            "inscription", "inscrire",     "creer",         "registrarse", "registro",
                            "crear",       "registrati",   "registrazione", "crea",        "iscriviti",
                            "registar",    "criar",        "cadastro",      "registreren", "aanmaken"}) ||
           (has_word(words, {"sign"}) && has_word(words, {"up"}));
}

bool speaks_of_entering(const std::string& text) {
    const auto words = words_of(text);
    return has_word(words, {"login", "signin", "anmelden", "einloggen", "connexion", "connecter", "entrar",
                            "iniciar", "accedi", "entra", "inloggen", "enter", "continue"}) ||
           (has_word(words, {"log", "sign"}) && has_word(words, {"in"}));
}

std::size_t passwords_of(const Form& form) {
    return static_cast<std::size_t>(std::ranges::count_if(form.controls, [](const Control& control) {
        return control.kind == ControlKind::password && control.operable();
    }));
}

bool is_sign_up(const Form& form) {
    if (passwords_of(form) > 1) return true;
    std::string words = form.id + " " + form.name + " " + form.action;
    for (const auto& button : form.buttons)
        if (button.visible) words += " " + button.text;
    // A heading above both forms of a page says nothing about one of them.
    return speaks_of_new_account(words) ||
           (speaks_of_new_account(form.heading) && !speaks_of_entering(words));
}

const Button* pressed(const Form& form, AccountDoor door) {
    if (door == AccountDoor::sign_up) return find_sending_button(form).button;
    const Button* best = nullptr;
    for (const auto& button : form.buttons) {
        if (!button.visible || read_button(button) == ButtonRole::reset) continue;
        if (speaks_of_entering(button.text)) return &button;
        if (best == nullptr && button.type == "submit") best = &button;
    }
    return best;
}

Step filling(const Control& control, Meaning meaning, std::string value) {
    Step step;
    step.action = Action::fill;
    step.selector = control.selector;
    step.value = std::move(value);
    step.meaning = meaning;
    step.required = true;
    return step;
}

/// What identifies the visitor goes into this control; "" if it asks for something else.
std::string identity(const Control& control, Meaning meaning, AccountDoor door,
                     const Credentials& credentials) {
    if (control.kind == ControlKind::password) return credentials.password;
    if (control.kind == ControlKind::email || meaning == Meaning::email || meaning == Meaning::email_confirm)
        return credentials.email;
    const bool text = control.kind == ControlKind::text;
    if (!text || (meaning != Meaning::username && door != AccountDoor::log_in)) return "";
    const auto words = words_of(control.labels.best() + " " + control.name + " " + control.id);
    if (has_word(words, {"email", "mail", "courriel", "correo"})) return credentials.email;
    return credentials.username;
}

} // namespace

Result<Plan> plan_account(const Page& page, AccountDoor door, const BusinessProfile& profile,
                          const Credentials& credentials) {
    for (std::size_t index = 0; index < page.forms.size(); ++index) {
        const auto& form = page.forms[index];
        const auto passwords = passwords_of(form);
        if (passwords == 0 || is_sign_up(form) != (door == AccountDoor::sign_up)) continue;
        const auto* button = pressed(form, door);
        if (button == nullptr) continue;
        const Choice choice{PageKind::submission, index, classify(form), 0, "an account"};
        auto plan = make_plan(page, choice, profile, {});
        if (!plan) return plan;
        if (plan->sending() != nullptr) plan->steps.pop_back();
        for (const auto& each : choice.meaning) {
            const auto& control = form.controls[each.control];
            if (!control.operable() || each.meaning == Meaning::trap) continue;
            auto value = identity(control, each.meaning, door, credentials);
            if (value.empty()) continue;
            const auto same = [&](const auto& one) { return one.selector == control.selector; };
            std::erase_if(plan->steps, same);
            std::erase_if(plan->unfilled, same);
            const auto meaning = control.kind == ControlKind::password ? Meaning::password : each.meaning;
            plan->steps.push_back(filling(control, meaning, std::move(value)));
        }
        Step send;
        send.action = Action::click;
        send.selector = button->selector;
        send.label = button->text;
        send.purpose = Purpose::submit;
        send.required = true;
        plan->steps.push_back(std::move(send));
        return plan;
    }
    return fail(ErrorCode::not_found, door == AccountDoor::sign_up
                                          ? "the page has no form that makes an account"
                                          : "the page has no form to log in with");
}

} // namespace bolt::forms
