#include "forms/phrases.hpp"

#include "forms/text.hpp"

#include <memory>
#include <re2/re2.h>
#include <re2/set.h>
#include <vector>

namespace bolt::forms {
namespace {

struct Phrase {
    Says says;
    const char* pattern; ///< over folded text (text.hpp): lower case, no accents
};

// What is submitted, in English.
#define BOLT_THING                                                                                           \
    "(listing|business|company|entry|submission|registration|site|website|place|venue|profile|application|"  \
    "request|details|"                                                                                       \
    "restaurant|startup|product|tool|page|information|form|shop|store|service|location|directory entry)"

constexpr Phrase kPhrases[] =
    {
        // accepted
        {Says::accepted,
         R"(\b(has|have) (now )?been (successfully )?(added|published|submitted|created|listed|received|saved|registered|accepted|approved|posted|recorded))"},
        {Says::accepted,
         R"(\b(was|were) (successfully )?(added|published|submitted|created|listed|registered|received|saved|posted))"},
        {Says::accepted,
         R"(successfully (added|published|submitted|created|listed|registered|received|saved|posted|sent))"},
        {Says::accepted,
         R"((added|published|submitted|created|listed|registered|received|saved|posted) successfully)"},
        {Says::accepted,
         "\\b" BOLT_THING
         " (is|are) (now )?(live|online|published|listed|visible|active|complete|on (the|our))"},
        {Says::accepted, "(is|are) now (live|listed|online|published|visible|on )"},
        {Says::accepted,
         "\\b" BOLT_THING
         " (added|published|submitted|created|received|complete|completed|accepted|saved|approved)\\b"},
        {Says::accepted,
         R"(\b(thank you|thanks) for (adding|submitting|registering|listing|your (submission|listing|registration|entry)|joining us))"},
        {Says::accepted, R"(\bnow (stands|appears|shows up|can be found) (in|on|at) )"},
        {Says::accepted,
         R"(^(entered|added|saved|published|registered|submitted|listed|received|accepted|eingetragen|gespeichert|enregistre|publie|publicado|registrado|pubblicato|registrato)[.!]?$)"},
        {Says::accepted, R"(we('ve| have) (received|added|published|listed|got) your)"},
        {Says::accepted,
         R"(\b(is|are|stands?|appears?) (now )?in (the|our) (register|directory|index|database|listings?|catalogu?e?)\b)"},
        {Says::accepted,
         R"((view|see|open|visit) (your|the) (new )?(listing|entry|company page|profile|page))"},
        {Says::accepted,
         R"((eintrag|unternehmen|firma|daten|betrieb|anmeldung|registrierung)\b.{0,60}(wurde|wurden|ist|sind) (erfolgreich |jetzt |nun )?(gespeichert|aufgenommen|hinzugefugt|ubermittelt|eingetragen|angelegt|veroffentlicht|gesendet|empfangen|online|erstellt|abgeschlossen))"},
        {Says::accepted,
         R"(erfolgreich (gespeichert|aufgenommen|hinzugefugt|ubermittelt|eingetragen|angelegt|veroffentlicht|gesendet|registriert|abgeschickt))"},
        {Says::accepted,
         R"((danke|vielen dank) fur (ihren?|die|den|deinen?) (eintrag|anmeldung|registrierung|einreichung))"},
        {Says::accepted,
         R"(\ba (bien )?ete (ajoutee?|publiee?|enregistree?|creee?|soumise?|envoyee?|recue?))"},
        {Says::accepted,
         R"((merci (pour|de) (votre|vos|avoir) (inscription|ajout|soumission|ajoute|soumis))|avec succes)"},
        {Says::accepted,
         R"((ha|han) sido (anadid|agregad|publicad|enviad|registrad|guardad|cread|recibid)|con exito|gracias por (registrar|enviar|anadir|agregar|su registro|tu registro))"},
        {Says::accepted,
         R"((e stat[oa]) (aggiunt|pubblicat|inviat|registrat|salvat|creat|ricevut)|con successo|grazie per (aver|la tua|la sua|il tuo|il suo))"},
        {Says::accepted,
         R"((foi|foram) (adicionad|publicad|enviad|registrad|cadastrad|criad|recebid)|com sucesso|obrigad[oa] por)"},
        {Says::accepted,
         R"((is|zijn|werd) (succesvol )?(toegevoegd|gepubliceerd|verzonden|ontvangen|geregistreerd|opgeslagen|aangemeld)|bedankt voor (uw|je) (aanmelding|inzending|registratie))"},
        // too general to stand alone
        {Says::thanks,
         R"(\b(thank you|thanks|success|congratulations|all done|well done|you're (in|all set)|got it|great news)\b)"},
        {Says::thanks,
         R"(\b(vielen dank|danke|geschafft|gluckwunsch|merci|gracias|grazie|obrigad[oa]|bedankt|felicitations|felicidades|gelukt)\b)"},
        // pending
        {Says::pending,
         R"((pending|awaiting|waiting for|subject to|await) (a |an |our |your |editorial |manual )?(review|approval|moderation|verification))"},
        {Says::pending,
         R"((will|to|must) be (manually )?(reviewed|approved|checked|moderated|verified|examined|looked at))"},
        {Says::pending,
         R"((is|are|under|in|for) (currently )?(being reviewed|under review|in review|in moderation|review by|moderation\b|moderated))"},
        {Says::pending,
         R"(\bunder review\b|\bin the (review|moderation) queue\b|queued for (review|approval))"},
        {Says::pending,
         R"((our|the|an?) (team|editors?|moderators?|staff|reviewers?|human)( \w+)? (will|reviews?|checks?|reads?|looks?|approves?))"},
        {Says::pending,
         R"((once|after|when|until) (it|your \w+|they|we)( \w+)?( is| has been| have been| are| have)? (approved|reviewed|checked|verified|moderated))"},
        {Says::pending,
         R"((wird|werden)\b.{0,60}\b(gepruft|uberpruft|freigeschaltet|freigegeben|moderiert))"},
        {Says::pending,
         R"(nach (erfolgreicher |redaktioneller |einer |der |unserer )*(prufung|freigabe|freischaltung)|warte[tn]? auf (freigabe|prufung|freischaltung)|zur prufung)"},
        {Says::pending,
         R"((sera|seront|est) (verifiee?|examinee?|validee?|moderee?)|en (attente|cours) de (validation|moderation|verification|approbation))"},
        {Says::pending,
         R"((sera|seran|esta) (revisad|verificad|aprobad|moderad)|en revision|pendiente de (revision|aprobacion|moderacion))"},
        {Says::pending,
         R"((sara|verra) (verificat|esaminat|approvat|controllat)|in attesa di (approvazione|revisione|moderazione|verifica))"},
        {Says::pending,
         R"((sera|esta) (revisad|analisad|aprovad)|aguardando (aprovacao|revisao|moderacao)|em analise)"},
        {Says::pending,
         R"((wordt|worden) (door \w+ \w+ )?(beoordeeld|gecontroleerd|bekeken|gemodereerd)|wacht op (goedkeuring|beoordeling))"},
        // confirm e-mail
        {Says::confirm_email, R"((check|see|open|look (in|at)) your (e-?mail|inbox|mail ?box|mail\b))"},
        {Says::confirm_email,
         R"((confirm|verify|activate|validate) (your|the|this) (e-?mail|address|listing by|submission by|account by))"},
        {Says::confirm_email,
         R"((confirmation|verification|activation|validation) (e-?mail|link|message|code) (has been|was|is|to|sent|will))"},
        {Says::confirm_email,
         R"((we('ve| have)?|just) (sent|mailed|e-?mailed) (you )?(an? )?(e-?mail|link|message|confirmation|verification|activation|\w+ link)|click (on )?the link (in|we|that))"},
        {Says::confirm_email,
         R"((bestatigungs|aktivierungs|verifizierungs)-?(mail|link|e-?mail)|bestatigen sie (bitte )?(ihre|die|den)( e-?mail| link| mail| anmeldung| eintrag)|(link|e-?mail) (an sie |an ihre \S+ )?(geschickt|gesendet|verschickt)|posteingang)"},
        {Says::confirm_email,
         R"((verifiez|consultez) votre (boite|e-?mail|messagerie)|(e-?mail|lien|courriel) de (confirmation|verification|validation)|confirmez votre (adresse|e-?mail))"},
        {Says::confirm_email,
         R"((revisa|revise|comprueba|verifica|verifique|confirma|confirme) (tu|su) (correo|bandeja|e-?mail|direccion)|(correo|enlace) de (confirmacion|verificacion|activacion))"},
        {Says::confirm_email,
         R"((controlla|verifica|conferma) (la tua|la sua|il tuo|il suo|l'indirizzo|la) ?(casella|e-?mail|posta|indirizzo)|(e-?mail|link) di (conferma|verifica|attivazione))"},
        {Says::confirm_email,
         R"((verifique|confirme|confira) (o )?seu (e-?mail|endereco)|(e-?mail|link) de (confirmacao|verificacao|ativacao)|(controleer|bevestig) (je|uw) (e-?mail|inbox|mailbox)|(bevestigings|activatie)-?(mail|link|e-?mail))"},
        // duplicate
        {Says::duplicate, R"(already (been )?(listed|exists?|registered|submitted|added|in (our|the) (directory|database|list|index)|on file|have|taken|published|known|has a listing))"},
        {Says::duplicate,
         R"(\b(duplicate|we (already )?(know|have) this|exists already|possible match found)\b)"},
        {Says::duplicate,
         R"(bereits (eingetragen|vorhanden|registriert|gelistet|angemeldet|erfasst|im verzeichnis|in unserem|aufgenommen)|existiert (bereits|schon)|schon (eingetragen|vorhanden|registriert)|doppelter eintrag)"},
        {Says::duplicate,
         R"((existe|enregistree?|inscrite?|repertoriee?) deja|deja (existante?|enregistree?|inscrite?|presente?|repertoriee?|listee?)|ya (existe|esta (registrad|listad|en)|ha sido)|duplicad[oa])"},
        {Says::duplicate,
         R"((esiste|registrat[oa]|presente|inserit[oa]) gia|gia (esistente|registrat|presente|inserit|elencat)|ja (existe|esta cadastrad|foi cadastrad|registrad)|bestaat al|al (geregistreerd|aanwezig|vermeld|aangemeld|toegevoegd))"},
        // refused
        {Says::refused,
         R"((is|are) (a )?(required|mandatory|invalid|missing|too (short|long)|not valid|not allowed|wrong)\b)"},
        {Says::refused,
         R"(\b(required|mandatory) field|\bthis field\b.{0,20}(required|blank|empty)|(can ?not|can't|must not|may not|shouldn't) be (blank|empty))"},
        {Says::refused,
         R"(please (correct|fix|fill|enter a valid|provide|complete|choose|select|enter|try again|accept|tick)\b)"},
        // "Please check your details" alone heads a wizard's review page.
        {Says::refused,
         R"(please (check|review)\b.{0,60}(again|errors?|below|marked|highlighted|fields?|input|correct|mistakes?|problems?))"},
        {Says::refused,
         R"((there (was|were)|we found) (an? |some |\d+ )?(errors?|problems?|issues?)|\b(errors?|problems?) (occurred|found|with|in|prevented)|an error)"},
        {Says::refused,
         R"((could|can|did|was|were|has|have|is|does|do) ?(not|n't) (be )?(been )?(successfully )?(added|saved|submitted|sent|processed|created|published|registered|accepted|accept|save|submit|verify|list|complete|validate|listed))"},
        {Says::refused,
         R"(\b(unable to|failed to|we (can't|cannot|do not|don't) (accept|list|add)|(was|has been|is) (rejected|declined|refused)|rejected|declined|something went wrong|submission failed|not eligible|invalid (e-?mail|phone|url|value|token|csrf))\b)"},
        {Says::refused,
         R"(must (be|have|contain|start|match|include|accept|agree|not)\b|at least \d+ characters|enter a valid|invalid \w+|(is|session|token|form|link|page) (has )?expired)"},
        {Says::refused,
         R"((ist|sind|sein) (erforderlich|ungultig|zu kurz|zu lang|notwendig|falsch|ein pflichtfeld)|pflichtfeld(er)? (ausfullen|fehl)|bitte (fullen|geben|prufen|korrigieren|wahlen|uberprufen|akzeptieren|stimmen)\b|konnten? nicht|fehler (aufgetreten|beim|bei)|(ein|folgende[rn]?) fehler|(nicht|ungultige) (gespeichert|gesendet|akzeptiert|e-?mail|eingabe)|abgelehnt|muss (ausgefullt|angegeben|mindestens)|fehlt)"},
        {Says::refused,
         R"((est|sont) (obligatoires?|requise?s?|invalides?)|champ (obligatoire|requis)|veuillez (corriger|remplir|saisir|renseigner|verifier|choisir|accepter)|n'a pas pu|une erreur|refusee?)"},
        {Says::refused,
         R"((es|son) (obligatori[oa]s?|requerid[oa]s?|invalid[oa]s?)|campo (obligatorio|requerido)|por favor (corrija|complete|introduzca|rellene|revise|ingrese|seleccione|acepte)|no se (ha podido|pudo)|(un|ocurrio un|hubo un) error|rechazad[oa])"},
        {Says::refused,
         R"((e|sono) (obbligatori[oae]?|richiest[oae]|non valid[oae])|campo obbligatorio|(si prega di|per favore) (correggere|compilare|inserire)|impossibile|(un|si e verificato un) errore|campo obrigatorio|(e|sao) obrigatori[oa]s?|nao foi possivel|ocorreu um erro|is (verplicht|ongeldig)|verplicht veld|vul (een|het|uw|je)|er is een fout|kon niet|afgewezen)"},
        // captcha
        {Says::captcha,
         R"((captcha|security code|verification code|anti-?spam( answer)?|security answer).{0,40}(incorrect|wrong|invalid|required|failed|missing|not|again|expired|please|complete|solve)|(please|complete|solve|incorrect|wrong|invalid|failed|verify|missing).{0,30}\b(the )?(re)?captcha)"},
        {Says::captcha,
         R"(verify (that )?you('re| are) (a )?(human|not a robot)|prove (that )?you('re| are) (a )?(human|not a)|confirm (that )?you('re| are) (a )?(human|not a)|checking your browser|just a moment|unusual traffic|(sicherheitscode|captcha).{0,30}(falsch|ungultig|eingeben|losen))"},
        // login
        {Says::login,
         R"((please|must|need to|have to|required to) (be )?(log|logged|sign|signed) ?-?in|(log|sign) ?in to (continue|submit|add|publish|finish|list|complete)|login required|create an? (free )?account (to|before|first)|members only|only (for )?(registered )?members)"},
        {Says::login,
         R"((bitte|mussen sich|zuerst) (melden sie sich an|einloggen|anmelden)|(veuillez|vous devez) (vous connecter|etre connecte)|(debe|debes|por favor) (inicie|iniciar|inicia) sesion|(devi|effettua).{0,12}(accedere|login|l'accesso)|(faca|fazer) login|(log|meld).{0,8}(in|aan) om)"},
        // payment
        {Says::payment,
         R"((complete|make|proceed (to|with)|finish|continue to|awaiting|requires?|pending) (your |the |a |an )?(payment|checkout|purchase)|payment (is )?(required|due|needed)|pay (now|\$|with|to (publish|list|continue|activate))|(choose|select|pick) (a|your) (plan|package|membership|listing plan)|upgrade (now )?to (publish|continue|list)|enter your card|(listing|publication|submission) fee|add to (cart|basket))"},
        {Says::payment,
         R"((zahlungspflichtig|kostenpflichtig|zahlung (erforderlich|abschliessen)|zur kasse|jetzt bezahlen)|(paiement requis|proceder au paiement|payer maintenant)|(pago requerido|proceder al pago|pagar ahora|realizar el pago)|(pagamento richiesto|procedi al pagamento|paga ora|pagamento necessario)|(betaling vereist|nu betalen|naar de kassa))"},
        // blocked
        {Says::blocked,
         R"(\b(access denied|403 forbidden|forbidden|you have been blocked|your ip|ip address (has been|is) (blocked|banned)|blocked by|bot detected|spam detected|looks like spam|flagged as spam|security service to protect|zugriff verweigert|acces refuse|acceso denegado|accesso negato|toegang geweigerd)\b)"},
        // later
        {Says::try_later,
         R"(\b(temporarily unavailable|service unavailable|try (it )?again (later|in)|too many requests|rate limit|come back later|under maintenance|overloaded|voruber ?gehend nicht|wartungsarbeiten|spater (noch ?einmal|erneut)|reessayez plus tard|intentelo (de nuevo )?mas tarde|riprova piu tardi|tente novamente mais tarde|probeer het later)\b)"},
        // next step
        {Says::next_step,
         R"(\b(step|schritt|etape|paso|passo|stap) [2-9]( ?(of|von|sur|de|di|van|/) ?\d)?|\b(review|check) (and confirm|your (details|entry|listing|submission|information))|almost (there|done)|one (more|last) step|last step|final step|fast geschafft|letzter schritt\b)"},
};
#undef BOLT_THING

// The same line takes it back.
constexpr const char* kDenial =
    R"(\b(not|n't|could ?n.?t|cannot|unable|failed|never|nicht|konnte|kein|n'a pas|ne (peut|sera) pas|no (se|ha|pudo)|non (e|ha)|nao|niet|before|until your|if your|once your|when your)\b)";

struct Matcher {
    std::unique_ptr<RE2::Set> set;
    std::unique_ptr<RE2> denial;
};

const Matcher& matcher() {
    static const Matcher it = [] {
        RE2::Options options;
        options.set_max_mem(64 << 20);
        Matcher out{std::make_unique<RE2::Set>(options, RE2::UNANCHORED), std::make_unique<RE2>(kDenial)};
        for (const auto& phrase : kPhrases) out.set->Add(phrase.pattern, nullptr);
        out.set->Compile();
        return out;
    }();
    return it;
}

} // namespace

Sayings read_phrases(std::string_view line) {
    Sayings out;
    const auto folded = fold(line.substr(0, 1200));
    std::vector<int> found;
    if (!matcher().set->Match(folded, &found)) return out;
    for (const int index : found) out.set(static_cast<std::size_t>(kPhrases[index].says));
    if (says(out, Says::accepted) && RE2::PartialMatch(folded, *matcher().denial)) {
        out.reset(static_cast<std::size_t>(Says::accepted));
        out.reset(static_cast<std::size_t>(Says::thanks));
    }
    return out;
}

} // namespace bolt::forms
