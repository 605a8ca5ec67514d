#include "forms/submission_links.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bolt::forms {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr std::string_view kHome = "https://www.list.example/";

/// The score of a link with these words that leads to an address without any.
double score(std::string_view text, std::string_view url = "https://www.list.example/p/4711") {
    const auto ranked = rank_submission_links({{std::string(url), std::string(text), "", true}}, kHome);
    return ranked.empty() ? 0 : ranked[0].score;
}

TEST(SubmissionLinks, WordsThatInviteABusinessAreLikely) {
    for (const auto* text :
         {"Add your business", "Submit site", "List your company", "Add Listing", "+ Add listing",
          "Get listed", "Get Listed Free!", "Submit your website", "Add URL", "Suggest a site",
          "Submit a Link", "Register your business", "Add a place", "Create listing", "Post your ad",
          "Submit your startup", "Add your company for free", "Submit Your Tool", "Submit",
          "Put your business on the map", "List your property", "List your shop", "List your business here",
          "Free listing: register your company",
          // German
          "Firma eintragen", "Kostenlos eintragen", "Unternehmen hinzufügen", "Betrieb anmelden",
          "Webseite vorschlagen", "Eintrag hinzufügen", "Jetzt Firma kostenlos eintragen", "Inserieren",
          // French
          "Ajouter une entreprise", "Inscrivez votre entreprise", "Proposer un site", "Référencer mon site",
          "Déposer une annonce", "Ajouter votre société gratuitement",
          // Spanish
          "Añadir empresa", "Agrega tu negocio", "Publicar anuncio", "Registra tu empresa gratis",
          "Alta de empresas",
          // Italian
          "Aggiungi la tua azienda", "Inserisci attività", "Segnala un sito", "Suggerisci un sito",
          "Pubblica annuncio gratis",
          // Portuguese
          "Cadastre sua empresa", "Adicionar empresa", "Anuncie seu negócio", "Cadastrar empresa grátis",
          // Dutch
          "Bedrijf toevoegen", "Meld je bedrijf aan", "Website aanmelden", "Plaats een vermelding toevoegen"})
        EXPECT_GE(score(text), RankedLink::kLikely) << text;
}

TEST(SubmissionLinks, OtherWordsAreNot) {
    for (const auto* text : {"Home",
                             "Log in",
                             "Sign in to your account",
                             "Write a review",
                             "Add to favorites",
                             "Add to cart",
                             "Add a review",
                             "Submit an article",
                             "Guest post",
                             "Post a job",
                             "Submit a ticket",
                             "Become a partner",
                             "Create account",
                             "Sign up",
                             "New York business directory",
                             "Suggest an edit",
                             "Add event",
                             "Blog",
                             "Latest listings",
                             "New businesses",
                             "List of companies in Austin",
                             "Restaurants near me",
                             "Browse all listings",
                             "Search businesses",
                             "Contact us",
                             "Privacy policy",
                             "Terms of service",
                             "Report this listing",
                             "Edit your listing",
                             "Remove listing",
                             "Subscribe",
                             "Newsletter",
                             "Advertise with us",
                             "Premium listing: buy now",
                             "Passwort vergessen",
                             "Bewertung schreiben",
                             "Veranstaltung hinzufügen",
                             "Ajouter au panier",
                             "Connexion",
                             "Añadir al carrito",
                             "Aggiungi al carrello",
                             "Inloggen",
                             "Vacature plaatsen",
                             "How it works",
                             "Juniper & Rye Coffee",
                             ""})
        EXPECT_LT(score(text), RankedLink::kLikely) << text << " " << score(text);
}

TEST(SubmissionLinks, TheAddressSpeaksWhereTheTextDoesNot) {
    for (const auto* url :
         {"https://www.list.example/add-listing/", "https://list.example/submit.php",
          "https://list.example/submit", "https://list.example/suggest-listing.php?cat=3",
          "https://add.list.example/business/new/add",
          "https://list.example/index.php?page=item&action=item_add", "https://list.example/addurl.html",
          "https://list.example/firma-eintragen", "https://list.example/register-your-business"})
        EXPECT_GE(score("Go", url), 4) << url;
    for (const auto* url :
         {"https://list.example/blog/how-to-add-your-business", "https://list.example/restaurants",
          "https://list.example/listing/1041", "https://list.example/submit-article",
          "https://list.example/business/joes-diner"})
        EXPECT_LT(score("Go", url), RankedLink::kLikely) << url << " " << score("Go", url);
}

TEST(SubmissionLinks, OnlyOtherPagesOfTheSameSiteAreFollowed) {
    EXPECT_GT(score("Add your business", "https://submit.list.example/new"), 0);
    for (const auto* url :
         {"https://other.example/add", "https://list.example.evil.example/add", "https://evil-list.example/",
          "https://www.list.example/#add", "https://www.list.example/form.pdf"})
        EXPECT_EQ(score("Add your business", url), 0) << url;
    EXPECT_GT(score("Add your business", "https://www.list.example/#/add"), 0);
    EXPECT_TRUE(is_same_site("https://list.example:8443/a", "https://list.example:8443/"));
    EXPECT_FALSE(is_same_site("https://list.example/", "https://example/"));
    EXPECT_FALSE(is_same_site("ftp://list.example/", "https://list.example/"));
}

TEST(SubmissionLinks, RanksFreeFirstAndEachAddressOnce) {
    const auto ranked =
        rank_submission_links({{"https://list.example/plans", "Premium listing", "", true},
                               {"https://list.example/join", "Join", "", true},
                               {"https://list.example/a", "Add your business", "", true},
                               {"https://list.example/b", "Add your business for free", "", true},
                               {"https://list.example/b#top", "Add", "", true},
                               {"https://list.example/c", "", "Add your business", false}},
                              kHome);
    std::vector<std::string> urls;
    for (const auto& link : ranked) urls.push_back(link.url);
    EXPECT_THAT(urls, ElementsAre("https://list.example/b", "https://list.example/a",
                                  "https://list.example/c", "https://list.example/join"));
}

TEST(SubmissionLinks, ReadsWhatThePageSaysWithinBounds) {
    const auto links = read_links(json::value{
        {"links", {{{"url", "https://a.example/"}, {"text", "A"}, {"title", "T"}, {"visible", true}}}}});
    ASSERT_TRUE(links.has_value());
    EXPECT_EQ(links->at(0).title, "T");
    EXPECT_FALSE(read_links(json::value{{"links", "many"}}).has_value());
    EXPECT_FALSE(read_links(json::value{{"links", {{{"url", 7}}}}}).has_value());
    EXPECT_FALSE(read_links(nullptr).has_value());
    EXPECT_THAT(rank_submission_links({}, ""), IsEmpty());
}

} // namespace
} // namespace bolt::forms
