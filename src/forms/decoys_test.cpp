// What stands in and around listing forms without being a field of the listing, and fields that look like it.
#include "forms/buttons.hpp"
#include "forms/classify.hpp"
#include "forms/html_page.hpp"

#include <gmock/gmock.h>
#include <string>
#include <vector>

namespace bolt::forms {
namespace {

using ::testing::ElementsAre;

// The meaning of each control of the first form, "none" for what would be left alone.
std::vector<std::string> meanings(std::string_view html) {
    const auto page = read_html(html, "https://list.example/add");
    std::vector<std::string> out;
    if (!page || page->forms.empty()) return out;
    const auto& form = page->forms[0];
    for (const auto& each : classify(form)) {
        const bool left = each.confidence < Classified::kConfident || !form.controls[each.control].operable();
        out.push_back(left ? "none"
                           : std::string(to_string(each.meaning)) +
                                 (each.detail.empty() ? "" : ":" + each.detail));
    }
    return out;
}

TEST(Decoys, TimesOfDayAreNoCountries) {
    const std::string times =
        "<option>1 AM<option>2 AM<option>8 AM<option>9 AM<option>5 PM<option>6 PM</select>";
    EXPECT_THAT(meanings("<form><label>Business name <input name=n></label><select name=hours_end>" + times),
                ElementsAre("business_name", ::testing::Not("country")));
}

TEST(Decoys, ShortWordsInSentencesAreNoDays) {
    EXPECT_THAT(meanings("<form><label>Nome azienda <input name=n></label>"
                         "<label><input type=checkbox name=t>Accetto i termini di servizio</label>"
                         "<label><input type=checkbox name=a>Afficher mon adresse</label>"
                         "<label><input type=checkbox name='open[mon]'>Mon</label>"),
                ElementsAre("business_name", "terms", "none", "hours_opened:mon"));
}

TEST(Decoys, AdviceToLeaveBlankIsNoTrap) {
    EXPECT_THAT(meanings("<form><label>Business name <input name=n></label><label for=w>Website</label>"
                         "<input id=w name=w><small>Leave this blank if there is none.</small>"),
                ElementsAre("business_name", "website"));
    EXPECT_THAT(meanings("<form><label>Business name <input name=n></label><label for=w>Website</label>"
                         "<input id=w name=w><small>Leave this blank if you are human.</small>"),
                ElementsAre("business_name", "none"));
}

TEST(Decoys, AFieldForValidationIsATrap) {
    for (const auto* text : {"This field is for validation purposes and should be left unchanged.",
                             "Dieses Feld dient zur Validierung und sollte nicht ver\xC3\xA4ndert werden."})
        EXPECT_THAT(meanings(std::string("<form><label>Business name <input name=n></label><label for=w>Phone"
                                         "</label><input id=w name=w autocomplete=new-password><small>") +
                             text + "</small>"),
                    ElementsAre("business_name", "none"));
}

TEST(Decoys, QuestionsBesideTheListingStayEmpty) {
    EXPECT_THAT(meanings("<form><label>Title: <input name=t></label><label>URL: <input name=u></label>"
                         "<label>Deep link title 1: <input name=t1></label>"
                         "<label>Billing contact name <input name=b></label>"
                         "<label>Best time to call <input name=c></label>"
                         "<label>Melhor hor\xC3\xA1rio para contato <input name=h></label>"),
                ElementsAre("business_name", "website", "none", "none", "none", "none"));
}

TEST(Decoys, TheStyleSheetsPrefixIsNoTrap) {
    EXPECT_THAT(meanings("<form class=hp-form><input type=hidden name=token><label>Title</label><input "
                         "class=hp-field name=title>"
                         "<label>City</label><input class=hp-field name=city>"
                         "<label>Phone</label><input class=hp-field name=phone>"),
                ElementsAre("none", "business_name", "city", "phone"));
    EXPECT_THAT(meanings("<form><label>Title <input name=title></label><label>City <input name=city></label>"
                         "<label>Website <input class=hp-field name=website autocomplete=off></label>"),
                ElementsAre("business_name", "city", "none"));
}

TEST(Decoys, WordsOfAListingThatAskForNothingOfIt) {
    EXPECT_THAT(meanings("<form><label>Company name <input name=n></label>"
                         "<label>Friendly URL <input name=friendly_url></label>"
                         "<label>Link text <input name='f[5][1]'></label>"
                         "<label>Rechtsform <select name=r><option value=''>-<option>GmbH<option>AG<option>UG"
                         "<option>GbR<option>OHG</select></label><label>Website <input name=u></label>"),
                ElementsAre("business_name", "none", "none", "none", "website"));
}

TEST(Decoys, ANameWithItsLegalFormIsTheName) {
    EXPECT_THAT(meanings("<form><label>Firmenname mit Rechtsform <input name=f></label>"
                         "<label>Branche <select name=b><option>Handwerk<option>Handel<option>Recht</select>"
                         "</label>"),
                ElementsAre("business_name", "category"));
}

TEST(Decoys, WhatToLookForIsNoField) {
    EXPECT_THAT(meanings("<div><input placeholder='Suche nach Firma oder Branche'></div><div>"
                         "<label>Business name <input name=n></label></div>"),
                ElementsAre("search", "business_name"));
}

TEST(Decoys, ItemsOfAPriceListAreNotTheListing) {
    EXPECT_THAT(meanings("<form><h3>Details</h3><label>Business name <input name=n></label>"
                         "<label>Description <textarea name=d></textarea></label>"
                         "<h3>Pricing</h3><p>Item</p><input placeholder=Title name=pt><input "
                         "placeholder=Description name=pd>"),
                ElementsAre("business_name", "description", "none", "none"));
}

TEST(Decoys, FurtherLinksAreLeftAlone) {
    EXPECT_THAT(
        meanings("<form><table><tr><td>Title:<td><input name=TITLE><tr><td>URL:<td><input name=URL>"
                 "<tr><td>Deep links:<td>Title 1: <input name=TITLE1> URL 1: <input name=URL1></table>"),
        ElementsAre("business_name", "website", "none", "none"));
}

TEST(Decoys, AListOfNetworksAddsOneAccountAtATime) {
    EXPECT_THAT(
        meanings("<form><label>Business name <input name=n></label><label>Website <input name=w></label>"
                 "<select name=m><option>Please select<option>Facebook<option>Instagram<option>X</select>"
                 "<input name=m_url placeholder='Add URL'>"),
        ElementsAre("business_name", "website", "none", "none"));
}

TEST(Decoys, AListUnderLocationIsOfPlaces) {
    EXPECT_THAT(
        meanings("<form><label>Business name <input name=n></label><label>Location <select name=l>"
                 "<option value=''>Select<option>Austin<option>Dallas<option>Houston</select></label>"),
        ElementsAre("business_name", "city"));
}

TEST(Decoys, ALabelOfManyIsTheOneBeforeTheField) {
    EXPECT_THAT(meanings("<form><div><label for=a>Company name</label><input id=a></div>"
                         "<div><label for=a>Contact no</label><input id=a></div>"
                         "<div><label for=a>Email address</label><input id=a></div>"),
                ElementsAre("business_name", "phone", "email"));
}

TEST(Decoys, AListsFirstChoiceMayNameIt) {
    EXPECT_THAT(meanings("<form><input name=n placeholder='Company name'><select><option>Select category"
                         "<option>Food<option>Law<option>Pets</select><select><option>Select city"
                         "<option>Austin<option>Dallas<option>Houston</select>"),
                ElementsAre("business_name", "category", "city"));
}

TEST(Decoys, TheListingsAndTheCompanysNameAreTheBusinesss) {
    EXPECT_THAT(
        meanings("<form><label>Listing name <input name=job_title></label>"
                 "<label>Category <select name=c><option>Food<option>Law<option>Health<option>Pets</select>"
                 "</label><label>Company name <input name=company_name></label>"),
        ElementsAre("business_name", "category", "business_name"));
}

TEST(Decoys, WhatIsPressedNamesNoField) {
    EXPECT_THAT(meanings("<form><label>Business name <input name=n></label><div><label>Description</label>"
                         "<button type=button>B</button><div contenteditable=true></div></div>"),
                ElementsAre("business_name", "description"));
}

// The text of the button that would send the first form.
std::string sending(std::string_view html) {
    const auto page = read_html(html, "https://list.example/add");
    if (!page || page->forms.empty()) return "no form";
    const auto found = find_sending_button(page->forms[0]);
    return found.button == nullptr ? "none" : found.button->text;
}

TEST(Decoys, AButtonForOneMoreRowSendsNothing) {
    const std::string form = "<form><input name=n>";
    EXPECT_EQ(sending(form + "<button type=button>+ Add New</button><button>Save &amp; preview</button>"),
              "Save & preview");
    EXPECT_EQ(sending(form + "<button>Publish</button><button type=button>Add photo</button>"), "Publish");
    EXPECT_EQ(sending(form + "<button type=button>Publish</button><button type=button>Save as draft</button>"
                             "<button type=button>Enregistrer le brouillon</button>"),
              "Publish");
    EXPECT_EQ(sending(form + "<button>Generate on map</button><button type=button>Add listing</button>"),
              "Add listing");
}

TEST(Decoys, AnAccountAtANetworkIsNoUserName) {
    EXPECT_THAT(meanings("<form><label>Business name <input name=n></label>"
                         "<label>Twitter username <input name=tw></label>"),
                ElementsAre("business_name", "social_link:twitter"));
}

} // namespace
} // namespace bolt::forms
