#include "forms/vocabulary_entries.hpp"

namespace bolt::forms {
namespace {

using enum Meaning;
using enum TermKind;

// One line a language where it grew long: en, de, fr, es, it, pt, nl.
constexpr VocabularyEntry kEntries[] = {
    // The words of a listing, but nothing of the business: how the page is addressed and measured, its law.
    {head, none, "",
     "deep link|deep link title|deep link url|deeplink*|additional link title|additional link url|extra link "
     "title|extra link url|billing contact|billing contact name|invoice contact|accounts payable|accounts "
     "payable contact|rechnungsempfanger|rechnungsempfaenger|contact facturation|contact de "
     "facturation|contacto de facturacion|contatto per la fatturazione|contato de "
     "cobranca|factuurcontact|contactpersoon facturatie|"
     "best time to call|best time to call you|best time to contact|best time to contact you|best time to "
     "reach "
     "you|preferred contact time|preferred time of contact|preferred contact method|preferred method of "
     "contact|bevorzugte kontaktzeit|beste kontaktzeit|beste anrufzeit|quand souhaitez vous etre "
     "rappele*|horaire de rappel|meilleur moment pour vous appeler|meilleur moment pour vous joindre|mejor "
     "hora para llamar*|mejor hora para contactar*|mejor horario para contactar*|mejor horario de "
     "contacto|orario preferito per il contatto|orario preferito di contatto|quando possiamo "
     "chiamarla|melhor horario para contato|melhor horario para contacto|melhor horario de contato|melhor "
     "hora para contato|beste tijd om te bellen|beste moment om te bellen|"
     "handelsregister*|hrb|registergericht|rea|numero rea|codice sdi|sdi|codice destinatario|codice "
     "univoco|pec|"
     "inscricao estadual|inscricao municipal|cpf|curp|passport|id card|social security number|ssn|"
     "zusatz zum*|firmenzusatz|namenszusatz|kontrollnummer|bio kontrollnummer|"
     "horario de check in|hora de check in|check in time|check out time|checkin|checkout|check in|check out|"
     "emergency phone|emergency number|emergency contact|emergency telephone|24 hour emergency number|out of "
     "hours|"
     "out of hours phone|out of hours telephone|after hours|after hours phone|notfallnummer|notdienst|notruf|"
     "telephone de secours|telephone d urgence|numero d urgence|telefono de emergencia|telefono de "
     "emergencias|"
     "telefono de urgencias|numero di emergenza|telefone de emergencia|noodnummer|spoednummer|"
     "rss|rss feed|rss feed url|rss url|feed url|sitemap|sitemap url|"
     "blog|blog url|blog address|blog link|weblog|booking link|booking url|reservation link|reservation "
     "url|appointment link|ticket link|tickets url|order link|order online|menu url|menu link|"
     "part time employees|part time staff|number of part time employees|part timers|"
     "county served|counties served|city served|cities served|regions served|states served|"
     "lieu des activites|lieu d activite|capital social|capitale sociale|stammkapital|share capital|"
     "trainingszeiten|trainingstijden|probezeiten|training times|class times|class schedule|horaires d "
     "entrainement|"
     "codice fiscale titolare|codice fiscale del titolare|tienda online|boutique en ligne|negozio online|"
     "loja online|loja virtual|annual budget|yearly budget|jahresbudget|budget annuel|presupuesto "
     "anual|bilancio annuale|duns|duns number|duns no|dun s|capacity|seating "
     "capacity|kapazitat|capacite|capacite d "
     "accueil|capacidad|aforo|"
     "capacita|capienza|lotacao|capaciteit|number of seats|"
     "artistic director|musical director|music director|creative director|technical director|sales director|"
     "head chef|head coach|conductor|coach|"
     "trainingsort|veranstaltungsort|treffpunkt|spielort|probenort|einsatzort|erscheinungsort|geburtsort|"
     "lieferort|lieu de naissance|place of birth|birthplace|lugar de nacimiento|luogo di nascita|"
     "crunchbase profile url|pitch deck|pitch deck url|"
     "license number|licence number|license no|licence no|license|licence|"
     "service area|service radius|services radius|service range|travel radius|delivery area|delivery "
     "radius|areas served|area served|"
     "buchungslink|reservierungslink|terminlink|terminbuchung|einsatzgebiet|liefergebiet|ruhetag|"
     "lien de prise de rendez vous*|lien de reservation|zone d intervention|rayon d intervention|"
     "jour de fermeture|enlace de reservas|enlace de reserva|zona de cobertura|reparto a domicilio|servicio "
     "a domicilio|entrega a domicilio|dia de cierre|dia de descanso|consegna a domicilio|giorno di "
     "chiusura|link prenotazione|link di prenotazione|entrega em domicilio|link de agendamento|area de "
     "atendimento|afspraaklink|reserveringslink|werkgebied|sluitingsdag|"
     "huisnummertoevoeging|toevoeging huisnummer|huisletter|"
     "pricing model|pricing type|price model|price type|price unit|pricing options|affiliate*|affiliate link|"
     "menu link title|menu title|menu name|revision log message|revision log|text format|parent item|weight|"
     "annual revenue|annual turnover|turnover|revenue|jahresumsatz|umsatz|chiffre d "
     "affaires|fatturato|faturamento|"
     "facturacion|omzet|funding|funding stage|funding amount|payment methods|payment options|payments "
     "accepted|"
     "forms of payment|zahlungsarten|zahlungsmoglichkeiten|moyens de paiement|formas de pago|metodos de pago|"
     "metodi di pagamento|formas de pagamento|betaalmethoden|betaalmogelijkheden|"
     "friendly url|seo url|url slug|slug|permalink|url alias|meta title|seo title|seo meta tags|link "
     "text|anchor text|google analytics|google analytics id|analytics id|tracking id|view count|map view|map "
     "type|map zoom|legal form|legal structure|legal entity type|business structure|rechtsform|forme "
     "juridique|statut juridique|forma juridica|forma giuridica|natureza juridica|rechtsvorm|salutation|"
     "anrede|civilite|aanhef|gender|geschlecht|sexe|sexo|date of birth|birth "
     "date|birthday|geburtsdatum|date de "
     "naissance|fecha de nacimiento|data di nascita|data de nascimento|geboortedatum|middle name|second "
     "surname|segundo apellido|apellido materno|currency|wahrung|waehrung|devise|moneda|valuta|moeda"},
    {head, message, "",
     "message|comment|comments|notes|note|note to editor|notes to editor|remarks|remark|question|questions|"
     "how did you hear*|hear about us|how did you hear about us|how did you hear about this*|how did you "
     "find us|how "
     "did you find out about us|where did you hear about us|how did you learn about us|how you heard about "
     "us|wie "
     "haben sie von uns erfahren|wie sind sie auf uns aufmerksam geworden|comment nous avez vous connu*|como "
     "nos "
     "conocio|como se entero de nosotros|come ci hai conosciuto|come ci avete conosciuto|como nos "
     "conheceu|hoe heeft u "
     "ons gevonden|hoe ken je ons|referral|anything else|message to reviewer|message to the "
     "editor|inquiry|"
     "enquiry|feedback|special instructions|"
     "anmerkung|anmerkungen|nachricht|kommentar|kommentare|bemerkung|bemerkungen|mitteilung|hinweise|"
     "commentaire|commentaires|remarque|remarques|informations complementaires|"
     "mensaje|comentario|comentarios|observaciones|notas|"
     "messaggio|commento|commenti|note aggiuntive|"
     "mensagem|observacoes|"
     "bericht|opmerking*|vraag|aanvullende informatie"},
};

} // namespace

std::span<const VocabularyEntry> other_vocabulary() { return kEntries; }

} // namespace bolt::forms
