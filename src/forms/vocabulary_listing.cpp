#include "forms/vocabulary_entries.hpp"

namespace bolt::forms {
namespace {

using enum Meaning;
using enum TermKind;

constexpr VocabularyEntry kEntries[] = {
    {head, description, "",
     "description|desc|describe*|about|about you|about us|about your business|bio|profile|details|overview|"
     "summary|story|history|tell us*|what do you sell|what do you make|what do you grow|what should guests "
     "know*|what do you do|what you do|what you offer|services you "
     "offer|what do you offer|what does your|introduce|"
     "introduction|services offered|products and services|body|content|listing content|post content|"
     "additional information|long description|longdescription|full description|detailed description|write up|"
     "company profile|business description|long text|text|about the business|products services|your "
     "pitch|longer "
     "pitch|in your own words|main text|services|"
     "beschreibung|beschreiben|beschreibungstext|firmenbeschreibung|unternehmensbeschreibung|firmenprofil|"
     "was bietet ihr*|was bietest du*|was macht ihr*|was zeichnet sie aus|was bieten sie*|was machen "
     "sie*|was verkaufen sie*|geschichte|uber das|uber die|uber den|uber "
     "dein|uber uns|ueber uns|uber ihr|ueber "
     "ihr|leistungen|vorstellung|langtext|langbeschreibung|detailbeschreibung|"
     "firmenportrait|portrait|angebot|inhalt|erlauterung|darstellung|erzahlen|erzaehlen|"
     "que proposez vous*|que vendez vous*|que faites vous*|historique|presentation|a propos|description "
     "detaillee|description complete|presentez|decrivez|descriptif|texte|"
     "contenu|prestations|"
     "descripcion|presentacion|acerca de|sobre|sobre nosotros|sobre tu negocio|texto|describa|describe tu "
     "negocio|contenido|"
     "cuentanos|resena|que ofreces*|que ofrecen*|que vendes*|que haces*|historia|"
     "cosa offrite*|cosa vendete*|cosa producete*|storia|descrizione|chi "
     "siamo|testo|descrivi|presentati|presentatevi|presentate|raccontaci|raccontateci|presentazione|"
     "descrizione estesa|descrizione completa|"
     "o que voce oferece*|o que voces oferecem*|o que voce faz*|descricao|apresentacao|sobre a "
     "empresa|descreva|descricao completa|"
     "opis|opis firmy|over het|over de|over uw|over je|over "
     "jou|omschrijving|beschrijving|bedrijfsomschrijving|bedrijfsprofiel|vertel|over "
     "ons|tekst|over uw bedrijf|"
     "waar bent u goed in|waar ben je goed in|wat doe je|wat doen jullie|wat bied je aan|wat bieden "
     "jullie*|wat biedt u*|wat doet u*|wat verkoopt u*|geschiedenis|toelichting"},
    {head, short_description, "",
     "short description|shortdescription|brief description|short desc|small description|tagline|tag "
     "line|taglines|"
     "slogan|motto|headline|one liner|oneliner|one line|excerpt|short summary|elevator pitch|pitch|in one "
     "sentence|in a sentence|one sentence|in one line|blurb|short blurb|summary line|teaser|subtitle|sub "
     "title|subheading|strapline|catchphrase|"
     "short text|short intro|brief summary|brief introduction|short bio|in brief|meta description|a few "
     "words|in "
     "a few words|in a nutshell|short version|"
     "kurzbeschreibung|kurztext|claim|kurzinfo|kurzvorstellung|kurz und knapp|werbespruch|leitspruch|in "
     "einem satz|"
     "kurze beschreibung|untertitel|unterzeile|"
     "description courte|accroche|phrase d accroche|courte description|breve description|resume|en une "
     "phrase|"
     "sous titre|texte court|presentation courte|breve presentation|"
     "breve descripcion|descripcion corta|descripcion breve|lema|eslogan|resumen|en una frase|subtitulo|"
     "breve descrizione|descrizione breve|in breve|sottotitolo|in una frase|motto aziendale|"
     "descricao curta|breve descricao|descricao breve|descricao resumida|resumo|em uma frase|numa frase|lema|"
     "korte omschrijving|korte beschrijving|slagzin|samenvatting|in een zin|korte introductie|ondertitel"},
    {head, category, "",
     "category|categories|cat|cats|kind|type|types|business type|business types|company "
     "type|industry|industries|"
     "sector|trade|cuisine|niche|classification|vertical|line of business|kind of place|kind of "
     "business|type of "
     "business|type of place|type of service|specialty|speciality|specialties|cause area|tak van sport|field "
     "of business|primary "
     "category|"
     "main category|listing category|listing type|genre|topic|field|profession|department|what kind|practice "
     "area|"
     "area of expertise|practice areas|areas of practice|areas of "
     "expertise|specialities|specializations|specialisms|"
     "professions|occupation category|fits best|best fits|shelf|service type|"
     "kategorie|kategorien|branche|branchen|rubrik|rubriken|gewerbe|art|sparte|fachrichtung|fachgebiet|kuche|"
     "kueche|hauptkategorie|themenbereich|bereich|branchenzugehorigkeit|wirtschaftszweig|schwerpunkt|gewerk|"
     "gewerke|"
     "art des betriebs|art des unternehmens|tatigkeit|taetigkeit|tatigkeitsbereich|"
     "categorie|secteur|activite|secteur d activite|domaine|domaine d activite|domaine d action|activite "
     "principale|type d activite|"
     "rubrique|metier|thematique|type d etablissement|type de commerce|corps de metier|specialite|cuisine "
     "proposee|theme|"
     "categoria|categorias|rubro|giro|actividad|actividad principal|tipo de negocio|tipo|especialidad|dedica|"
     "ramo de actividad|a que se dedica|que tipo|"
     "settore|professione|mestiere|specializzazione|attivita principale|categoria "
     "merceologica|tipologia|tipo di attivita|settore di attivita|cucina|specialita|di "
     "cosa si "
     "occupa|ambito|"
     "ramo|especialidade|profissao|ramo de atividade|atividade|atividade principal|setor|segmento|area de "
     "atuacao|tipo de empresa|"
     "especialidades|"
     "categorieen|categorie|rubriek|soort|soort bedrijf|type bedrijf|bedrijfstak|beroep|keuken|activiteit|"
     "hoofdcategorie|sectie|specialisatie|specialisme|vakgebied|branches|werkgebied"},
    {head, subcategory, "",
     "subcategory|subcategories|sub category|sub categories|subcat|secondary category|second "
     "category|additional "
     "category|additional categories|other categories|category 2|categories 2|sub type|subtype|more "
     "specific|more specifically|alternative category|specialisation|specialization|"
     "unterkategorie|unterrubrik|subkategorie|weitere kategorie|weitere kategorien|nebenkategorie|zweite "
     "kategorie|unterbranche|spezialisierung|"
     "sous categorie|sous rubrique|categorie secondaire|deuxieme categorie|"
     "subcategoria|sub categoria|categoria secundaria|segunda categoria|"
     "sottocategoria|sotto categoria|categoria secondaria|"
     "subcategorie|sub categorie|subrubriek|tweede categorie"},
    {head, tags, "",
     "tags|tag|topics|keywords|keyword|key words|search terms|labels|meta keywords|meta keys|meta "
     "key|metakey|metakeys|meta "
     "tags|search words|main products|key products|product keywords|"
     "schlagworte|schlagworter|schlagwoerter|schlagwort|stichworte|stichworter|stichwoerter|stichwort|"
     "suchbegriffe|suchworter|suchwoerter|schlusselworter|"
     "hashtag|hashtags|mots cles|mots clefs|mot cle|mot cles|etiquettes|"
     "palabras clave|palabras claves|etiquetas|"
     "parole chiave|etichette|"
     "palavras chave|palavras chaves|"
     "trefwoorden|zoekwoorden|sleutelwoorden|zoektermen|steekwoorden"},
    {head, hours_text, "",
     "hours|opening hours|business hours|opening times|open hours|working hours|office hours|hours of "
     "operation|"
     "store hours|when are you open|opening|open times|trading hours|opening time|timings|timing|"
     "offnungszeiten|oeffnungszeiten|geoffnet|geoeffnet|geschaftszeiten|geschaeftszeiten|sprechzeiten|"
     "burozeiten|ladenzeiten|wann haben sie|wann ist|"
     "horaires|heures d ouverture|horaires d ouverture|jours et heures|ouverture|jours d ouverture|"
     "horario|horarios|horario de atencion|horas de apertura|dias y horas|horario comercial|cuando abre*|"
     "orari|orario|orari di apertura|orario di apertura|giorni e orari|apertura|quando siete aperti|"
     "horario de funcionamento|horarios de funcionamento|funcionamento|horario de atendimento|"
     "openingstijden|openingsuren|wanneer bent u open|geopend|openingstijd"},
    {head, social_link, "facebook",
     "facebook|fb|page facebook|facebook page|facebook url|facebook link|facebook profile"},
    {head, social_link, "instagram",
     "instagram|page instagram|insta|ig|instagram url|instagram profile|instagram handle|instagram link"},
    {head, social_link, "twitter",
     "twitter|x com|twitter x|x twitter|twitter url|twitter handle|x handle|twitter profile"},
    {head, social_link, "linkedin",
     "linkedin|linked in|linkedin url|linkedin profile|linkedin page|page linkedin"},
    {head, social_link, "youtube", "youtube|page youtube|you tube|youtube channel|youtube url"},
    {head, social_link, "tiktok", "tiktok|tik tok"},
    {head, social_link, "pinterest", "pinterest"},
    {head, social_link, "crunchbase", "crunchbase"},
    {head, social_link, "yelp", "yelp|yelp url"},
    {head, social_link, "tripadvisor", "tripadvisor|trip advisor"},
    {head, social_link, "whatsapp", "whatsapp|whats app"},
    {head, social_link, "telegram", "telegram"},
    {head, social_link, "github", "github|git hub"},
    {head, social_link, "etsy", "etsy|etsy shop|etsy store"},
    {head, social_link, "ebay", "ebay|ebay shop|ebay store"},
    {head, social_link, "amazon", "amazon|amazon store"},
    {head, social_link, "vimeo", "vimeo"},
    {head, social_link, "xing", "xing"},
    {head, social_link, "google",
     "gmb|google business|google maps|google maps url|google plus|google business profile|google my "
     "business"},
    {head, social_link, "other",
     "social|social media|social links|social profile|social network|social networks|discord|snapchat|skype|"
     "threads|mastodon|bluesky|soundcloud|flickr|tumblr|reddit|vk"},
    {head, video, "",
     "video|videos|videourl|videolink|video url|video link|business video|youtube video|video embed|embed "
     "video|promo video|"
     "youtube or vimeo|youtube video url|video de presentation|videoclip|imagefilm"},
    {head, logo, "",
     "logo|logos|logourl|company logo|business logo|logo url|logo image|icon|brand "
     "image|firmenlogo|logotipo|logotype|"
     "wappen|vereinswappen|emblem|embleme|crest|insignia|escudo|stemma|brasao|favicon|profile "
     "picture|avatar|app icon|bedrijfslogo"},
    {head, photo, "",
     "photo|photos|image|images|picture|pictures|gallery|cover|cover image|cover photo|featured image|banner|"
     "screenshot|screenshots|thumbnail|attachment|attachments|file|files|upload|header image|photo gallery|"
     "bild|bilder|foto|fotos|titelbild|galerie|datei|images photos|"
     "image a la une|photo de couverture|fichier|galerie photos|"
     "imagen|imagenes|galeria|archivo|immagine|immagini|galleria|imagem|imagens|arquivo|"
     "afbeelding|afbeeldingen|foto s|bestand"},
    {head, year_founded, "",
     "year founded|founded|year established|established|year opened|founding year|since|in business "
     "since|year of "
     "foundation|foundation year|year of establishment|year started|year business started|started in|opened "
     "in|"
     "year you started|year you opened|when did you start|when did you open|when was it founded|year of "
     "opening|"
     "date founded|founded in|established in|established year|year incorporated|year of incorporation|"
     "incorporated|in business|years in business|operating since|"
     "grundungsjahr|gruendungsjahr|gegrundet|gegruendet|besteht seit|seit|sinds|opgericht in|"
     "annee de creation|fondee|date de creation|annee de fondation|depuis|"
     "ano de fundacion|fundada|fundado|ano de inicio|fundacion|desde|"
     "anno di fondazione|fondata|fondato|anno fondazione|anno di nascita|"
     "ano de fundacao|fundacao|ano de abertura|"
     "opgericht|jaar van oprichting|oprichtingsjaar|bestaat sinds"},
    {head, employees, "",
     "employees|employee|number of employees|no of employees|employee count|staff|team size|company "
     "size|staff "
     "size|headcount|number of staff|size of company|how many employees*|wie gross ist ihr team|wie viele "
     "mitarbeiter*|how big is your team|how large is your team|how many people work*|how many "
     "staff*|"
     "wie viele mitarbeiter*|combien de salaries*|combien d employes*|cuantos empleados*|cuantos "
     "trabajadores*|"
     "quanti dipendenti*|quantos funcionarios*|quantos colaboradores*|hoeveel medewerkers*|"
     "mitarbeiter|mitarbeiterzahl|anzahl mitarbeiter|anzahl der mitarbeiter|beschaftigte|"
     "effectif|effectifs|nombre d employes|nombre de salaries|salaries|"
     "empleados|numero de empleados|numero de trabajadores|"
     "dipendenti|numero di dipendenti|addetti|numero addetti|"
     "funcionarios|numero de funcionarios|trabalhadores|n o de trabalhadores|n de "
     "trabalhadores|colaboradores|numero de colaboradores|"
     "medewerkers|aantal medewerkers|werknemers|aantal werknemers"},
    {head, price_range, "",
     "price|price range|pricerange|prices|pricing|cost|costs|budget|rate|rates|fees|price level|price "
     "from|price "
     "to|starting price|average price|price per person|min price|max price|lowest price|"
     "preis|preise|preisklasse|preisspanne|preisniveau|preiskategorie|prix|tarif|tarifs|gamme de "
     "prix|fourchette "
     "de prix|prix moyen|precio|precios|rango de precios|tarifa|prezzo|prezzi|fascia di prezzo|"
     "preco|precos|faixa de preco|prijs|prijzen|prijsklasse|prijsniveau|prijsindicatie"},
    {head, tax_id, "",
     "tax id|vat|vat number|vat id|vat no|tax number|tax no|ein|abn|acn|gst|gst no|gstin|pan|charity number|"
     "registration number|registration no|company number|company no|"
     "business number|companies house|charity registration|"
     "u st id|u st id nr|ust id|ustid|ust idnr|umsatzsteuer "
     "id|umsatzsteuer|steuernummer|uid|"
     "siret|siren|numero siret|numero siren|tva|numero de tva|no tva|n tva|kbis|"
     "nif|cif|rfc|cuit|rut|ruc|nit|"
     "partita iva|p iva|piva|codice fiscale|"
     "cnpj|nipc|contribuinte|"
     "neq|nip|regon|kv k|kv k nummer|kvk|kvk nummer|btw|btw nr|btw nummer|ondernemingsnummer"},
    {head, reciprocal_link, "",
     "reciprocal|reciprocal link|reciprocal url|reciprocal link url|recpr|recip|link back|linkback|link back "
     "to "
     "us|backlink|backlinks|back link|backlink url|your link to us|url of our link|where our link|our "
     "link|link exchange page|linking page|page with our banner|page with our link|page where our link|our "
     "banner|"
     "gegenlink|ruckverlinkung|rueckverlinkung|ruecklink|rucklink|lien retour|lien reciproque|lien de retour|"
     "enlace reciproco|enlace de vuelta|link reciproco|scambio link|link di ritorno|wederlink|link terug|"
     "terugkoppeling"},
    {head, upgrade, "",
     "upgrade|featured|featured type|feature listing|feature this|feature my|make featured|featured "
     "listing|featured link|"
     "featured ad|sponsor|sponsored|premium|premium listing|promote|promotion "
     "package|highlight|highlighted|bump|"
     "boost|sticky|top listing|fast track|express review|priority review|paid listing|listing plan|listing "
     "package|pricing plan|choose plan|membership|link type|submission type|per month|per year|one time fee|"
     "hervorheben|hervorgehoben|premiumeintrag|bezahlter|"
     "mise en avant|annonce premium|en vedette|destacado|destacar|anuncio destacado|in evidenza|metti in "
     "evidenza|destaque|uitgelicht|uitlichten|topvermelding"},
    {head, password, "",
     "password|passwort|kennwort|mot de passe|contrasena|wachtwoord|senha|pass|clave de acceso|parola d "
     "ordine|"
     "palavra passe|passwd|pwd"},
    {head, username, "",
     "username|user name|login|user id|userid|benutzername|nutzername|nom d utilisateur|identifiant|nombre "
     "de "
     "usuario|usuario|nome utente|gebruikersnaam|account name|nome de usuario|utilizador|user login|nickname|"
     "screen name|pseudo"},
    {head, captcha, "",
     "captcha|security code|verification code|confirmation code|anti spam|antispam|human verification|are "
     "you "
     "human|are you a robot|not a robot|enter the code|code shown|image code|imagecode|visual "
     "confirmation|type the "
     "characters|type the digits|type the letters|type the code|type the text|digits in the picture|letters "
     "in "
     "the image|do the math|do math|what is * plus *|solve|sum of|security question|security "
     "check|validation "
     "code|turing|prove you are human|"
     "sicherheitscode|bestatigungscode|bestaetigungscode|spamschutz|sicherheitsfrage|rechenaufgabe|"
     "zeichenfolge|"
     "code de securite|code de verification|recopiez|code anti spam|"
     "codigo de seguridad|codigo de verificacion|codice di sicurezza|codice di verifica|codice "
     "antispam|codigo de "
     "seguranca|codigo de verificacao|"
     "beveiligingscode|controlevraag|verificatiecode"},
    {head, terms, "",
     "terms|terms and conditions|terms of service|terms of use|i agree|agree|agree to|i accept|accept|i have "
     "read|i am authorized|i am authorised|authorized|authorised|i confirm|i certify|certify|privacy policy|"
     "privacy|consent|gdpr|tos|guidelines|rules|accuracy|agreerules|i understand|i declare|on behalf of|"
     "disclaimer|we agree|i acknowledge|"
     "agb|datenschutz*|nutzungsbedingungen|teilnahmebedingungen|zustimm*|stimme|akzeptier*|einverstanden|"
     "einwillig*|bestatige|bestaetige|gelesen|richtlinien|berechtigt|"
     "conditions|j accepte|accepte|conditions generales|cgu|cgv|reglement|mentions legales|rgpd|certifie|"
     "acepto|terminos|condiciones|politica de privacidad|he leido|aviso legal|autorizo|"
     "accetto|condizioni|acconsento|informativa|regolamento|dichiaro|trattamento dei dati|"
     "aceito|concordo|termos|politica de privacidade|declaro|regulamento|li e aceito|"
     "regulamin|akceptuje|akkoord|voorwaarden|ik ga|privacybeleid|algemene voorwaarden|privacyverklaring"},
    {head, newsletter, "",
     "newsletter|newsletters|email for newsletter|email for the newsletter|newsletter email|email "
     "newsletter|subscribe|subscription|mailing list|marketing|promotions|promotional|special "
     "offers|offers|news|updates|send me|keep me informed|keep me updated|stay updated|tips|product "
     "news|email "
     "updates|product updates|digest|"
     "rundbrief|angebote|neuigkeiten|abonnieren|infolettre|nouvelles|lettre d information|actualites|boletin|"
     "novedades|noticias|novita|aggiornamenti|iscriviti|novidades|nieuwsbrief|nieuws|aanbiedingen"},
    {head, search, "",
     "search|query|q|keyword search|looking for|what are you looking for|find|near|suche|suchen|was suchen|"
     "suchbegriff|recherche|rechercher|buscar|busqueda|busca|pesquisar|cerca|ricerca|zoeken|zoekterm|was "
     "suchst|"
     "que cherchez"},
    {head, coupon, "",
     "coupon|coupons|coupon code|promo|promo code|promocode|promotion code|discount|discount "
     "code|voucher|voucher "
     "code|gift card|special offer|offer|deal|referral code|"
     "gutschein|gutscheincode|rabatt|rabattcode|aktionscode|code promo|bon de reduction|bon "
     "plan|cupon|codigo "
     "promocional|descuento|codice sconto|buono sconto|sconto|cupom|codigo de desconto|desconto|kortingscode|"
     "korting|actiecode|tegoedbon|offerta"},
    {head, payment, "",
     "card number|credit card|name on card|name on the card|nameoncard|card holder name|cardholder name|cc "
     "name|"
     "card holder|cardholder|account holder|exp date|expiry date|expiration "
     "date|cardnumber|cvc|cvv|expiry|iban|"
     "bic|sort code|bank account|"
     "karteninhaber|name des karteninhabers|kontoinhaber|kreditkarte|kartennummer|"
     "nom du detenteur|numero de carte|titulaire de la carte|titular de la tarjeta|numero de tarjeta|"
     "numero di carta|intestatario|numero do cartao|titular do cartao|kaartnummer|kaarthouder"},
};

constexpr VocabularyEntry kEndings[] = {
    {name, business_name, "", "name|titel|naam|bezeichnung|titles"},
    {head, website, "", "webseite|webadresse|internetadresse|url|homepage|website|webadres|site"},
    {head, phone, "", "telefon|telefonnummer|rufnummer|telefoon|telefoonnummer|phone"},
    {head, email, "", "mailadresse|mailadres|email|mail"},
    {head, address_line1, "", "adresse|anschrift|strasse|adres|straat|address"},
    {head, city, "", "ort|plaats|stadt"},
    {head, postal_code, "", "leitzahl"},
    {head, category, "", "kategorie|rubrik|branche|categorie|rubriek|category"},
    {head, description, "",
     "beschreibung|beschreibungstext|omschrijving|beschrijving|text|profil|description|spektrum"},
    {head, hours_text, "", "zeiten|tijden"},
    {head, logo, "", "logo"},
    {head, photo, "", "bild|bilder|foto|fotos|datei|afbeelding"},
    {head, tags, "", "worter|woerter|woorden"},
    {head, year_founded, "", "grundungsjahr|gruendungsjahr"},
    {head, captcha, "", "captcha"},
    {joint, none, "", "seite|pagina|kanal|kanaal|profil|profiel|link|nummer|nr"},
};

} // namespace

std::span<const VocabularyEntry> listing_vocabulary() { return kEntries; }
std::span<const VocabularyEntry> compound_endings() { return kEndings; }

} // namespace bolt::forms
