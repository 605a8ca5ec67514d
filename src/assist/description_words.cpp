#include "assist/description_words.hpp"

#include <array>

namespace bolt::assist {

std::span<const SmallWords> small_words() {
    // Words that two of the languages share are left out.
    static constexpr std::array<SmallWords, 7> all = {{
        {"en", "the and of to with for is are our we your from at by you that this it was have has been "
               "their which or an as on"},
        {"de", "der die das und mit fur ist sind wir unser unsere ihr sie von zu im auf bei ein eine einer "
               "seit nicht auch aus dem den wird oder"},
        {"fr", "le les des et avec pour est sont nous notre vous votre dans sur chez une du au aux depuis "
               "qui que ou ses nos par"},
        {"es", "el los las y con para es son nosotros nuestro nuestra su desde en una del al que por mas muy "
               "o como sus"},
        {"it", "il lo gli e con per sono noi nostro nostra da di nel nella una del della dei che anche o piu "
               "dal sul"},
        {"pt",
         "os as e com para sao nos nosso nossa desde em uma do da dos das que por mais muito ou no na ao"},
        {"nl",
         "het een en met voor zijn wij onze u van te op bij sinds niet ook uit de wordt of naar ons dat"},
    }};
    return all;
}

std::string_view sentence_starters() {
    return "a an the our we your you it its this these that they their with from in at on by for to of and "
           "or but as if when where whether "
           "since every each both all whatever here there located based situated found founded established "
           "family owned run enjoy discover "
           "visit come stop drop join explore experience serving offering featuring known open specializing "
           "specialising guests customers "
           "visitors clients people services products breakfast lunch dinner food drinks coffee the bring "
           "call contact expect find get let "
           "look meet order plan see stay take taste treat try use browse choose choosing relax "
           "le la les un une des du de nous notre nos vous votre vos il elle ils avec dans pour chez depuis "
           "situe situee venez decouvrez "
           "profitez ce cette ces sur au aux en et notamment "
           "el los las una unos nosotros nuestro nuestra nuestros nuestras su sus con para desde ubicado "
           "ubicada situado situada ven venga "
           "visite descubra disfrute este esta estos y en del al "
           "il lo gli i uno noi nostro nostra nostri nostre con per da dal situato situata vieni venite "
           "scopri scoprite questo questa e "
           "nel nella "
           "o os as um uma nos nosso nossa nossos nossas com localizado localizada venha conheca desfrute "
           "esta no na e "
           "het een wij we onze ons met voor sinds bij kom ontdek geniet deze dit op in van "
           "der die das ein eine wir unser unsere ihr sie mit fur seit bei im in hier "
           "is are was be";
}

std::span<const NumberWord> number_words() {
    // "one" and its like are articles as well: they say nothing. "es:dos": only in Spanish, for it is another
    // word elsewhere.
    static constexpr NumberWord all[] = {
        {2, "two zwei deux es:dos due dois duas twee twice en:pair"},
        {3, "three drei trois es:tres pt:tres tre drie"},
        {4, "four vier quatre cuatro quattro quatro"},
        {5, "five funf cinq cinco cinque vijf"},
        {6, "six sechs seis it:sei zes"},
        {7, "seven sieben sept siete sette sete zeven"},
        {8, "eight acht huit ocho otto oito"},
        {9, "nine neun neuf nueve nove negen"},
        {10, "ten zehn dix diez dieci dez tien decade decades"},
        {11, "eleven elf fr:onze pt:onze es:once undici"},
        {12, "twelve zwolf douze doce dodici doze twaalf dozen dozens"},
        {13, "thirteen dreizehn treize trece tredici treze dertien"},
        {14, "fourteen vierzehn quatorze catorce quattordici veertien"},
        {15, "fifteen funfzehn quinze quince quindici vijftien"},
        {16, "sixteen sechzehn seize dieciseis sedici dezesseis zestien"},
        {17, "seventeen siebzehn diecisiete diciassette dezessete zeventien"},
        {18, "eighteen achtzehn dieciocho diciotto dezoito achttien"},
        {19, "nineteen neunzehn diecinueve diciannove dezenove negentien"},
        {20, "twenty zwanzig vingt veinte venti vinte twintig"},
        {30, "thirty dreissig trente treinta trenta trinta dertig"},
        {40, "forty vierzig quarante cuarenta quaranta quarenta veertig"},
        {50, "fifty funfzig cinquante cincuenta cinquanta cinquenta vijftig en:half"},
        {60, "sixty sechzig soixante sesenta sessanta sessenta zestig"},
        {70, "seventy siebzig setenta settanta zeventig"},
        {80, "eighty achtzig ochenta ottanta oitenta tachtig"},
        {90, "ninety neunzig noventa novanta negentig"},
        {100, "hundred hundreds hundert fr:cent ciento cien cento cem centaines honderd century centuries "
              "siecle siglo secolo seculo eeuw"},
        {1000, "thousand thousands tausend mille mil duizend millennium"},
        {1'000'000, "million millions millionen millones milioni milhoes miljoen"},
    };
    return all;
}

std::span<const std::string_view> claim_stems() {
    static constexpr std::string_view all[] = {
        "award prize preis prix premi prijs gekront bekroond",
        "certif zertifi accredit akkredit gecertif",
        "licens licenc lizen autoris",
        "insured versichert assure asegurad assicurat verzekerd",
        "guarant garant warrant",
        "best beste mejor meilleur miglior melhor",
        "finest top leading premier foremost fuhrend lider unrivaled unrivalled unmatched unbeat number",
        "favorite favourite liebling prefer favorit",
        "free gratis kostenlos gratuit",
        "cheap discount rabatt descuento sconto desconto korting lowest bargain billig barato goedkop",
        "organic bio ecolog sustainab vegan halal kosher",
        "celebrat renowned famous beruhmt famos celebr beroemd",
        "oldest altest ancien antigu antic largest grosst biggest grootste exclusiv only",
        "doctor medical approved recommended empfohlen recommand recomend raccomand aanbevolen official",
    };
    return all;
}

} // namespace bolt::assist
