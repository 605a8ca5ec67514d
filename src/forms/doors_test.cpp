#include "forms/doors.hpp"

#include <gtest/gtest.h>

namespace bolt::forms {
namespace {

constexpr const char* kHere = "https://guide.example/about";

Doors page(std::vector<Door> doors) { return {kHere, std::move(doors)}; }
Door link(std::string text, std::string url, std::string card = "") {
    return {"a", text, std::move(url), card.empty() ? text : card + " " + text, false, false};
}
Door button(std::string text, bool unfolds = false) { return {"button", text, "", text, unfolds, false}; }

TEST(Doors, FindTheWayToTheFormInSevenLanguages) {
    for (const char* words :
         {"Add your business", "Submit a site", "List your company for free", "Get listed today",
          "+ Add listing", "Suggest a place", "Register your business", "Firma kostenlos eintragen",
          "Unternehmen anmelden", "Ajouter mon entreprise", "Inscrire votre établissement", "Añadir empresa",
          "Registra tu negocio gratis", "Aggiungi la tua attività", "Inserisci azienda", "Adicionar empresa",
          "Cadastrar minha empresa", "Bedrijf aanmelden", "Meld uw bedrijf aan"}) {
        const auto way =
            find_way(page({link("Home", "https://guide.example/"), link(words, "https://guide.example/x")}));
        EXPECT_EQ(way.kind, Way::Kind::listing) << words;
        EXPECT_EQ(way.door, 1u) << words;
    }
}

TEST(Doors, LeadNowhereWithoutOne) {
    for (const char* words :
         {"Log in", "Search businesses", "Claim this business", "View listing", "Create an account",
          "Contact us", "Add to cart", "Browse companies", "Submit", "About our company", "Post a job",
          "Write a review", "Subscribe to the newsletter", "Add your event", "Kontakt",
          "Rechercher une entreprise", "Add to favorites"})
        EXPECT_EQ(find_way(page({link(words, "https://guide.example/x")})).kind, Way::Kind::none) << words;
    EXPECT_EQ(find_way(page({link("Add your business", "https://other.example/x")})).kind, Way::Kind::none);
    EXPECT_EQ(find_way(page({link("Add your business", kHere)})).kind, Way::Kind::none) << "this very page";
    EXPECT_EQ(find_way(page({link("Add your business", "mailto:x@guide.example")})).kind, Way::Kind::none);
}

TEST(Doors, OpenWhatUnfoldsInThePage) {
    EXPECT_EQ(find_way(page({button("Add your business")})).kind, Way::Kind::listing);
    EXPECT_EQ(find_way(page({button("I have read the rules, add my business", true)})).kind,
              Way::Kind::listing);
    EXPECT_EQ(find_way(page({link("Add a listing", std::string(kHere) + "#add")})).kind, Way::Kind::listing);
}

TEST(Doors, OfPlansTakeTheFreeOne) {
    const auto plans = [](std::string first, std::string second, std::string third) {
        return page({link("Get started", "https://guide.example/p1", first),
                     link("Get started", "https://guide.example/p2", second),
                     link("Get started", "https://guide.example/p3", third)});
    };
    const auto expect_free = [](const Doors& doors, std::size_t door) {
        const auto way = find_way(doors);
        EXPECT_EQ(way.kind, Way::Kind::plan);
        EXPECT_EQ(way.door, door);
    };
    expect_free(plans("Premium $29/month Top of the page", "Basic Free One listing", "Agency $99/month"), 1);
    expect_free(plans("Basis 0 € ein Eintrag", "Plus 19 € / Monat", "Profi 49 € / Monat"), 0);
    expect_free(plans("Or 12,50 € par mois", "Argent 5 € par mois", "Découverte Gratuit une fiche"), 2);
    EXPECT_EQ(find_way(plans("Gold $340 per year", "Silver $120 per year", "Bronze $60 per year")).kind,
              Way::Kind::paid);
    EXPECT_EQ(find_way(plans("Pro $29/month free trial", "Team $59/month, 14 days free", "Agency $99")).kind,
              Way::Kind::paid)
        << "a trial is no free plan";
}

TEST(Doors, FindTheWayToANewAccount) {
    const auto doors = page({link("Log in", "https://guide.example/login"),
                             link("Forgot password?", "https://guide.example/f"),
                             link("Create a free account", "https://guide.example/signup")});
    ASSERT_NE(find_sign_up(doors), nullptr);
    EXPECT_EQ(find_sign_up(doors)->url, "https://guide.example/signup");
    EXPECT_EQ(find_sign_up(page({link("Log in", "https://guide.example/login")})), nullptr);
}

TEST(Doors, AreReadWithCare) {
    EXPECT_EQ(read_doors(parse_json("{}").value()).error().code, ErrorCode::invalid_argument);
    EXPECT_EQ(read_doors(parse_json("[]").value()).error().code, ErrorCode::invalid_argument);
    const auto odd =
        read_doors(parse_json(R"({"doors":[1,{"text":5},{"selector":"a","text":"Add"}]})").value());
    ASSERT_TRUE(odd);
    EXPECT_EQ(odd->list.size(), 1u);
}

} // namespace
} // namespace bolt::forms
