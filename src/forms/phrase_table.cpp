#include "forms/phrase_table.hpp"

namespace bolt::forms {
namespace {

// What is submitted, in English.
#define BOLT_THING                                                                                           \
    "(listing|business|company|entry|submission|registration|site|website|place|venue|profile|application|"  \
    "request|details|restaurant|startup|product|tool|app|page|information|form|shop|store|service|location|" \
    "directory entry|link|ad|advert|advertisement|classified|post|item|suggestion|brand|url)"

constexpr Phrase
    kPhrases[] =
        {
            // accepted
            {Says::accepted,
             R"(\b(has|have) (now )?been (successfully )?(added|published|submitted|created|listed|received|saved|sent|registered|accepted|approved|posted|recorded))"},
            {Says::accepted,
             R"(\b(was|were) (successfully )?(added|published|submitted|created|listed|registered|received|saved|sent|stored|posted))"},
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
             R"(\b(thank you|thanks) for (adding|submitting|registering|listing|contacting us|reaching out|getting in touch|your (submission|listing|registration|entry|suggestion|message|request|application|inquiry|enquiry|interest)|joining us))"},
            {Says::accepted, R"(\bnow (stands|appears|shows up|can be found) (in|on|at) )"},
            {Says::accepted,
             R"(^(ok|done|sent|entered|added|saved|published|registered|submitted|listed|received|accepted|eingetragen|gespeichert|enregistre|publie|publicado|registrado|pubblicato|registrato)[.!]?$)"},
            {Says::accepted,
             R"(we('ve| have)? (received|added|published|listed|got) (your|it\b)|we('ll| will) (get in touch|get back to you|contact you|be in touch))"},
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
            {Says::accepted,
             R"((votre|vos|la|le|l') ?(\w+ )?(annonce|fiche|entreprise|site|demande|inscription|etablissement|formulaire)\b.{0,30}(est|a ete|sont) (maintenant |desormais |bien )?(en ligne|publiee?|enregistree?|visible|envoyee?))"},
            {Says::accepted,
             R"((ha|han) sido (public|cre|guard|envi|registr|anad|agreg|recib)\w+ (correctamente|satisfactoriamente)|(publicad|enviad|registrad|guardad|cread)[oa] correctamente|se ha (publicado|enviado|registrado|guardado|creado) (correctamente|su|tu)|(aggiunt|pubblicat|inviat|registrat|salvat|inserit)[oa] (correttamente|con successo)|e stat[oa] inserit[oa]|(ist|sind) (jetzt |nun )?online|(staat|is) nu online|(esta|ya esta) (en linea|publicad[oa])|(esta|ja esta) (no ar|online|publicad[oa]))"},
            {Says::accepted, R"((danke|vielen dank|herzlichen dank) fur (ihre|die|deine) (anfrage|nachricht|mitteilung|meldung|eintragung|einsendung)|merci (pour|de) (votre|vos) (message|demande|proposition|suggestion)|gracias por (su|tu) (mensaje|solicitud|sugerencia|envio)|bedankt voor (uw|je|het) (bericht|aanvraag|aanmelding|suggestie|toevoegen))"},
            // too general to stand alone: only as a whole sentence
            {Says::thanks,
             R"(^(many |a big )?(thank you|thanks|success|congratulations|all done|well done|you're (in|all set)|got it|great news)( (so|very) much| a lot| it)?( ?, [a-z ]{1,30})?[ .!]*$)"},
            {Says::thanks,
             R"(^(vielen dank|herzlichen dank|danke|danke schon|geschafft|(herzlichen )?gluckwunsch|merci( beaucoup)?|(muchas )?gracias|grazie( mille)?|(muito )?obrigad[oa]|(hartelijk )?(bedankt|dank)|felicitations|felicidades|gelukt)( it)?[ .!]*$)"},
            // pending
            {Says::pending,
             R"((pending|awaiting|waiting for|subject to|await) (a |an |our |your |editorial |manual )?(review|approval|moderation|verification))"},
            {Says::pending,
             R"((will|to|must) be (manually )?(reviewed|approved|checked|moderated|verified|examined|looked at))"},
            {Says::pending,
             R"((is|are|under|in|for|and) (currently |now )?(pending\b|being reviewed|under review|in review|in moderation|review by|moderation\b|moderated))"},
            {Says::pending,
             R"(\bunder review\b|\bin the (review|moderation) queue\b|queued for (review|approval))"},
            {Says::pending,
             R"((our|the|an?) (team|editors?|moderators?|staff|reviewers?|human)( \w+)? (will|reviews?|checks?|reads?|looks?|approves?)\b|\b(is|are|and|but) (now )?pending[.!]?$|we (will )?(review|check|read|look at) (it|your|every|each|all)\b)"},
            {Says::pending,
             R"((is|your) .{0,30}(in|added to) (the|our) queue|queued for|(must|needs to|has to|have to) be (approved|reviewed|checked|verified)|(waiting|waits|await\w*|pending|queued) (for )?(a |an |our |your |the )?(administrator|admin|review|approval|moderation)|(before|until|when|once) (it|they|we) (is|are|goes|go|can be|has been|appears?) (published|visible|shown|live|listed|approved)|visible (once|when|after) )"},
            {Says::pending,
             R"((once|after|when|until) (it|a \w+|an \w+|your \w+|they|we)( \w+)?( is| has been| have been| are| have)? (approved|reviewed|checked|verified|moderated))"},
            {Says::pending,
             R"((wird|werden)\b.{0,60}\b(gepruft|uberpruft|freigeschaltet|freigegeben|moderiert)|wir (prufen|sehen uns|schauen uns) (ihre|ihren|deine?n?|die|den|das))"},
            {Says::pending,
             R"(nach (erfolgreicher |redaktioneller |einer |der |unserer )*(prufung|freigabe|freischaltung)|warte[tn]? auf (freigabe|prufung|freischaltung)|zur prufung)"},
            {Says::pending,
             R"((sera|seront|est|va etre) (verifiee?|examinee?|validee?|moderee?|relue?|etudiee?)s?|en (attente|cours) de (validation|moderation|verification|approbation))"},
            {Says::pending,
             R"((sera|seran|esta) (siendo )?(revisad|verificad|aprobad|moderad|validad|evaluad)|en revision|pendiente de (revision|aprobacion|moderacion))"},
            {Says::pending,
             R"((sara|verra) (verificat|esaminat|approvat|controllat|valutat|moderat|revisionat)|in attesa di (approvazione|revisione|moderazione|verifica))"},
            {Says::pending,
             R"((sera|esta) (sendo )?(revisad|analisad|aprovad|avaliad|moderad|verificad)|aguardando (aprovacao|revisao|moderacao)|em analise)"},
            {Says::pending,
             R"((wordt|worden) (eerst |nu )?(door \w+ \w+ )?(eerst )?(nagekeken|goedgekeurd|beoordeeld|gecontroleerd|bekeken|gemodereerd)|wacht op (goedkeuring|beoordeling))"},
            // confirm e-mail
            {Says::confirm_email, R"((check|see|open|look (in|at)) your (e-?mail|inbox|mail ?box|mail\b))"},
            {Says::confirm_email,
             R"((confirm|verify|activate|validate) (your|the|this) (e-?mail|address|(listing|submission|account|ad|entry) (by|via|with|through)))"},
            {Says::confirm_email,
             R"((confirmation|verification|activation|validation) (e-?mail|link|message|code) (has been|was|is|to|sent|will))"},
            {Says::confirm_email,
             R"((we('ve| have)?|just) (sent|mailed|e-?mailed) (you )?(an? )?(e-?mail|link|message|confirmation|verification|activation|\w+ link)|click (on )?the link (in|we|that)|(code|link|e-?mail|message) (that )?(we|was|has been)( have| just)* sent to (your|the) (e-?mail|inbox|address|mailbox))"},
            {Says::confirm_email,
             R"((bestatigungs|aktivierungs|verifizierungs)-?(mail|link|e-?mail)|bestatigen sie (bitte )?(ihre|die|den)( e-?mail| link| mail| anmeldung| eintrag)|(link|e-?mail) (an sie |an ihre \S+ )?(geschickt|gesendet|verschickt|zugesandt)|ihnen (soeben )?eine? (e-?mail|nachricht|link) (geschickt|gesendet|zugesandt|geschrieben)|(klicken sie|klicke) .{0,30}link (in|aus)|posteingang)"},
            {Says::confirm_email,
             R"((verifiez|consultez) votre (boite|e-?mail|messagerie)|(e-?mail|lien|courriel) de (confirmation|verification|validation)|confirmez votre (adresse|e-?mail)|(e-?mail|courriel|message|lien) vous a ete (envoye|adresse)|cliquez sur le lien)"},
            {Says::confirm_email,
             R"((revisa|revise|comprueba|verifica|verifique|confirma|confirme) (tu|su) (correo|bandeja|e-?mail|direccion)|(correo|enlace) de (confirmacion|verificacion|activacion)|(le|te|os) (hemos|ha sido) enviado (un|el) (correo|enlace|e-?mail|mensaje)|(haga|haz) clic en el enlace)"},
            {Says::confirm_email,
             R"((controlla|verifica|conferma) (la tua|la sua|il tuo|il suo|l'indirizzo|la) ?(casella|e-?mail|posta|indirizzo)|(e-?mail|link) di (conferma|verifica|attivazione)|(ti|le|vi) abbiamo inviato un.{0,3}(e-?mail|link|messaggio)|(clicca|fai clic|cliccare) sul link)"},
            {Says::confirm_email,
             R"((verifique|confirme|confira) (o )?seu (e-?mail|endereco)|(e-?mail|link) de (confirmacao|verificacao|ativacao)|(controleer|bevestig) (je|uw) (e-?mail|inbox|mailbox)|(bevestigings|activatie)-?(mail|link|e-?mail)|enviamos um (e-?mail|link)|clique no link|(u|je) een (e-?mail|link|bericht) (gestuurd|gezonden|verzonden)|klik op de link)"},
            // duplicate
            {Says::duplicate,
             R"(already (been )?(listed|exists?|registered|submitted|added|in (our|the) (directory|database|list|index)|on file|have|taken|published|known|indexed|part of (our|the)|has a listing|(a )?listed in|in our))"},
            {Says::duplicate,
             R"(\b(duplicate|we (already )?(know|have) this|exists already|possible match found|found a match)\b)"},
            {Says::duplicate,
             R"(bereits (eingetragen|vorhanden|registriert|gelistet|angemeldet|erfasst|im verzeichnis|in unserem|aufgenommen)|existiert (bereits|schon)|schon (eingetragen|vorhanden|registriert)|doppelter eintrag)"},
            {Says::duplicate, R"((existe|enregistree?|inscrite?|repertoriee?) deja|deja (existante?|enregistree?|inscrite?|presente?|repertoriee?|referencee?|listee?)|doublon|ya (existe|esta (registrad|listad|en)|ha sido)|duplicad[oa])"},
            {Says::duplicate,
             R"((esiste|registrat[oa]|presente|inserit[oa]) gia|gia (esistente|registrat|presente|inserit|elencat|censit)|ja (existe|esta cadastrad|foi cadastrad|registrad)|bestaat al|al (geregistreerd|aanwezig|vermeld|aangemeld|toegevoegd))"},
            // refused
            {Says::refused,
             R"((is|are) (a )?(required|mandatory|invalid|missing|too (short|long|large|big|small)|not (a )?valid|not allowed|not in the right|wrong|larger than|incorrect)\b|(field|fields|value) required\b)"},
            {Says::refused,
             R"(\b(required|mandatory) field|\bthis field\b.{0,20}(required|blank|empty)|(can ?not|can't|must not|may not|shouldn't) be (blank|empty))"},
            {Says::refused,
             R"(please (correct|fix|fill|enter a valid|provide|complete|choose|select|enter|try again|accept|tick)\b)"},
            // "Please check your details" alone heads a wizard's review page.
            {Says::refused,
             R"(please (check|review)\b.{0,60}(again|errors?|below|marked|highlighted|fields?|input|correct|mistakes?|problems?))"},
            {Says::refused,
             R"((there (was|were)|we found) (an? |some |\d+ )?(errors?|problems?|issues?)|\b(errors?|problems?) (occurred|found|with|in|prevented)|an error\b|\berrors? (message|establishing)\b.{0,40}\b(found|required))"},
            {Says::refused,
             R"((could|can|did|was|were|has|have|is|does|do) ?(not|n't) (be )?(been )?(successfully )?(added|saved|submitted|sent|processed|created|published|registered|accepted|accept|save|submit|verify|list|complete|validate|listed))"},
            {Says::refused,
             R"(\b(unable to|failed to|we (can't|cannot|do not|don't) (accept|list|add)|(was|has been|is) (rejected|declined|refused)|rejected|declined|something went wrong|submission failed|not eligible|invalid (e-?mail|phone|url|value|token|csrf|request)|does not meet|session (expired|timed out)|oops)\b)"},
            {Says::refused,
             R"(must (be|have|contain|start|match|include|accept|agree|not|wait)\b|(at least|at most|no more than|between|maximum of|minimum of) \d+ (and \d+ )?(characters|words|digits)|use the format|(did|does) not match|(could|can) ?not be found on|no longer accepting|(we )?only (list|accept)s? (businesses|companies|sites|websites|places|products|tools)|one or more (fields|errors)|not (been )?posted|enter a valid|invalid \w+|(is|session|token|form|link|page) (has )?expired)"},
            {Says::refused,
             R"((ist|sind|sein) (erforderlich|ungultig|zu kurz|zu lang|notwendig|falsch|ein pflichtfeld)|pflichtfeld(er)? (ausfullen|fehl)|bitte (fullen|geben|prufen|korrigieren|wahlen|uberprufen|akzeptieren|stimmen)\b|konnten? nicht|fehler (aufgetreten|beim|bei)|(ein|folgende[rn]?) fehler|(ist|sind) (un|nicht )(gultig|richtig|korrekt)|(nicht|ungultige) (gespeichert|gesendet|akzeptiert|e-?mail|eingabe)|abgelehnt|muss (ausgefullt|angegeben|mindestens)|fehlt)"},
            {Says::refused,
             R"((est|sont) (obligatoires?|requise?s?|invalides?|trop (court|long)e?s?)|n'est pas valide|ne sont pas valides|format incorrect|champ (obligatoire|requis)|veuillez (corriger|remplir|saisir|renseigner|verifier|choisir|accepter)|n'a pas pu|une erreur|refusee?)"},
            {Says::refused,
             R"((es|son) (obligatori[oa]s?|requerid[oa]s?|invalid[oa]s?)|no (es|son) valid[oa]s?|formato incorrecto|campo (obligatorio|requerido)|por favor (corrija|complete|introduzca|rellene|revise|ingrese|seleccione|acepte)|no se (ha podido|pudo)|(un|ocurrio un|hubo un) error|rechazad[oa])"},
            {Says::refused,
             R"((e|sono) (obbligatori[oae]?|richiest[oae]|non valid[oae])|\bnon (e )?valid[oaie]\b|\b(cep|telefone|e-?mail|endereco|campo|valor|numero|url|site) invalid[oa]\b|geen geldige?\b|voer een geldige?|campo obbligatorio|(si prega di|per favore) (correggere|compilare|inserire)|impossibile|(un|si e verificato un) errore|campo obrigatorio|(e|sao) obrigatori[oa]s?|nao foi possivel|ocorreu um erro|is (verplicht|ongeldig)|verplicht veld|vul (een|het|uw|je)|er is een fout|kon niet|afgewezen)"},
            // captcha
            {Says::captcha,
             R"((captcha|security code|verification code|visual confirmation( code)?|anti-?spam( answer| question)?|security (answer|question)|math (question|problem|captcha)|turnstile( token)?|code (you|that) (you )?(have )?entered|(letters|characters) (of|in|from) the (image|picture)).{0,40}(incorrect|not correct|wrong|invalid|required|failed|missing|\bnot\b|again|expired|please|complete|solve|did not|match))"},
            {Says::captcha,
             R"((please|complete|solve|incorrect|wrong|invalid|failed|verify|missing).{0,30}\b(the )?((re|h)?captcha|visual confirmation|turnstile)|answer to the (math|security|anti-?spam).{0,30}(wrong|incorrect|not))"},
            {Says::captcha,
             R"((verify|prove|confirm|check|make sure)( to us)? (that )?you('re| are) (a )?(human|not a (ro)?bot)|unusual traffic|i('m| am) not a robot.{0,30}(required|tick|check))"},
            {Says::captcha,
             R"((sicherheitscode|captcha|spam-?schutz\S*|sicherheitsfrage|prufcode|rechenaufgabe).{0,40}(falsch|ungultig|eingeben|losen|nicht (richtig|korrekt)|stimmt nicht)|(code de securite|captcha|code de verification|anti-?robot).{0,40}(incorrecte?|invalide|errone|n'est pas|pas valide))"},
            {Says::captcha,
             R"((codigo de seguridad|codigo de verificacion|captcha).{0,40}(no (es|son|coincide)|incorrect[oa]|invalid[oa]|no valido)|(codice di (sicurezza|verifica|controllo)|captcha).{0,40}(non|errato|sbagliato)|(codigo de (seguranca|verificacao)|captcha).{0,40}(incorret[oa]|invalid[oa]|errad[oa]|nao)|(beveiligingscode|captcha|controlecode).{0,40}(onjuist|ongeldig|fout|niet))"},
            // login
            {Says::login,
             R"((please|must|need to|have to|required to) (be )?(log|logged|sign|signed) ?-?in|(log|sign) ?in (first|to (continue|submit|add|publish|post|finish|list|complete|create|go on|access|proceed|view))|login required|create an? (free )?account (to|before|first)|members only|only (for )?(registered )?(members|users)( can\b| may\b)?)"},
            {Says::login,
             R"((bitte|mussen sich|zuerst) (melden sie sich an|einloggen|anmelden)|(einloggen|anmelden),? um|melden sie sich (bitte )?an,? um|(veuillez|vous devez) (vous (connecter|identifier)|etre connecte)|(connectez|identifiez)-vous pour|(debe|debes|por favor|tiene que) (inicie|iniciar|inicia) sesion|inici[ae] sesion para)"},
            {Says::login,
             R"((devi|effettua|e necessario).{0,12}(accedere|login|l'accesso)|accedi per|(faca|fazer|efetue) (o )?login|entre (na sua conta )?para|(log|meld).{0,8}(in|aan) om|(u|je) moet (eerst )?(inloggen|zijn ingelogd))"},
            // an account of that name stands in the way, not a listing
            {Says::account_exists,
             R"((account|user ?name|e-?mail( address)?) .{0,40}(already|exists|is taken|in use)|(e-?mail-?adresse|benutzername|konto).{0,30}(bereits|schon)|(compte|adresse e-?mail|identifiant).{0,30}deja|(cuenta|correo|usuario).{0,30}ya |(account|indirizzo e-?mail|utente).{0,30}gia |(conta|e-?mail|usuario).{0,30}\bja )"},
            // payment
            {Says::payment,
             R"((complete|make|proceed (to|with)|finish|continue to|awaiting|requires?|pending|waiting for|until|confirm that) (your |the |a |an )?(payment|checkout|purchase)|payment (is )?(required|due|needed)|pay (to|the|a|an?) (publish|list|continue|activate|review|listing|submission|fee|invoice)|enter your card|added to (your|the|my) (shopping )?(cart|basket|bag)|(pay|settle|transfer) (a |an |the |our |your )?\w* ?(fee|invoice|amount)\b)"},
            {Says::payment,
             R"(zahlungspflichtig|zahlung (ist )?(erforderlich|abschliessen)|zur kasse|jetzt (be)?zahlen|(warenkorb|einkaufswagen) (gelegt|hinzugefugt)|paiement requis|proceder au paiement|payer maintenant|(ajoutee?|ajoute) (a|au|dans) (votre |le )?panier|pago requerido|proceder al pago|pagar ahora|realizar el pago|(anadid[oa]|agregad[oa]) (a(l)?|en) (su |tu )?(carrito|cesta))"},
            {Says::payment,
             R"(pagamento (richiesto|necessario)|procedi al pagamento|paga ora|aggiunt[oa] al (tuo |suo )?carrello|finalizar (a )?compra|pagamento (necessario|pendente)|adicionad[oa] ao (seu )?carrinho|betaling vereist|nu betalen|naar de kassa|toegevoegd aan (je|uw|de) (winkelwagen|winkelmand))"},
            // what may be bought, not what must be paid
            {Says::offer,
             R"((choose|select|pick) (a|your) (plan|package|membership|listing plan|listing type)|upgrade (now )?(to|your)|add to (cart|basket)|pay (now|\$|with)|(listing|publication|submission|review) fee|kostenpflichtig|\b(place order|billing details|order summary)\b|^(checkout|(shopping )?cart|basket|pricing|plans?( and pricing)?|payment|kasse|warenkorb|panier|commande|paiement|carrito|pago|cassa|carrello|pagamento|carrinho|winkelwagen|winkelmand|afrekenen)$)"},
            {Says::offer,
             R"((wahlen sie|wahle) (ein|ihr|dein) (paket|tarif|abo)|choisissez (votre|une) (formule|offre|abonnement)|(elija|elige|seleccione) (un|su|tu) (plan|paquete)|scegli (un|il tuo) (piano|pacchetto)|escolha (um|o seu) (plano|pacote)|kies (een|uw|je) (pakket|abonnement))"},
            // blocked
            {Says::blocked,
             R"(\b(access denied|403 forbidden|forbidden|you have been blocked|your ip|ip address (has been|is|was) (blocked|banned)|blocked by|bot detected|spam detected|looks like spam|(flagged|marked|identified|detected) as spam|security service to protect|not acceptable|not available in your (region|country)|requested url was rejected|request (was |has been )?(blocked|rejected)|unsafe operation|attention required)\b)"},
            {Says::blocked,
             R"(\b(checking your browser|just a moment\b|security verification|ddos protection|enable javascript and cookies|zugriff (verweigert|gesperrt)|acces (refuse|interdit|bloque)|acceso (denegado|prohibido|bloqueado)|accesso (negato|vietato)|acesso (negado|bloqueado)|toegang (geweigerd|verboden)|geblokkeerd)\b)"},
            {Says::maintenance,
             R"(\b((under|down for|scheduled|planned|performing|im) maintenance|maintenance mode|en maintenance|be (right )?back (soon|shortly)|wartungsarbeiten|wartungsmodus|en mantenimiento|in manutenzione|em manutencao|onderhoud)\b)"},
            // later
            {Says::try_later,
             R"(\b(temporarily unavailable|service unavailable|try (it )?again (later|in)|too many requests|rate limit|come back later|overloaded|voruber ?gehend nicht|spater (noch ?einmal|erneut)|reessayez plus tard|intentelo (de nuevo )?mas tarde|riprova piu tardi|tente novamente mais tarde|probeer het later)\b)"},
            // next step
            {Says::next_step,
             R"(\b(step|schritt|etape|paso|passo|stap) [2-9]( ?(of|von|sur|de|di|van|/) ?\d)?|\b(review|check) (and confirm|your (details|entry|listing|submission|information))|almost (there|done)|one (more|last) step|last step|final step|fast geschafft|letzter schritt\b)"},
            // how a sentence speaks: these change what the others are worth
            {Says::to_us,
             R"(\b(you|your|yours|you're|thank|thanks|we|we've|we'll|our|us|it|ihre?[nmrs]?|sie|du|deine?[nmrs]?|wir|uns|danke|dank|votre|vos|vous|merci|nous|su|sus|tu|tus|usted|gracias|hemos|tua|tuo|suo|sua|grazie|abbiamo|ti|seu|voce|obrigad[oa]|enviamos|uw|je|jouw|jullie|bedankt)\b)"},
            {Says::to_us, "^(status message |message |ok[,!:]? |success[,!:]? |done[,!:]? "
                          ")?((the|this|a|new) )?(new )?" BOLT_THING " "},
            {Says::to_us,
             R"((^|[:,] )(erfolgreich|((der|die|das|dieser|diese|dieses|le|la|l'|cette?|el|esta?e?|lo|il|questa|questo|o|a|esta|este|de|het|deze|dit|new) ?)?(eintrag|firma|unternehmen|betrieb|daten|anzeige|fiche|annonce|entreprise|site|etablissement|inscription|ficha|empresa|anuncio|negocio|sitio|scheda|azienda|annuncio|inserzione|segnalazione|cadastro|vermelding|bedrijf|advertentie|aanmelding|inschrijving))\b)"},
            {Says::habit,
             R"(\b(every|each|all|any|alle|jede[rns]?|toutes?|tous|chaque|todos|todas|cada|tutt[ei]|ogni|elke?)\b)"},
            // another matter than the listing
            {Says::other_matter,
             R"(news-?letter|mailing list|subscri(be|bed|bing|ption)\b|your (comment|review|vote|rating|bookmark|cookie|preference|password|search)s?\b|\bcookies?\b|(ihr|dein) (kommentar|passwort)|votre (commentaire|avis|mot de passe)|(su|tu) (comentario|resena|contrasena)|(il tuo|la tua) (commento|recensione|password)|seu comentario|sua senha|(uw|je) (reactie|wachtwoord)|suscri(b|p)|boletin|iscritto alla|nieuwsbrief|infobrief|rundbrief)"},
            // somebody else's listing, or a number of them
            {
                Says::news, R"(\b(ago|recently|latest|newest|yesterday|vor \d+ \w+|il y a|hace \d+|\d+ \w+ fa|ha \d+ \w+|geleden|zuletzt|kurzlich|recemment|recientemente|recentemente|onlangs)\b|^\W*\d[\d.,]* )"},
};
#undef BOLT_THING

} // namespace

std::span<const Phrase> phrase_table() { return kPhrases; }

} // namespace bolt::forms
