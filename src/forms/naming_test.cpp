#include "forms/naming.hpp"

#include <gmock/gmock.h>

namespace bolt::forms {
namespace {

using enum Meaning;

struct Label {
    const char* text;
    Meaning meaning;
};

TEST(ReadLabel, FindsTheHeadNoun) {
    const Label labels[] = {
        {"Business name", business_name},
        {"Company", business_name},
        {"Restaurant or caf\xC3\xA9 name *", business_name},
        {"Name of your business", business_name},
        {"What's your venue called?", business_name},
        {"Listing Title", business_name},
        {"Business Address", address_line1},
        {"Business Phone", phone},
        {"Business phone number *", phone},
        {"Phone for reservations *", phone},
        {"Business Description", description},
        {"Company website", website},
        {"Business Type", category},
        {"What kind of place is it? *", category},
        {"Business hours", hours_text},
        {"Business owner", contact_full_name},
        {"Contact person", contact_full_name},
        {"Your name", contact_full_name},
        {"First name", contact_first_name},
        {"Surname", contact_last_name},
        {"E-mail (never shown)", email},
        {"Contact email", email},
        {"Address of your site (URL)", website},
        {"Street address", address_line1},
        {"Address line 2", address_line2},
        {"ZIP code", postal_code},
        {"State / Province", state},
        {"What should guests know about you?", description},
        {"Short description", short_description},
        {"I accept the terms and conditions", terms},
        {"Facebook page", social_link},
        {"Firmenname", business_name},
        {"Stra\xC3\x9F"
         "e und Hausnummer",
         address_line1},
        {"Ort", city},
        {"Branche", category},
        {"Ansprechpartner", contact_full_name},
        {"\xC3\x96"
         "ffnungszeiten",
         hours_text},
        {"Nom de l'entreprise", business_name},
        {"Adresse e-mail", email},
        {"Code postal", postal_code},
        {"Nombre de la empresa", business_name},
        {"Correo electr\xC3\xB3nico", email},
        {"Numero di telefono", phone},
        {"Indirizzo", address_line1},
        {"Bedrijfsnaam", business_name},
        {"type the digits in the picture (captcha)", captcha},
    };
    for (const auto& each : labels) {
        const auto named = read_label(each.text);
        ASSERT_TRUE(named.has_value()) << each.text;
        EXPECT_EQ(named->meaning, each.meaning) << each.text << " read as " << to_string(named->meaning);
    }
    EXPECT_EQ(read_label("Instagram profile")->detail, "instagram");
}

TEST(ReadLabel, SaysNothingAboutTheUnknown) {
    for (const char* text : {"", "*", "Lorem ipsum", "Favourite colour of the week", "\xFF\xFE"})
        EXPECT_FALSE(read_label(text).has_value()) << text;
    EXPECT_TRUE(read_label("Name")->bare_name);
    EXPECT_FALSE(read_label("Company name")->bare_name);
    EXPECT_GT(read_label("Phone")->strength,
              read_label("We will only use your phone to call you about the order you made")->strength);
}

TEST(ReadAttribute, FindsTheLastKnownWord) {
    const Label names[] = {{"listing[category_id]", category},
                           {"biz_title", business_name},
                           {"contact.phone", phone},
                           {"addrLine1", address_line1},
                           {"addr_city", city},
                           {"owner_email", email},
                           {"companyName", business_name},
                           {"wpforms[fields][url]", website},
                           {"restaurant_name", business_name},
                           {"business_hours", hours_text},
                           {"zipCode", postal_code}};
    for (const auto& each : names) {
        const auto named = read_attribute(each.text);
        ASSERT_TRUE(named.has_value()) << each.text;
        EXPECT_EQ(named->meaning, each.meaning) << each.text;
    }
    EXPECT_FALSE(read_attribute("field_7").has_value());
    EXPECT_FALSE(read_attribute("x93kd").has_value());
}

TEST(ReadAutocomplete, KnowsTheStandardsNames) {
    EXPECT_EQ(read_autocomplete("section-a shipping street-address")->meaning, address_line1);
    EXPECT_EQ(read_autocomplete("organization")->meaning, business_name);
    EXPECT_FALSE(read_autocomplete("off").has_value());
    EXPECT_FALSE(read_autocomplete("").has_value());
}

TEST(JointLabel, NamesPlacesInTheirOrder) {
    EXPECT_THAT(read_joint_label("PLZ / Ort: *"), ::testing::ElementsAre(postal_code, city));
    EXPECT_THAT(read_joint_label("City, State, ZIP"), ::testing::ElementsAre(city, state, postal_code));
    EXPECT_THAT(read_joint_label("State / Province"), ::testing::IsEmpty());
    EXPECT_THAT(read_joint_label("City"), ::testing::IsEmpty());
}

TEST(Examples, AreNoNames) {
    for (const char* text :
         {"https://", "512-555-0142", "name@example.com", "themeforest.net", "e.g. Joe's Diner", "+49 ..."})
        EXPECT_TRUE(is_example(text)) << text;
    for (const char* text : {"Business name", "Street", "Your e-mail"})
        EXPECT_FALSE(is_example(text)) << text;
}

TEST(Sections, TellWhoseDataIsAsked) {
    EXPECT_EQ(read_section("Business information"), Section::business);
    EXPECT_EQ(read_section("About you"), Section::person);
    EXPECT_EQ(read_section("Contact person"), Section::person);
    EXPECT_EQ(read_section("Location"), Section::unknown);
    EXPECT_EQ(read_section("Create your account"), Section::account);
}

} // namespace
} // namespace bolt::forms
