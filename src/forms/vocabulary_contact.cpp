#include "forms/vocabulary_entries.hpp"

namespace bolt::forms {
namespace {

using enum Meaning;
using enum TermKind;

// One line a language where it grew long: en, de, fr, es, it, pt, nl.
constexpr VocabularyEntry kEntries[] = {
    {joint, none, "",
     "of|for|at|to|in|from|de|del|della|dell|dello|delle|dei|di|du|des|d|do|da|dos|das|der|fur|fuer|pour|"
     "para|"
     "per|van|voor|von|vom|zum|zur|im|am|where|who|which"},
    {name, business_name, "",
     "name|names|title|titel|titre|titulo|titolo|nom|nombre|nome|naam|called|bezeichnung|"
     "denominacion|denomination|denominazione|denominacao|benaming|designation|heisst|appelle|llama|chiama|"
     "chama|heet|intitule"},
    {business, business_name, "",
     "business|businesses|company|companies|organi*ation|org|firm|listing|listings|venue|place|store|shop|"
     "restaurant|cafe|bar|hotel|clinic|practice|office|startup|product|app|tool|service|project|brand|"
     "establishment|biz|corp|agency|salon|entry|institution|site name|profile "
     "name|dba|vendor|supplier|merchant|"
     "school|studio|gym|church|charity|attraction|property|game|plugin|software|resource|podcast|blog|"
     "employer|"
     "enterprise|dealer|provider|site title|"
     "firma|unternehmen*|betrieb|eintrag|geschaft|geschaeft|laden|lokal|verein|praxis|gastronomiebetrieb|"
     "gasthaus|"
     "kanzlei|werkstatt|hof|anbieter|institut|schule|einrichtung|organisation|marke|"
     "entreprise|societe|etablissement|commerce|magasin|boutique|enseigne|annonce|structure|association|"
     "cabinet|atelier|hebergement|"
     "empresa|negocio|comercio|tienda|local|establecimiento|sociedad|anuncio|clinica|marca|taller|"
     "azienda|impresa|attivita|ditta|negozio|ristorante|locale|struttura|esercizio|annuncio|"
     "estabelecimento|loja|companhia|anuncio|restaurante|instituicao|organizacao|"
     "bedrijf|bedrijven|winkel|zaak|onderneming|vermelding|organisatie|vereniging|praktijk|merk|instelling"},
    {person, contact_full_name, "",
     "contact "
     "person|contact|owner|manager|submitter|representative|your|you|person|proprietor|author|applicant|"
     "webmaster|administrator|administrador|amministratore|administrateur|founder|maker|seller|director|"
     "medical director|managing "
     "director|coordinator|organi*er|president|chairman|"
     "chairperson|spokesperson|ceo|operator|submitted by|poster|contributor|user|customer|member|"
     "ansprechpartner*|kontaktperson|kontakt|inhaber*|eigentumer*|eigentuemer*|ihr|ihre|ihren|dein|deine|"
     "betreiber*|leiter*|vorsitzende*|geschaftsfuhrer*|geschaeftsfuehrer*|verfasser*|einsender*|absender*|"
     "melder|"
     "directeur|directrice|presidente|proprietaire|responsable|votre|vos|gerant*|dirigeant*|representant*|"
     "demandeur|interlocuteur|annonceur|"
     "contacto|persona de contacto|propietario|propietaria|titular|encargado|su|tu|tus|sus|solicitante|"
     "contatto|referente|persona di contatto|titolare|proprietario|tuo|tua|suo|vostro|responsabile|"
     "contato|responsavel|seu|sua|pessoa de contato|"
     "voorzitter|beheerder|direttore|diretor|contactpersoon|eigenaar|uw|jouw|je|inzender|aanvrager|my"},
    {head, business_name, "",
     "businessname|companyname|business name|company name|organi*ation name|listing title|listing name|place "
     "title|place name|listing headline|ad headline|listingtitle|listingname|trading name|trading as|trade "
     "name|legal name|legal entity name|legal entity|entity name|registered name|registered company "
     "name|legal business name|store name|shop "
     "name|doing business as|sitename|site name|site title|website title|website name|title of site|title of "
     "website|link title|page title|post title|ad title|project name|what is it called|"
     "firmenname|firmierung|firmenbezeichnung|unternehmensname|name der firma|betriebsname|seitentitel|name "
     "der "
     "website|"
     "betreiber firma|inhaber firma|raison sociale|denomination sociale|denomination commerciale|nom "
     "commercial|nom de l enseigne|titre du "
     "site|titre de l annonce|nom du site|"
     "razon social|nombre comercial|denominacion social|titulo del sitio|titulo del anuncio|nombre de "
     "fantasia|"
     "ragione sociale|denominazione sociale|insegna|titolo del sito|titolo annuncio|nome del sito|"
     "razao social|nome fantasia|denominacao social|nome comercial|titulo do site|titulo do anuncio|"
     "bedrijfsnaam|handelsnaam|statutaire naam|sitenaam|titel van de site|"
     "firmanavn|nume firma|nazwa firmy|foretagsnamn|yrityksen nimi|nazev firmy"},
    {head, contact_first_name, "",
     "first name|firstname|fname|given name|givenname|forename|first|vorname|rufname|prenom|primer "
     "nombre|nombre "
     "de pila|nombres|prenome|primeiro nome|nome proprio|voornaam|roepnaam|your first name"},
    {head, contact_last_name, "",
     "last name|lastname|lname|surname|family name|familyname|last|nachname|familienname|zuname|nom de "
     "famille|"
     "apellido*|cognome|sobrenome|apelido|achternaam|familienaam"},
    {head, contact_full_name, "",
     "name and surname|name surname|first and last name|firstandlastname|full name|fullname|your "
     "name|contact "
     "name|contactname|contact person|person to contact|owner name|owner s name|name of "
     "contact|yourname|name of "
     "owner|author name|submitter name|username full|contact fullname|your full name|who should we "
     "contact|who "
     "made it|who are you|who do we ask for|ask for|submitted by|attention|attn|"
     "inhaber in|inhaberin|person filling in|person completing this form|persona que rellena*|persona que "
     "completa*|personne remplissant*|compilato da|preenchido por|ingevuld door|ausgefullt von|ausgefuellt "
     "von|eigentumer in|eigentuemer in|betreiber in|leiter in|geschaftsfuhrer "
     "in|geschaeftsfuehrer in|ansprechpartner in|geschaftsfuhrung|geschaeftsfuehrung|"
     "ansprechpartner*|kontaktperson|vor und zuname|vor und nachname|vorname und name|vorname nachname|name "
     "vorname|vor nachname|ihr name|wer sind sie|"
     "nom et prenom|nom prenom|prenom et nom|prenom nom|nom complet|nom du contact|nom du "
     "responsable|personne a "
     "contacter|votre nom|contact principal|nom du gerant|"
     "nombre y apellido*|nombre completo|persona de contacto|nombre de contacto|su nombre|tu nombre|quien "
     "eres|"
     "nome completo|nome e cognome|nome cognome|cognome e nome|persona di contatto|il tuo nome|"
     "nome e sobrenome|pessoa de contato|pessoa de contacto|nome do responsavel|seu nome|"
     "pastor|pastor name|minister name|farmer|landlord|innkeeper|practitioner|therapist|secretary|secretaris|"
     "secretaire|secretario|secretaria|segretario|schriftfuhrer|schriftfuehrer|wirt|wirtin|gastgeber|"
     "gastgeberin|nombre del dueno|nombre de la duena|dueno|duena|"
     "gerente|encargado|encargada|anfitrion|nome do dono|nome da dona|"
     "voor en achternaam|voornaam en achternaam|volledige naam|contactpersoon|uw naam|jouw naam|naam "
     "contactpersoon"},
    {head, job_title, "",
     "job title|jobtitle|position|role|occupation|your title|job position|job|designation|funktion|stellung|"
     "berufsbezeichnung|beruf|fonction|poste|cargo|puesto|ruolo|qualifica|funcao|functie"},
    {head, email, "",
     "email|emails|mail|mailbox|email address|emailaddress|mailaddress|email id|emailadresse|email adresse|"
     "mailadresse|mailto|replyto|reply to|"
     "adresse email|adresse mail|adresse de courriel|courriel|adresse electronique|mel|"
     "correo|correo electronico|correo email|direccion de correo|direccion de email|direccion email|"
     "indirizzo email|posta elettronica|indirizzo di posta elettronica|indirizzo mail|"
     "endereco de email|endereco email|endereco eletronico|correio eletronico|"
     "emailadres|mailadres|email adres"},
    {head, email_confirm, "",
     "confirm email|confirm your email|confirm email address|repeat email|repeat your email|retype email|re "
     "enter "
     "email|email again|email confirmation|verify email|email verify|email confirm|"
     "email wiederholen|email bestatigen|email bestaetigen|confirmer l email|confirmez votre "
     "email|confirmation "
     "email|confirmar email|confirmar correo|repetir email|repita el email|conferma email|ripeti "
     "email|repetir "
     "email|confirme o email|bevestig email|herhaal email"},
    {head, phone, "",
     "phone|phones|telephone|tel|phone number|phonenumber|telephone number|phone no|contact number|contact "
     "no|"
     "landline|land line|fixed line|mobile|mobile number|cell|cellphone|cell phone|call us|toll free|toll "
     "free "
     "number|office number|box office number|reception number|work "
     "number|switchboard|hotline|tollfree|whatsapp number|phone line|daytime phone|ph|"
     "telefon|telefonnummer|rufnummer|fon|mobil|mobiltelefon|mobilnummer|handy|handynummer|festnetz|"
     "durchwahl|"
     "telefonnr|tel nr|"
     "numero de telephone|portable|port|tel portable|telephone fixe|telephone portable|mobile tel|n de "
     "telephone|no de telephone|no tel|"
     "telefono|numero de telefono|celular|movil|numero de celular|telefono fijo|telefono movil|"
     "cellulare|numero di telefono|recapito telefonico|recapito|"
     "telefone|telemovel|numero de telefone|fone|telefone fixo|"
     "telefoon|telefoonnummer|mobiel|mobiele nummer|gsm|vaste lijn"},
    {head, phone_country_code, "",
     "country code|dial code|dialling code|dialing code|phone country|country calling code|landesvorwahl|"
     "landervorwahl|laendervorwahl|indicatif pays|indicatif|codigo de pais|prefisso internazionale|codigo do "
     "pais|landnummer"},
    {head, phone_area_code, "",
     "area code|areacode|vorwahl|ortsvorwahl|prefijo|prefisso|ddd|netnummer|phone prefix"},
    {head, fax, "",
     "fax|fax number|fax no|facsimile|telefax|faxnummer|telefaxnummer|telecopie|telecopieur|numero de "
     "fax|numero "
     "di fax|faxnr"},
    {head, website, "",
     "website|web site|websites|website url|website address|website link|site url|site link|site "
     "address|address "
     "of your site|address of your website|address of your web site|web address|webaddress|homepage|home "
     "page|"
     "url|urls|link|web|webpage|web page|weblink|domain|domain name|nom de domaine|internet|product "
     "url|landing page|www|"
     "uri|official site|site|company site|where is your site|official website|link to site|"
     "webseite|webadresse|webauftritt|internetseite|internetadresse|internetauftritt|internetprasenz|"
     "netzseite|"
     "adresse ihrer website|adresse ihrer webseite|adresse der website|"
     "site web|site internet|adresse du site|adresse de votre site|adresse web|page web|adresse "
     "internet|lien|"
     "lien du site|"
     "sitio web|pagina web|sitio|direccion web|direccion de su sitio|direccion del sitio|enlace|pagina de "
     "internet|"
     "sito web|sito|sito internet|indirizzo del sito|indirizzo web|indirizzo internet|pagina internet|"
     "endereco do site|endereco web|pagina na internet|site da empresa|"
     "strona www|strona internetowa|internetadres|webadres|internetpagina|webpagina|adres van de "
     "site|webstek"},
    {head, address_full, "",
     "full address|complete address|postal address|mailing address|location address|friendly address|map "
     "address|"
     "formatted address|vollstandige adresse|vollstaendige adresse|anschrift|postanschrift|adresse complete|"
     "adresse postale|direccion completa|direccion postal|indirizzo completo|endereco completo|volledig "
     "adres|"
     "postadres"},
    {head, address_line1, "",
     "address|addresses|street|street address|streetaddress|street name|streetname|street no|street line 1|"
     "address line 1|address line|address 1|addressline 1|addressline|addr|addr 1|addr line|street and "
     "number|"
     "street and house number|street house number|street name and number|location|road|line 1|addr line 1|"
     "number and street|physical address|"
     "strasse|strasse und hausnummer|strasse hausnummer|strasse nr|strasse und nr|strasse hausnr|str|str nr|"
     "adresse|adresszeile 1|adresszeile|weg|gasse|standort|"
     "rue|numero et rue|rue et numero|nom de rue|nom de la rue|voie|no et voie|numero et voie|n et rue|no et "
     "rue|"
     "adresse ligne 1|adresse 1|lieu|"
     "direccion|calle|calle y numero|domicilio|direccion 1|ubicacion|via publica|"
     "indirizzo|via|via e numero civico|via e numero|via piazza|piazza|indirizzo 1|sede|"
     "endereco|rua|logradouro|morada|rua e numero|endereco 1|avenida|"
     "ulica|ulica i numer|adres|straat|straat en huisnummer|straatnaam|straat en nummer|straat "
     "huisnummer|adresregel 1|adres 1"},
    {head, house_number, "",
     "house number|housenumber|house no|street number|streetnumber|building number|civic "
     "number|hausnummer|hausnr|"
     "haus nr|huisnummer|huisnr|numero de rue|numero civico|numero de voie|numero exterior|civico|numero de "
     "porta"},
    {head, address_line2, "",
     "address line 2|address line 3|address 2|addressline 2|addr 2|addr line 2|street line 2|street 2|second "
     "line|"
     "address second line|address continued|address "
     "addition|apartment|apt|suite|unit|floor|building|flat|flat "
     "number|apartment number|line 2|unit number|suite number|"
     "adresszusatz|adresszeile 2|zusatz|adresse 2|etage|stockwerk|hinterhaus|c o|"
     "complement d adresse|complement|appartement|batiment|adresse ligne 2|"
     "direccion 2|direccion adicional|piso|departamento|interno|puerta|planta|"
     "indirizzo 2|scala|complemento|endereco 2|bairro e complemento|andar|"
     "adresregel 2|adres 2|verdieping|busnummer"},
    {head, city, "",
     "where are you based|headquarters|headquarters location|headquartered in|hq "
     "location|city|town|locality|suburb|municipality|city town|town city|village|post town|town "
     "or city|metro|"
     "ort|stadt|ortschaft|wohnort|gemeinde|ort stadt|"
     "ville|localite|commune|"
     "ciudad|localidad|poblacion|municipio|pueblo|"
     "citta|comune|localita|cidade|localidade|concelho|"
     "miejscowosc|miasto|stad|plaats|woonplaats|plaatsnaam|vestigingsplaats|gemeente"},
    {head, district, "",
     "district|neighbo*rhood|borough|quarter|city area|cityarea|quartier|arrondissement|bairro|barrio|zona|"
     "stadtteil|bezirk|landkreis|ortsteil|stadsdeel|wijk|buurt|colonia|frazione|frazione localita|localita "
     "frazione|freguesia|distrito|"
     "quartiere"},
    {head, state, "",
     "state|province|region|county|state province|state region|state county|administrative area|territory|"
     "prefecture|state or province|emirate|"
     "bundesland|land kanton|kanton|region bundesland|"
     "etat|departement|canton|"
     "provincia stato|provincia|prov|estado|comunidad autonoma|comunidad|regione|uf|provincia prov|"
     "staat|provincie|regio|stato provincia"},
    {head, postal_code, "",
     "zip|zipcode|zip code|postal|postal code|postalcode|postcode|post code|zip postal code|zip postcode|pin "
     "code|pincode|eircode|zip pin|plz|postleitzahl|code postal|cp|codigo postal|c p|cap|c a p|codice "
     "postale|codice "
     "di avviamento postale|cep|codigo post|kod pocztowy|post nr|postnummer"},
    {head, country, "",
     "country|land|staat land|pays|pais|paese|nation|nazione|stato|country region|herkunftsland"},
    {head, latitude, "", "latitude|lat|breitengrad|latitud|latitudine|geo lat|breedtegraad|geolat"},
    {head, longitude, "", "longitude|lng|lon|langengrad|laengengrad|longitud|longitudine|lengtegraad|geolng"},
};

} // namespace

std::span<const VocabularyEntry> contact_vocabulary() { return kEntries; }

} // namespace bolt::forms
