#include "forms/vocabulary.hpp"

#include "forms/text.hpp"

#include <algorithm>
#include <unordered_map>

namespace bolt::forms {
namespace {

using enum Meaning;

struct Entry {
    TermKind kind;
    Meaning meaning;
    std::string_view detail;
    std::string_view phrases; ///< folded, separated by '|'; a word that ends in '*' matches any ending
};

constexpr TermKind head = TermKind::head;

// Folded words (text.hpp): no accents, ss for sharp s, "e-mail" is "email". Umlauts also in their two-letter
// spelling.
constexpr Entry kEntries[] = {
    {TermKind::joint, none, "",
     "of|for|de|del|della|di|du|des|d|do|da|der|fur|fuer|pour|para|per|van|voor|von|zum|zur|in|im|am|at|to"},
    {TermKind::name, business_name, "",
     "name|names|title|titel|titre|titulo|titolo|nom|nombre|nome|naam|called|bezeichnung|denominacion"},
    {TermKind::business, business_name, "",
     "business|company|companies|organi*ation|org|firm|firma|unternehmen|betrieb|entreprise|societe|empresa|"
     "negocio|azienda|impresa|"
     "attivita|bedrijf|listing|listings|venue|place|store|shop|restaurant|cafe|bar|hotel|clinic|practice|"
     "office|startup|product|app|"
     "tool|service|project|brand|establishment|etablissement|biz|corp|agency|salon|entry|eintrag|geschaft|"
     "laden|lokal|verein|comercio|"
     "tienda|local|institution|site name|profile name|dba"},
    {TermKind::person, contact_full_name, "",
     "contact "
     "person|contact|owner|manager|submitter|representative|your|you|person|ansprechpartner*|kontaktperson|"
     "kontakt|inhaber*|"
     "proprietor|author|applicant|contacto|persona de contacto|referente|contatto|persona di "
     "contatto|contactpersoon|responsable|"
     "proprietaire|eigentumer|eigentuemer|my|ihr|ihre|votre|su|tu"},
    {head, business_name, "",
     "businessname|companyname|business name|company name|organi*ation name|listing title|listing name|place "
     "title|place name|"
     "listingtitle|listingname|trading name|legal name|store name|shop name|doing business "
     "as|firmanavn|nume firma|nazwa firmy|foretagsnamn|firmenname|firmenbezeichnung|"
     "unternehmensname|name der firma|raison sociale|razon social|ragione sociale|nombre "
     "comercial|bedrijfsnaam|nome fantasia|"
     "what is your venue called|what s your venue called"},
    {head, contact_first_name, "",
     "first name|firstname|fname|given name|givenname|forename|vorname|prenom|primer nombre|nombre de "
     "pila|voornaam|prenome|first"},
    {head, contact_last_name, "",
     "last name|lastname|lname|surname|family name|familyname|nachname|familienname|zuname|nom de "
     "famille|apellido*|cognome|"
     "achternaam|sobrenome|last"},
    {head, contact_full_name, "",
     "vor und zuname|name and surname|name surname|first and last name|firstandlastname|nom et prenom|nom "
     "prenom|prenom et nom|nombre y apellido*|full name|fullname|your name|contact name|contactname|contact "
     "person|person to "
     "contact|ansprechpartner*|kontaktperson|owner name|"
     "name of contact|nom complet|nombre completo|nome completo|persona de contacto|nome e cognome|vor und "
     "nachname|yourname"},
    {head, job_title, "", "job title|jobtitle|position|funktion|role|occupation|cargo|puesto|beruf"},
    {head, email, "",
     "email|emails|emailadresse|email adresse|email address|mail|mailadresse|adresse email|courriel|adresse "
     "electronique|"
     "correo|correo electronico|correo email|direccion de correo|indirizzo email|posta "
     "elettronica|emailadres"},
    {head, email_confirm, "",
     "confirm email|confirm your email|repeat email|retype email|re enter email|email again|email "
     "confirmation|verify email|"
     "email wiederholen|email bestatigen|confirmer l email|confirmez votre email|confirmar email|confirmar "
     "correo"},
    {head, phone, "",
     "phone|phones|telephone|tel|phone number|phonenumber|telephone number|phone no|contact "
     "number|telefon|telefonnummer|rufnummer|fon|"
     "landline|land line|fixed line|mobile|mobil|handy|handynummer|cell|cellphone|cell phone|mobile "
     "number|numero de "
     "telephone|portable|telefono|numero de telefono|"
     "celular|movil|telefoon|telefoonnummer|telefone|call us|whatsapp number|festnetz|hotline"},
    {head, phone_country_code, "",
     "country code|dial code|dialling code|dialing code|landesvorwahl|landervorwahl|phone country"},
    {head, phone_area_code, "", "area code|areacode|vorwahl|ortsvorwahl|prefijo|indicatif"},
    {head, fax, "", "fax|fax number|faxnummer|telefax|telecopie|numero de fax"},
    {head, website, "",
     "address of your site|address of your website|address of your web site|site address|adresse ihrer "
     "website|adresse ihrer webseite|adresse de votre site|direccion de su sitio|"
     "website|web site|websites|site web|webseite|website url|web address|webaddress|homepage|home "
     "page|internetseite|internetadresse|"
     "url|link|web|site url|site link|sitio web|pagina web|sito web|sito|sito internet|site "
     "internet|weblink|webpage|domain|internet|"
     "product url|website address|www"},
    {head, address_full, "",
     "full address|complete address|postal address|mailing address|direccion completa|indirizzo "
     "completo|adresse complete|"
     "vollstandige adresse|anschrift|location address"},
    {head, address_line1, "",
     "street and house number|street house number|street name and number|street no|street "
     "name|streetname|nom de rue|nom de la rue|rue et numero|calle y numero|address|street|street "
     "address|streetaddress|address line 1|address line|address 1|addressline 1|addr "
     "1|addr line|addr|street line 1|"
     "street and number|strasse|strasse und hausnummer|strasse hausnummer|strasse nr|strasse und "
     "nr|str|adresse|rue|numero et rue|"
     "direccion|calle|indirizzo|via|endereco|rua|adres|straat|straat en huisnummer|domicilio|location"},
    {head, house_number, "",
     "house number|housenumber|hausnummer|hausnr|haus nr|street number|huisnummer|numero de rue|numero "
     "civico"},
    {head, address_line2, "",
     "second line|address second line|address addition|adresse 2|direccion 2|direccion adicional|indirizzo "
     "2|flat|flat number|apartment number|appartement|etage|toevoeging|door|address line 2|address "
     "2|addressline 2|addr 2|addr line 2|street line "
     "2|apartment|apt|suite|unit|floor|building|adresszusatz|"
     "adresszeile 2|complement|complement d adresse|piso|departamento|interno|address continued|street 2"},
    {head, city, "",
     "city|town|locality|suburb|municipality|city "
     "town|ort|stadt|ortschaft|wohnort|gemeinde|ville|localite|commune|ciudad|localidad|"
     "poblacion|municipio|citta|comune|cidade|stad|plaats|woonplaats"},
    {head, state, "",
     "state|province|region|county|state province|state region|administrative area|bundesland|land "
     "kanton|kanton|etat|departement|"
     "provincia|estado|regione|staat|provincie|territory|prefecture"},
    {head, postal_code, "",
     "zip|zipcode|zip code|postal|postal code|postalcode|postcode|post code|plz|postleitzahl|code "
     "postal|cp|codigo postal|cap|cep|zip "
     "postal code|eircode|pincode|pin code"},
    {head, country, "", "country|land|staat land|pays|pais|paese|nation|nazione"},
    {head, latitude, "", "latitude|lat|breitengrad"},
    {head, longitude, "", "longitude|lng|lon|langengrad|laengengrad"},
    {head, description, "",
     "description|desc|describe*|about|about you|about us|about your "
     "business|bio|profile|details|overview|summary|story|"
     "tell us*|what should guests know*|what do you do|what you do|what does "
     "your|introduce|introduction|services|services offered|"
     "products and services|beschreibung|firmenbeschreibung|unternehmensbeschreibung|firmenprofil|uber "
     "uns|ueber uns|uber ihr|leistungen|"
     "vorstellung|presentation|a propos|descripcion|acerca de|sobre|descrizione|chi "
     "siamo|descricao|omschrijving|beschrijving|"
     "body|content|text|listing content|additional information|long description|longdescription|full "
     "description"},
    {head, short_description, "",
     "short description|shortdescription|brief description|short desc|tagline|tag "
     "line|slogan|motto|headline|one liner|excerpt|"
     "short summary|elevator pitch|pitch|kurzbeschreibung|kurztext|claim|description courte|breve "
     "descripcion|descripcion corta|"
     "breve descrizione|korte omschrijving|in one sentence|summary line|teaser|subtitle"},
    {head, category, "",
     "category|categories|cat|cats|kind|type|business "
     "type|industry|sector|trade|cuisine|niche|classification|vertical|line of "
     "business|kind of place|type of "
     "business|kategorie|kategorien|branche|branchen|rubrik|gewerbe|art|categorie|secteur|categoria|"
     "categorias|rubro|giro|actividad|settore|ramo|categorieen|specialty|field of business|primary "
     "category|main category|kuche|kueche|"
     "activite|secteur d activite"},
    {head, subcategory, "",
     "subcategory|sub category|subcat|secondary category|second category|additional category|additional "
     "categories|category 2|"
     "unterkategorie|subcategoria|sous "
     "categorie|sottocategoria|subcategorie|subkategorie|specialisation|more specific|more specifically"},
    {head, tags, "",
     "tags|tag|keywords|keyword|schlagworte|stichworte|stichworter|suchbegriffe|mots cles|palabras "
     "clave|parole chiave|labels"},
    {head, hours_text, "",
     "hours|opening hours|business hours|opening times|open hours|working hours|office hours|hours of "
     "operation|store hours|"
     "offnungszeiten|oeffnungszeiten|geschaftszeiten|sprechzeiten|horaires|heures d ouverture|horaires d "
     "ouverture|horario|horarios|"
     "orari|orario|orari di apertura|openingstijden|when are you open"},
    {head, social_link, "facebook", "facebook|fb|facebook page|facebook url|facebook link|facebook profile"},
    {head, social_link, "instagram", "instagram|insta|ig|instagram url|instagram profile|instagram handle"},
    {head, social_link, "twitter", "twitter|x com|twitter x|x twitter|twitter url|twitter handle|x handle"},
    {head, social_link, "linkedin", "linkedin|linked in|linkedin url|linkedin profile"},
    {head, social_link, "youtube", "youtube|you tube|youtube channel|youtube url"},
    {head, social_link, "tiktok", "tiktok|tik tok"},
    {head, social_link, "pinterest", "pinterest"},
    {head, social_link, "yelp", "yelp|yelp url"},
    {head, social_link, "whatsapp", "whatsapp"},
    {head, social_link, "xing", "xing"},
    {head, social_link, "google",
     "google business|google maps|google maps url|google plus|google business profile"},
    {head, social_link, "video", "video|video url|video link|business video|youtube video"},
    {head, social_link, "other",
     "social|social media|social links|social "
     "profile|telegram|discord|github|snapchat|vimeo|skype|threads|mastodon"},
    {head, logo, "", "logo|company logo|business logo|logo url|firmenlogo|icon|logotipo|brand image"},
    {head, photo, "",
     "photo|photos|image|images|picture|pictures|gallery|cover|cover image|featured "
     "image|banner|screenshot|bild|bilder|foto|fotos|"
     "attachment|attachments|file|upload|imagen|immagine|afbeelding|thumbnail|menu pdf"},
    {head, year_founded, "",
     "year founded|founded|year established|established|year opened|founding year|since|in business "
     "since|grundungsjahr|"
     "gruendungsjahr|gegrundet|annee de creation|fondee|ano de fundacion|anno di fondazione|opgericht"},
    {head, price_range, "",
     "price|price "
     "range|pricerange|prices|pricing|cost|budget|preis|preisklasse|preisspanne|prix|precio|prezzo|rate|"
     "fees"},
    {head, tax_id, "",
     "tax id|vat|vat number|vat id|tax number|ein|ust id|ustid|umsatzsteuer "
     "id|steuernummer|siret|siren|nif|cif|partita iva|cnpj|"
     "registration number|company number|license number|licence number|handelsregister*|kvk"},
    {head, password, "", "password|passwort|kennwort|mot de passe|contrasena|wachtwoord|senha|pass"},
    {head, username, "",
     "username|user name|login|user id|benutzername|nom d utilisateur|nombre de usuario|nome "
     "utente|gebruikersnaam|account name"},
    {head, captcha, "",
     "captcha|security code|verification code|anti spam|human verification|are you "
     "human|sicherheitscode|spamschutz|enter the code|"
     "type the characters|type the digits|type the letters|type the code|type the text|digits in the "
     "picture|letters in the image|what is * plus *|code de securite|codigo de seguridad|solve|security "
     "question|sicherheitsfrage|prove you are human"},
    {head, terms, "",
     "terms|terms and conditions|terms of service|terms of use|i agree|agree|agree to|i accept|accept|i have "
     "read|i am authorized|"
     "i am authorised|authorized|authorised|i confirm|i certify|certify|privacy "
     "policy|privacy|consent|gdpr|tos|agb|datenschutz*|"
     "nutzungsbedingungen|zustimm*|stimme|akzeptier*|einverstanden|einwillig*|conditions|j "
     "accepte|acepto|terminos|politica de "
     "privacidad|accetto|condizioni|aceito|termos|akkoord|voorwaarden|bestatige|guidelines|rules|accuracy"},
    {head, newsletter, "",
     "newsletter|newsletters|subscribe|subscription|mailing list|marketing|promotions|promotional|special "
     "offers|offers|news|updates|"
     "send me|keep me informed|keep me updated|stay "
     "updated|infolettre|nouvelles|boletin|novedades|noticias|nieuwsbrief|angebote|"
     "neuigkeiten|tips|product news|email updates|product updates"},
    {head, search, "",
     "search|query|q|keyword search|suche|suchen|was "
     "suchen|recherche|rechercher|buscar|busqueda|cerca|ricerca|zoeken|find|near"},
    {head, coupon, "",
     "coupon|coupon code|promo|promo code|promocode|discount code|voucher|gutschein|gutscheincode|deal"},
    {head, payment, "",
     "card number|credit card|name on card|name on the card|nameoncard|card holder name|cardholder name|cc "
     "name|karteninhaber|name des karteninhabers|kontoinhaber|account holder|nom du detenteur|titular de la "
     "tarjeta|exp date|expiry date|cardnumber|cvc|cvv|expiry|expiration date|card "
     "holder|cardholder|kreditkarte|kartennummer|iban|numero de "
     "carte|numero de tarjeta"},
    {head, message, "",
     "message|comment|comments|notes|note|note to editor|notes to "
     "editor|remarks|remark|question|anmerkung|anmerkungen|nachricht|"
     "kommentar|bemerkung|bemerkungen|commentaire|mensaje|comentario|comentarios|messaggio|commento|bericht|"
     "opmerking*|how did you "
     "hear*|referral|anything else"},
};

struct Pattern {
    std::vector<std::string> words;
    const Entry* entry;
};

bool word_matches(std::string_view pattern, std::string_view word) {
    const auto star = pattern.find('*');
    if (star == std::string_view::npos) return pattern == word;
    const auto ending = pattern.substr(star + 1);
    return word.size() + 1 >= pattern.size() && word.starts_with(pattern.substr(0, star)) &&
           word.ends_with(ending);
}

using Dictionary = std::unordered_map<char, std::vector<Pattern>>; // by the first letter

Dictionary build() {
    Dictionary out;
    for (const auto& entry : kEntries) {
        for (std::string_view rest = entry.phrases; !rest.empty();) {
            const auto end = std::min(rest.find('|'), rest.size());
            Pattern pattern{{}, &entry};
            std::string word;
            for (const char c : rest.substr(0, end)) {
                if (c != ' ')
                    word += c;
                else
                    pattern.words.push_back(std::exchange(word, {}));
            }
            pattern.words.push_back(word);
            out[pattern.words[0][0]].push_back(std::move(pattern));
            rest.remove_prefix(std::min(end + 1, rest.size()));
        }
    }
    // Longest first; among equals the later entry, because heads stand after the words that only modify.
    for (auto& [letter, patterns] : out)
        std::ranges::sort(patterns, [](const Pattern& a, const Pattern& b) {
            return a.words.size() != b.words.size() ? a.words.size() > b.words.size() : a.entry > b.entry;
        });
    return out;
}

const Pattern* match_at(const Dictionary& dictionary, const std::vector<std::string>& words, std::size_t at) {
    const auto found = dictionary.find(words[at][0]);
    if (found == dictionary.end()) return nullptr;
    for (const auto& pattern : found->second) {
        if (at + pattern.words.size() > words.size()) continue;
        bool same = true;
        for (std::size_t i = 0; same && i < pattern.words.size(); ++i)
            same = word_matches(pattern.words[i], words[at + i]);
        if (same) return &pattern;
    }
    return nullptr;
}

} // namespace

std::vector<Term> find_terms(const std::vector<std::string>& words) {
    static const Dictionary dictionary = build();
    std::vector<Term> out;
    for (std::size_t at = 0; at < words.size();) {
        const auto* pattern = match_at(dictionary, words, at);
        if (pattern == nullptr) {
            ++at;
            continue;
        }
        out.push_back({pattern->entry->kind, pattern->entry->meaning, pattern->entry->detail, at,
                       pattern->words.size()});
        at += pattern->words.size();
    }
    return out;
}

} // namespace bolt::forms
