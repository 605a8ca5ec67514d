#include "assist/description_check.hpp"

#include <gtest/gtest.h>

namespace bolt::assist {
namespace {

BusinessProfile diner() {
    BusinessProfile profile;
    profile.business_name = "Joe's Diner & Grill";
    profile.email = "joe@joesdiner.example";
    profile.phone = "+1 512-555-0142";
    profile.website = "https://joesdiner.example";
    profile.city = "Austin";
    profile.state = "TX";
    profile.postal_code = "78701";
    profile.country = "US";
    profile.description =
        "Family diner since 1961: breakfast all day, burgers from the grill and pie that wins "
        "prizes. We cook with eggs, beef and greens from two farms around Austin, and the "
        "coffee never ends.";
    profile.categories = {"Restaurant", "Diner"};
    return profile;
}

DescriptionShape shape(int least = -1, int most = -1, std::string language = "") {
    return {least, most, false, std::move(language)};
}
std::string refusal(const std::string& text, DescriptionShape wanted = shape()) {
    const auto good = check_description(text, diner(), wanted);
    return good ? "" : good.error().message;
}

TEST(CheckDescription, TakesWhatOnlySaysTheFacts) {
    for (const char* text :
         {"Family diner in Austin since 1961, with breakfast all day and burgers from the grill.",
          "Joe's Diner & Grill cooks with eggs, beef and greens from 2 farms around Austin.",
          "A family diner. The coffee never ends! We serve breakfast all day, and pie that wins prizes."})
        EXPECT_EQ(refusal(text), "") << text;
    EXPECT_EQ(
        refusal("Un diner familial à Austin depuis 1961 : petit déjeuner toute la journée et des burgers "
                "préparés sur le grill, avec les œufs et le bœuf de deux fermes.",
                shape(-1, -1, "fr")),
        "");
    EXPECT_EQ(
        refusal("Un ristorante di famiglia ad Austin dal 1961: colazione tutto il giorno e torte che vincono "
                "premi.",
                shape(-1, -1, "it")),
        "");
}

TEST(CheckDescription, BoundsAreKeptInUtf16Units) {
    EXPECT_EQ(refusal("Family diner.", shape(13, 13)), "");
    EXPECT_NE(refusal("Family diner.", shape(14)), "");
    EXPECT_NE(refusal("Family diner.", shape(-1, 12)), "");
    EXPECT_NE(refusal("Family diner \xF0\x9F\x8D\x94.", shape(-1, 15)), "");
    EXPECT_EQ(refusal("Family diner \xF0\x9F\x8D\x94.", shape(-1, 16)), "");
    EXPECT_NE(refusal(""), "");
    auto line = shape();
    line.one_line = true;
    EXPECT_NE(refusal("Family diner.\nBreakfast.", line), "");
}

TEST(CheckDescription, WhatIsNotInTheProfileIsRefused) {
    for (const char* text :
         {// numbers, in digits and words
          "Family diner since 1951.", "Family diner with 40 tables.", "Family diner with three farms.",
          "Over sixty years of breakfast.", "Hundreds of burgers.", "Family diner with \xD9\xA3 tables.",
          "Family diner with \xEF\xBC\x95 tables.", "Family diner with \xC2\xBD price.",
          // phones, also in pieces and in words
          "Call +1 512-555-0199 for breakfast.", "Call 512.555.0199.", "Call (512) 555 0199.",
          "Call five one two, five five five, oh one four four.",
          // names and places
          "Family diner in Dallas.", "Chef Marco cooks breakfast.", "Paris has no better diner.",
          "Family diner of the Marriott group.", "Coffee by illyCaffe.", "Burgers, as in New York.",
          // addresses
          "Family diner: http://evil.example/x", "Family diner www.evil.example",
          "See evil.com for breakfast.", "See evil dot com for breakfast.", "See evil[.]com for breakfast.",
          "Mail joe@evil.example today.", "Follow @joesdiner today.", "Family diner #austin",
          "See evil.restaurant for breakfast.", "javascript:alert(1)", "See joesdiner.example.evil.ru today.",
          // claims
          "The best diner.", "A certified diner.", "Free breakfast all day.", "Satisfaction guaranteed.",
          "Family diner, number one for breakfast.", "The oldest diner around Austin.", "Organic burgers.",
          // markup
          "<b>Family diner</b>", "Family diner &amp; grill", "**Family diner**", "[Family diner](x)",
          "# Family diner", "- Family diner", "Family diner\n* breakfast", "`Family diner`", "Family {diner}",
          // signs that hide
          "Family diner\xE2\x80\x8B.", "Family \xE2\x80\xAE diner.", "Family diner\x07.", "Family diner\t.",
          "F\xD0\x90mily diner in \xD0\x90ustin."})
        EXPECT_NE(refusal(text), "") << text;
}

TEST(CheckDescription, NumbersInWordsOfOtherLanguages) {
    EXPECT_NE(refusal("Ein Diner mit zweihundert burgers.", shape()), "");
    EXPECT_NE(
        refusal("Un ristorante con trecento burgers nella famiglia e con la colazione.", shape(-1, -1, "it")),
        "");
    EXPECT_NE(
        refusal("Un diner con once mesas para la familia y con el desayuno en la casa.", shape(-1, -1, "es")),
        "");
    EXPECT_EQ(refusal("A diner with breakfast that was once for the family.", shape(-1, -1, "en")), "");
}

TEST(CheckDescription, AnotherLanguageThanAskedForIsRefused) {
    EXPECT_NE(refusal("A family diner with breakfast for the family, and the coffee never ends.",
                      shape(-1, -1, "fr")),
              "");
}

TEST(LanguageOfText, TellsOnlyWhatIsClear) {
    EXPECT_EQ(language_of_text(diner().description), "en");
    EXPECT_EQ(language_of_text(
                  "Wir sind ein Familienbetrieb und backen seit 1961 Brot mit Sauerteig in der Stadt."),
              "de");
    EXPECT_EQ(
        language_of_text("Nous sommes une entreprise familiale et nous cuisons le pain avec du levain."),
        "fr");
    EXPECT_EQ(
        language_of_text(
            "Somos una empresa familiar y desde 1961 horneamos el pan con masa madre para los vecinos."),
        "es");
    EXPECT_EQ(language_of_text(
                  "Siamo un forno di famiglia e dal 1961 facciamo il pane con il lievito madre della nonna."),
              "it");
    EXPECT_EQ(
        language_of_text(
            "Somos uma padaria familiar e fazemos o pão com fermento natural para os vizinhos do bairro."),
        "pt");
    EXPECT_EQ(language_of_text("Wij zijn een familiebedrijf en bakken het brood met zuurdesem van de molen."),
              "nl");
    EXPECT_EQ(language_of_text("Burgers, Pizza, Pasta"), "");
    EXPECT_EQ(language_of_text(""), "");
}

} // namespace
} // namespace bolt::assist
