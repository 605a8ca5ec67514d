// What forms of real listing software taught: general rules, each with the field that it must not catch.
#include "forms/classify.hpp"
#include "forms/html_page.hpp"
#include "forms/testing.hpp"
#include "forms/values.hpp"

#include <gmock/gmock.h>

namespace bolt::forms {
namespace {

using ::testing::ElementsAre;

std::vector<std::string> meanings(const std::string& fields) {
    const auto page = read_html("<form method=post>" + fields + "</form>", "https://list.example/add");
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

std::string field(std::string_view label, std::string_view name = "x", std::string_view more = "") {
    return fmt::format("<p><label>{} <input name='{}' {}></label></p>", label, name, more);
}

const std::string kListing = field("Business name", "n") +
                             "<label>Description <textarea name=d></textarea></label>" +
                             field("Category", "c");

std::vector<std::string> beside_a_listing(const std::string& fields) {
    auto out = meanings(kListing + fields);
    out.erase(out.begin(), out.begin() + std::min<std::ptrdiff_t>(3, std::ssize(out)));
    return out;
}

TEST(ListingRules, OnePriceIsNoPriceRange) {
    EXPECT_THAT(
        beside_a_listing(
            field("Price", "p") + field("Prezzo a notte", "p2") + field("Price range", "p3") +
            "<label>Price <select name=q><option>Choose<option>$<option>$$<option>$$$</select></label>"),
        ElementsAre("none", "none", "price_range", "price_range"));
}

TEST(ListingRules, TimesWithoutNamesBelongToTheirRow) {
    const std::string times = "<option>Closed<option>08:00<option>08:30<option>09:00<option>17:00<option>17:"
                              "30<option>18:00</select>";
    EXPECT_THAT(beside_a_listing("<div><span>Monday</span> <select>" + times + " to <select>" + times +
                                 "</div><div><span>Tuesday</span> <select>" + times + " to <select>" + times +
                                 "</div>"),
                ElementsAre("hours_open:mon", "hours_close:mon", "hours_open:tue", "hours_close:tue"));
    EXPECT_THAT(
        beside_a_listing("<div><strong>Lundi</strong><label><input type=checkbox> Ferm\xC3\xA9</label>"
                         "<div><label>Ouverture</label><input type=time></div>"
                         "<div><label>Fermeture</label><input type=time></div></div>"),
        ElementsAre("hours_closed:mon", "hours_open:mon", "hours_close:mon"));
    EXPECT_THAT(beside_a_listing(field("Giorno di chiusura", "chiusura")), ElementsAre("none"));
}

TEST(ListingRules, SecondCopiesStayEmpty) {
    EXPECT_THAT(beside_a_listing(field("Phone", "p") + field("Phone 2", "p2") + field("URL", "u") +
                                 field("URL 2", "u2") + field("Emergency phone", "p3") +
                                 field("Mobile", "m")),
                ElementsAre("phone", "none", "website", "none", "none", "phone"));
    EXPECT_THAT(beside_a_listing(field("Phone", "p") + field("Phone 2", "p2", "required")),
                ElementsAre("phone", "phone"));
}

TEST(ListingRules, OtherPagesAreNoWebsite) {
    EXPECT_THAT(beside_a_listing(field("Website", "w") + field("Booking link", "b", "type=url") +
                                 field("GitHub URL", "g", "type=url") + field("Link text", "t")),
                ElementsAre("website", "none", "social_link:github", "none"));
}

TEST(ListingRules, WhatDiffersFromAboveStaysEmpty) {
    EXPECT_THAT(beside_a_listing(field("Street", "s") + field("City", "c") +
                                 field("Mailing address (if different)", "m") +
                                 field("Postal address", "po")),
                ElementsAre("address_line1", "city", "none", "none"));
}

TEST(ListingRules, OneFieldForSeveralPartsGetsThemAll) {
    EXPECT_THAT(beside_a_listing(field("Street", "s") + field("City, State, Zip", "csz")),
                ElementsAre("address_line1", "city:joint"));
    Control control;
    control.labels.for_ = "City, State, Zip";
    const Classified joint{0, Meaning::city, Classified::kJoint, 1, ""};
    const auto profile = testing::harbor_light();
    EXPECT_EQ(text_value(control, joint, profile).text,
              fmt::format("{}, {} {}", profile.city, profile.state, profile.postal_code));
    control.labels.for_ = "PLZ / Ort";
    EXPECT_EQ(text_value(control, joint, profile).text,
              fmt::format("{} {}", profile.postal_code, profile.city));
}

// Agreeing to advertising is never part of agreeing to the terms.
TEST(ListingRules, ConsentToAdvertisingIsNoConsentToTerms) {
    for (const auto* label :
         {"Acconsento a ricevere offerte promozionali", "Acepto recibir ofertas y promociones",
          "J'accepte de recevoir vos offres",
          "Aceito receber promo\xC3\xA7\xC3\xB5"
          "es",
          "Acconsento a ricevere comunicazioni commerciali", "Acepto recibir comunicaciones comerciales",
          "Ich stimme dem Erhalt von Werbung zu"})
        EXPECT_THAT(beside_a_listing(fmt::format("<label><input type=checkbox name=m> {}</label>", label)),
                    ElementsAre("newsletter"))
            << label;
    EXPECT_THAT(
        beside_a_listing("<label><input type=checkbox name=t> Acconsento al trattamento dei dati</label>"),
        ElementsAre("terms"));
}

TEST(ListingRules, NamesThatFormBuildersGiveSayNothing) {
    EXPECT_THAT(beside_a_listing(field("Shoe size", "acf[field_603]")), ElementsAre("none"));
    EXPECT_THAT(meanings(field("Title", "job_title") +
                         "<label>Description <textarea name=d></textarea></label>" +
                         field("Location", "job_location")),
                ElementsAre("business_name", "description", "address_full"));
}

TEST(ListingRules, OneNumberInThreeBoxes) {
    EXPECT_THAT(
        beside_a_listing(
            "<div><label for=a>Phone</label>(<input id=a name=p1 maxlength=3>) <input name=p2 maxlength=3> - "
            "<input name=p3 maxlength=4></div>"),
        ElementsAre("phone_area_code", "phone_local", "phone_local"));
}

// As link directories draw it: the price of a choice stands in the next cell, and the free one is not the
// first.
TEST(ListingRules, APriceInTheNextCellIsSeen) {
    EXPECT_THAT(beside_a_listing("<table><tr><td><input type=radio name=t value=a id=a><label for=a>Featured "
                                 "links</label></td><td>$24.95</td></tr>"
                                 "<tr><td><input type=radio name=t value=b id=b><label for=b>Express "
                                 "review</label></td><td>$9.95</td></tr>"
                                 "<tr><td><input type=radio name=t value=c id=c><label for=c>Regular "
                                 "links</label></td><td>free</td></tr></table>"),
                ElementsAre("upgrade", "upgrade", "upgrade"));
}

TEST(ListingRules, LegalFormsAreNoCategory) {
    EXPECT_THAT(
        meanings(field("Business name", "n") + "<label>Description <textarea name=d></textarea></label>" +
                 "<label>Type <select name=t><option>SARL<option>SAS<option>EURL<option>SA</select></label>"),
        ElementsAre("business_name", "description", "none"));
}

TEST(ListingRules, ClosedQuestionsAreLeftToPeople) {
    const auto list = [](std::string_view label, std::string_view options) {
        return fmt::format("<p><label>{} <select name=l>{}</select></label></p>", label, options);
    };
    EXPECT_THAT(beside_a_listing(list("Reparto en tu ciudad", "<option>S\xC3\xAD<option>No")),
                ElementsAre("none"));
    EXPECT_THAT(beside_a_listing(list("Type", "<option>LLC<option>Partnership<option>Ltd")),
                ElementsAre("none"));
    EXPECT_THAT(beside_a_listing(list("Kind", "<option>Individual<option>Company")), ElementsAre("none"));
    EXPECT_THAT(beside_a_listing(list("State", "<option>Ohio<option>Texas<option>Utah")),
                ElementsAre("state"));
}

TEST(ListingRules, HowALabelBeginsMayDecide) {
    for (const auto* label : {"How many rooms do you have?", "Anzahl Betten", "Nombre de chambres",
                              "Nombre d'adh\xC3\xA9rents", "Aantal zitplaatsen"})
        EXPECT_THAT(beside_a_listing(field(label)), ElementsAre("none")) << label;
    EXPECT_THAT(beside_a_listing(field("Security question: capital of France")), ElementsAre("captcha"));
    EXPECT_THAT(beside_a_listing(field("Number of employees")), ElementsAre("employees"));
    EXPECT_THAT(beside_a_listing(field("Nombre de contacto")), ElementsAre("contact_full_name"));
}

TEST(ListingRules, AListingHasOneWebsite) {
    EXPECT_THAT(beside_a_listing(field("Website", "w", "type=url") +
                                 field("Sermon podcast URL", "p", "type=url") +
                                 field("Link do WhatsApp", "z")),
                ElementsAre("website", "none", "social_link:whatsapp"));
}

TEST(ListingRules, AConsentIsKnownByHowItBegins) {
    EXPECT_THAT(
        beside_a_listing(
            "<label><input type=checkbox name=a> J'accepte que ce site garde ce que j'envoie</label>"),
        ElementsAre("terms"));
    EXPECT_THAT(beside_a_listing("<label><input type=checkbox name=a> Accepts dogs</label>"),
                ElementsAre("none"));
}

TEST(ListingRules, TheFirstFieldIsTheNameWhereNothingElseIs) {
    EXPECT_THAT(meanings(field("Theatre", "t") + field("Website", "w") +
                         "<label>Description <textarea name=d></textarea></label>"),
                ElementsAre("business_name", "website", "description"));
}

} // namespace
} // namespace bolt::forms
