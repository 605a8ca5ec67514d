#include "roles/contact_mask.hpp"

#include "roles/staff_routes.hpp"
#include "store/reveal.hpp"

#include <algorithm>

namespace bolt::roles {
namespace {

constexpr std::string_view kEmails[] = {"email", "email_confirm"};
constexpr std::string_view kNumbers[] = {"phone", "phone_local", "fax"};
// Members of documents and meanings of fields alike (domain/profile.hpp, forms/meaning.hpp).
constexpr std::string_view kHidden[] = {"contact_first_name",
                                        "contact_last_name",
                                        "contact_full_name",
                                        "first_name",
                                        "last_name",
                                        "contact_name",
                                        "address",
                                        "address_line1",
                                        "address_line2",
                                        "address_full",
                                        "house_number",
                                        "postal_code",
                                        "zip",
                                        "latitude",
                                        "longitude",
                                        "tax_id",
                                        "username",
                                        "password"};

bool among(std::span<const std::string_view> names, std::string_view name) {
    return std::ranges::find(names, name) != names.end();
}

std::string masked_number(std::string_view number) {
    return std::string(hidden_text) + std::string(number.size() > 6 ? number.substr(number.size() - 2) : "");
}

/// nullopt: the name tells of nothing personal.
std::optional<std::string> masked(std::string_view name, std::string_view text) {
    if (text.empty()) return std::nullopt;
    if (among(kEmails, name)) return masked_email(text);
    if (among(kNumbers, name)) return masked_number(text);
    if (among(kHidden, name)) return std::string(hidden_text);
    return std::nullopt;
}

/// {"meaning": "phone", "value": "..."}: a field that was sent.
void mask_field(json::object& object) {
    const auto meaning = get_string(object, "meaning");
    auto* value = object.if_contains("value");
    if (meaning.empty() || value == nullptr || !value->is_string()) return;
    if (auto hidden = masked(meaning, value->get_string())) *value = std::move(*hidden);
}

/// {"kind": "customer", "label": "Name <e-mail>"}: a suggestion.
void mask_suggestion(json::object& object) {
    auto* label = object.if_contains("label");
    if (label == nullptr || !label->is_string() || get_string(object, "kind") != "customer") return;
    const std::string text(label->get_string());
    const auto open = text.rfind(" <");
    if (open != std::string::npos && text.ends_with('>'))
        *label = text.substr(0, open + 2) + masked_email(text.substr(open + 2, text.size() - open - 3)) + ">";
}

} // namespace

bool may_reveal(const store::StaffSession& session) {
    const auto role = parse_role(session.role);
    return role && *role >= Role::operator_;
}

bool sees_contacts(const store::StaffSession& session) { return session.id.empty() && may_reveal(session); }

Result<std::string_view> contacts_for(store::Tx& tx, TimePoint now, std::string_view customer_id,
                                      const store::StaffSession& session) {
    if (sees_contacts(session)) return "shown";
    if (!may_reveal(session)) return "masked";
    auto revealed = store::contacts_revealed(tx, now, customer_id, actor_of(session)->name);
    if (!revealed) return forward(revealed);
    return *revealed ? "shown" : "masked";
}

std::string masked_email(std::string_view email) {
    const auto at = email.rfind('@');
    if (at == std::string_view::npos || at == 0) return std::string(hidden_text);
    // The first character, whole.
    std::size_t first = 1;
    while (first < at && (static_cast<unsigned char>(email[first]) & 0xC0) == 0x80) ++first;
    return std::string(email.substr(0, first)) + std::string(hidden_text) + std::string(email.substr(at));
}

void mask_contacts(json::value& document) {
    if (auto* array = document.if_array()) {
        for (auto& each : *array) mask_contacts(each);
        return;
    }
    auto* object = document.if_object();
    if (object == nullptr) return;
    for (auto& [key, value] : *object) {
        if (value.is_string()) {
            if (auto hidden = masked(key, value.get_string())) value = std::move(*hidden);
        } else if (value.is_number()) {
            if (among(kHidden, key)) value = nullptr;
        } else {
            mask_contacts(value);
        }
    }
    mask_field(*object);
    mask_suggestion(*object);
}

void mask_contacts(net::Response& response) {
    if (response.status >= 300 || !response.headers.get("Content-Type").starts_with("application/json"))
        return;
    auto document = parse_json(response.body);
    if (!document || get_string(*document, "contacts") == "shown") return;
    mask_contacts(*document);
    response.body = json::serialize(*document);
}

bool holds_masked(const json::value& document) {
    if (const auto* text = document.if_string()) return text->find(hidden_text) != json::string::npos;
    if (const auto* array = document.if_array()) return std::ranges::any_of(*array, holds_masked);
    if (const auto* object = document.if_object())
        return std::ranges::any_of(*object, [](const auto& entry) { return holds_masked(entry.value()); });
    return false;
}

} // namespace bolt::roles
