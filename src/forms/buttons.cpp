#include "forms/buttons.hpp"

#include "forms/text.hpp"

namespace bolt::forms {

namespace {

// "+ Add new", "Add item", "Ajouter une photo": one more row of the form. What adds the listing itself says
// so, or sends the form.
bool is_adder(const Button& button, const std::vector<std::string>& words) {
    return button.type == "button" &&
           has_word(words, {"add", "ajouter", "hinzufugen", "agregar", "anadir", "aggiungi", "adicionar",
                            "toevoegen"}) &&
           has_word(words, {"another", "more",     "new",   "item",   "items", "row",    "field", "line",
                            "photo",   "photos",   "image", "images", "file",  "files",  "faq",   "hours",
                            "time",    "social",   "video", "tag",    "tags",  "option", "slot",  "autre",
                            "weitere", "weiteres", "otro",  "otra",   "altro", "altra",  "outro", "outra"}) &&
           !has_word(words, {"listing", "business", "company", "site", "entry", "place"});
}

} // namespace

ButtonRole read_button(const Button& button) {
    if (button.type == "reset") return ButtonRole::reset;
    const auto words = words_of(button.text);
    if (has_word(words, {"preview", "vorschau", "apercu", "vista", "anteprima", "voorbeeld"}))
        return ButtonRole::preview;
    if (has_word(words, {"reset", "clear", "cancel", "zurucksetzen", "abbrechen", "annuler", "cancelar",
                         "annulla", "loschen", "wissen", "close", "schliessen"}))
        return ButtonRole::reset;
    if (has_word(words, {"back", "previous", "zuruck", "precedent", "retour", "anterior", "atras", "indietro",
                         "vorige", "change", "edit", "andern"}))
        return ButtonRole::back;
    if (has_word(words, {"search", "find", "suchen", "suche", "rechercher", "buscar", "cerca", "zoeken",
                         "locate", "lookup"}))
        return ButtonRole::search;
    if (has_word(words,
                 {"upload",   "browse",  "choose",   "another", "remove",    "delete",    "login",    "draft",
                  "toggle",   "copy",    "apply",    "map",     "brouillon", "entwurf",   "borrador", "bozza",
                  "rascunho", "concept", "generate", "extract", "fetch",     "geolocate", "detect"}) ||
        is_adder(button, words) || (has_word(words, {"log", "sign"}) && has_word(words, {"in"})))
        return ButtonRole::other;
    // "Submit for review" sends; "Review and submit" leads on.
    if (has_word(words, {"submit", "send"}) && has_word(words, {"for"})) return ButtonRole::submit;
    if (has_word(words,
                 {"next", "continue", "weiter", "siguiente", "continuar", "suivant", "continuer", "avanti",
                  "proximo", "volgende", "proceed", "prosegui", "step", "schritt", "review"}))
        return ButtonRole::next;
    if (has_word(words, {"submit",      "add",       "send",       "register",     "publish",
                         "create",      "post",      "list",       "join",         "save",
                         "confirm",     "finish",    "complete",   "request",      "suggest",
                         "claim",       "apply",     "place",      "done",         "absenden",
                         "eintragen",   "senden",    "anmelden",   "registrieren", "veroffentlichen",
                         "hinzufugen",  "speichern", "abschicken", "einreichen",   "bestatigen",
                         "envoyer",     "soumettre", "ajouter",    "inscrire",     "publier",
                         "enregistrer", "valider",   "enviar",     "anadir",       "agregar",
                         "registrar",   "publicar",  "guardar",    "invia",        "aggiungi",
                         "pubblica",    "registra",  "salva",      "adicionar",    "cadastrar",
                         "verzenden",   "toevoegen", "versturen",  "aanmelden",    "opslaan",
                         "submeter"}))
        return ButtonRole::submit;
    return ButtonRole::unclear;
}

bool keeps_listing(const std::string& button_text) {
    return has_word(words_of(button_text),
                    {"save",     "submit",          "publish",     "create",   "post",      "speichern",
                     "anlegen",  "veroffentlichen", "enregistrer", "publier",  "soumettre", "guardar",
                     "publicar", "enviar",          "salva",       "pubblica", "invia",     "salvar",
                     "opslaan",  "publiceren",      "plaatsen"});
}

SendingButton find_sending_button(const Form& form) {
    SendingButton best;
    int best_score = 0;
    for (const auto& button : form.buttons) {
        if (!button.visible) continue;
        const auto role = read_button(button);
        const bool sends = button.type == "submit" || button.type == "image";
        int score = 0;
        if (role == ButtonRole::submit)
            score = sends ? 100 : has_word(words_of(button.text), {"add"}) ? 35 : 60;
        else if (role == ButtonRole::next)
            score = sends ? 80 : 55;
        else if (role == ButtonRole::unclear && sends)
            score = 50;
        else if (role == ButtonRole::preview && sends)
            score = 40; // where nothing else sends, the listing is sent from the page that shows it
        if (score == 0) continue;
        if (button.disabled) score -= 5; // many pages enable it once the form is filled
        // Of equals the last: the sending button stands at the end of a form.
        if (score >= best_score) {
            best_score = score;
            best = {&button, role == ButtonRole::next || role == ButtonRole::preview ? Purpose::next
                                                                                     : Purpose::submit};
        }
    }
    return best;
}

} // namespace bolt::forms
