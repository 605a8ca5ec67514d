#include "forms/text.hpp"

#include "base/encoding.hpp"

#include <gmock/gmock.h>

namespace bolt::forms {
namespace {

using ::testing::ElementsAre;

TEST(Fold, RemovesAccentsCaseAndRunsOfBlanks) {
    EXPECT_EQ(fold("\xC3\x96"
                   "ffnungszeiten  f\xC3\xBCr\n Stra\xC3\x9F"
                   "e"),
              "offnungszeiten fur strasse");
    EXPECT_EQ(fold("D\xC3\xA9"
                   "j\xC3\xA0 enregistr\xC3\xA9\xE2\x80\xA6"),
              "deja enregistre...");
    EXPECT_EQ(fold("don\xE2\x80\x99t\xC2\xA0know"), "don't know");
    EXPECT_EQ(fold(""), "");
    EXPECT_TRUE(is_utf8(fold("\xFF\xFE broken \xC3")));
}

TEST(Words, AreReadFromLabelsAndAttributeNames) {
    EXPECT_THAT(words_of("listing[zipCode2]"), ElementsAre("listing", "zip", "code", "2"));
    EXPECT_THAT(words_of("E-Mail Adresse*"), ElementsAre("email", "adresse"));
    EXPECT_THAT(words_of("businessHTMLName"), ElementsAre("business", "html", "name"));
    EXPECT_THAT(words_of(" -- "), ElementsAre());
    EXPECT_LT(words_of(std::string(1'000'000, 'a')).at(0).size(), 1000u);
}

TEST(CutText, EndsWithASentenceOrAWord) {
    EXPECT_EQ(cut_text("One two. Three four.", 100), "One two. Three four.");
    EXPECT_EQ(cut_text("One two. Three four.", 15), "One two.");
    EXPECT_EQ(cut_text("One two three four", 9), "One two");
    EXPECT_EQ(cut_text("One two three four", 7), "One two");
    EXPECT_EQ(cut_text("Indivisible", 5), "Indiv");
    EXPECT_EQ(cut_text("Anything", 0), "");
}

TEST(CutText, CountsAsHtmlDoesAndKeepsCharactersWhole) {
    const std::string smiles = "\xF0\x9F\x98\x80\xF0\x9F\x98\x80"; // two UTF-16 units each
    EXPECT_EQ(utf16_length(smiles), 4u);
    EXPECT_EQ(cut_text(smiles, 3), smiles.substr(0, 4));
    EXPECT_EQ(cut_text("\xC3\xA9\xC3\xA9", 1), "\xC3\xA9");
}

} // namespace
} // namespace bolt::forms
