#include "roles/checkout.hpp"

#include "base/encoding.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>

namespace bolt::roles {
namespace {

constexpr int kPackageSizeMax = 10'000;

// Ids and types as Stripe makes them: visible ASCII, at most 255 characters.
bool is_name(std::string_view text) {
    return !text.empty() && text.size() <= 255 &&
           std::ranges::all_of(text, [](char c) { return c > ' ' && c < 0x7F; });
}

// Text for a column, or "" for text that no table can hold.
std::string storable(std::string text) { return text.size() <= 255 && is_name(text) ? text : std::string(); }

// Keys of custom fields are letters and digits only (docs.stripe.com, checkout custom fields): the words of
// the profile's names stand together in them, in any case.
std::string profile_key(std::string_view key) {
    static constexpr std::string_view kNames[] = {"business_name",
                                                  "contact_first_name",
                                                  "contact_last_name",
                                                  "contact_name",
                                                  "first_name",
                                                  "last_name",
                                                  "full_name",
                                                  "email",
                                                  "business_email",
                                                  "phone",
                                                  "phone_number",
                                                  "business_phone",
                                                  "website",
                                                  "website_url",
                                                  "business_website",
                                                  "address",
                                                  "street_address",
                                                  "city",
                                                  "state",
                                                  "region",
                                                  "postal_code",
                                                  "zip",
                                                  "zip_code",
                                                  "country",
                                                  "description",
                                                  "business_description",
                                                  "category",
                                                  "categories",
                                                  "business_category",
                                                  "hours",
                                                  "opening_hours",
                                                  "business_hours",
                                                  "social_links",
                                                  "logo_url",
                                                  "company",
                                                  "company_name"};
    const auto letters = [](std::string_view text) {
        std::string plain;
        for (const char c : text)
            if (c != '_' && c != '-' && c != ' ')
                plain += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        return plain;
    };
    const auto wanted = letters(key);
    for (const auto name : kNames)
        if (letters(name) == wanted) return std::string(name);
    return std::string(key);
}

// Stripe sends custom_fields as a list of {key, type, text|dropdown|numeric: {value}}.
json::object custom_fields(const json::value& session) {
    json::object fields;
    const auto* list = find(session, "custom_fields");
    if (list == nullptr || !list->is_array()) return fields;
    for (const auto& field : list->get_array()) {
        const auto key = profile_key(get_string(field, "key"));
        for (const char* kind : {"text", "dropdown", "numeric"}) {
            const auto* holder = find(field, kind);
            if (key.empty() || holder == nullptr) continue;
            auto value = get_string(*holder, "value");
            if (!value.empty() && !fields.contains(key)) fields[key] = std::move(value);
        }
    }
    return fields;
}

json::object metadata_fields(const json::value& metadata) {
    json::object fields;
    if (!metadata.is_object()) return fields;
    for (const auto& [key, value] : metadata.get_object())
        if (value.is_string() && !value.get_string().empty()) fields[key] = value;
    return fields;
}

json::object customer_fields(const json::value& session) {
    json::object fields;
    const auto* details = find(session, "customer_details");
    const json::value nothing;
    const auto& customer = details ? *details : nothing;
    auto email = get_string(customer, "email");
    fields["email"] = email.empty() ? get_string(session, "customer_email") : email;
    fields["phone"] = get_string(customer, "phone");
    fields["contact_name"] = get_string(customer, "name");
    const auto* address = find(customer, "address");
    if (address == nullptr) return fields;
    auto street = get_string(*address, "line1");
    if (const auto second = get_string(*address, "line2"); !second.empty()) street += ", " + second;
    fields["address"] = std::move(street);
    for (const char* name : {"city", "state", "postal_code", "country"})
        fields[name] = get_string(*address, name);
    return fields;
}

// Metadata values are strings: hours, categories and links may be JSON text in one of them.
void unfold_json_texts(json::object& fields) {
    for (const char* key : {"hours", "opening_hours", "openingHours", "business_hours", "social_links",
                            "socialLinks", "categories"}) {
        auto* value = fields.if_contains(key);
        if (value == nullptr || !value->is_string()) continue;
        const std::string_view text = value->get_string();
        if (!text.starts_with('{') && !text.starts_with('[')) continue;
        if (auto parsed = parse_json(text)) *value = std::move(*parsed);
    }
}

BusinessProfile lenient_profile(json::object fields) {
    unfold_json_texts(fields);
    if (auto profile = read_profile(fields)) return std::move(*profile);
    // Some field breaks its bounds: keep those that read well on their own.
    json::object good;
    for (const auto& [key, value] : fields)
        if (json::object single{{key, value}}; read_profile(single)) good[key] = value;
    auto profile = read_profile(good);
    return profile ? std::move(*profile) : BusinessProfile{};
}

// Takes from `other` what `profile` lacks. An address is taken whole or not at all: a street of one place and
// the city of another would be no address.
void complete(BusinessProfile& profile, const BusinessProfile& other) {
    const auto fill = [&](auto... member) {
        const bool lacking = (... && (profile.*member).empty());
        if (lacking) ((profile.*member = other.*member), ...);
    };
    using P = BusinessProfile;
    fill(&P::business_name);
    fill(&P::contact_first_name, &P::contact_last_name);
    fill(&P::email);
    fill(&P::phone);
    fill(&P::website);
    if (profile.address.empty() && profile.city.empty() && profile.postal_code.empty()) {
        fill(&P::address, &P::city, &P::postal_code);
        if (!other.state.empty()) profile.state = other.state;
        if (!other.country.empty()) profile.country = other.country;
    }
    fill(&P::country);
    fill(&P::description);
    fill(&P::categories);
    fill(&P::hours);
    fill(&P::social_links);
    fill(&P::logo_url);
}

const Package* choose_package(const json::value& metadata, std::int64_t amount, std::string_view currency,
                              const PackageCatalog& packages) {
    for (const char* key : {"package_id", "package", "package_type", "plan", "tier"})
        if (const auto* package = packages.find(get_string(metadata, key))) return package;
    for (const auto& package : packages.packages())
        if (package.price_cents == amount && package.currency == currency) return &package;
    return nullptr;
}

std::vector<std::string> read_add_ons(const json::value& metadata) {
    std::vector<std::string> names;
    for (const char* key : {"addon_ids", "add_ons", "addons"}) {
        const auto text = get_string(metadata, key);
        for (std::size_t begin = 0; begin < text.size() && names.size() < 20;) {
            auto end = text.find(',', begin);
            if (end == std::string::npos) end = text.size();
            const auto first = text.find_first_not_of(' ', begin);
            if (first < end)
                names.push_back(text.substr(first, text.find_last_not_of(' ', end - 1) + 1 - first));
            begin = end + 1;
        }
    }
    return names;
}

store::NewOrder read_order(const json::value& session, const PackageCatalog& packages) {
    store::NewOrder order;
    order.stripe_session_id = get_string(session, "id");
    order.payment_intent = storable(get_string(session, "payment_intent"));
    order.amount_total = get_int(session, "amount_total");
    order.currency = storable(get_string(session, "currency"));
    if (order.currency.empty()) order.currency = "usd";
    const auto* found = find(session, "metadata");
    const json::value metadata = found ? *found : json::value(json::object{});
    if (const auto* package = choose_package(metadata, order.amount_total, order.currency, packages)) {
        order.package_type = package->name;
        order.priority = package->priority;
    } else {
        order.package_type = packages.packages().front().name;
        order.hold_reason = "the purchase names no known package: choose one";
    }
    int size = 0;
    const auto text = get_string(metadata, "total_directories");
    std::from_chars(text.data(), text.data() + text.size(), size);
    if (size > 0 && size <= kPackageSizeMax) order.package_size = size;
    order.add_ons = read_add_ons(metadata);

    order.profile = lenient_profile(metadata_fields(metadata));
    complete(order.profile, lenient_profile(custom_fields(session)));
    complete(order.profile, lenient_profile(customer_fields(session)));
    return order;
}

/// A refund or a dispute as store::PaymentEvent names it; "" for what changes nothing here.
std::string payment_kind(std::string_view type, const json::value& object) {
    if (type == "charge.refunded")
        return get_bool(object, "refunded") ||
                       get_int(object, "amount_refunded") >= get_int(object, "amount", 1)
                   ? "refunded"
                   : "partly_refunded";
    if (type == "charge.dispute.created") return "disputed";
    if (type != "charge.dispute.closed") return {};
    const auto status = get_string(object, "status");
    if (status == "lost") return "dispute_lost";
    return status == "won" || status == "warning_closed" ? "dispute_won" : "";
}

/// Reads what is no order of a checkout; `ignored` where it is none of these.
void read_other_event(const json::value& object, CheckoutEvent& result) {
    using Kind = CheckoutEvent::Kind;
    const auto& type = result.event.type;
    if (type == "checkout.session.expired") result.kind = Kind::expired;
    if (type == "checkout.session.async_payment_failed") result.kind = Kind::failed;
    auto kind = payment_kind(type, object);
    auto intent = storable(get_string(object, "payment_intent"));
    if (kind.empty() || intent.empty()) return;
    result.kind = Kind::payment;
    result.payment = {result.event.event_id, std::move(intent), std::move(kind)};
}

} // namespace

Result<CheckoutEvent> read_checkout_event(const json::value& event, std::string raw_body,
                                          const PackageCatalog& packages) {
    CheckoutEvent result;
    result.event.event_id = get_string(event, "id");
    result.event.type = get_string(event, "type");
    if (!is_name(result.event.event_id) || !is_name(result.event.type))
        return fail(ErrorCode::invalid_argument, "the body is no Stripe event: id and type are needed");
    result.event.payload = std::move(raw_body);
    const auto* data = find(event, "data");
    const auto* object = data ? find(*data, "object") : nullptr;
    if (object == nullptr) return result; // a thin event: recorded only
    result.event.object_id = get_string(*object, "id");
    if (!result.event.object_id.empty() && !is_name(result.event.object_id))
        return fail(ErrorCode::invalid_argument, "data.object.id is no id");

    const bool completed = result.event.type == "checkout.session.completed";
    const bool succeeded = result.event.type == "checkout.session.async_payment_succeeded";
    if (!completed && !succeeded) {
        read_other_event(*object, result);
        return result;
    }
    if (get_string(*object, "mode", "payment") != "payment") return result;
    if (result.event.object_id.empty())
        return fail(ErrorCode::invalid_argument, "the checkout session has no id");
    const auto payment = get_string(*object, "payment_status");
    if (completed && payment != "paid" && payment != "no_payment_required") {
        result.kind = CheckoutEvent::Kind::awaiting;
        return result;
    }
    result.kind = CheckoutEvent::Kind::paid;
    result.order = read_order(*object, packages);
    return result;
}

std::string write_test_purchase(const TestPurchase& purchase) {
    const auto& profile = purchase.profile;
    json::object metadata;
    for (const auto& [key, value] : write_profile(profile)) {
        if (purchase.from_page) break;
        if (value.is_string())
            metadata[key] = value;
        else
            metadata[key] = json::serialize(value); // metadata holds strings only
    }
    metadata["package_id"] = purchase.package_type;
    if (purchase.package_size > 0) metadata["total_directories"] = std::to_string(purchase.package_size);
    if (!purchase.add_ons.empty())
        metadata["addon_ids"] = fmt::format("{}", fmt::join(purchase.add_ons, ","));
    json::array custom_fields;
    const auto ask = [&](const char* key, const std::string& value) {
        if (purchase.from_page && !value.empty())
            custom_fields.push_back({{"key", key}, {"type", "text"}, {"text", {{"value", value}}}});
    };
    ask("businessname", profile.business_name);
    ask("website", profile.website);
    json::object session{
        {"id", purchase.session_id},
        {"object", "checkout.session"},
        {"mode", "payment"},
        {"status", "complete"},
        {"payment_status", purchase.payment_status},
        {"amount_total", purchase.amount_total_cents},
        {"currency", "usd"},
        {"customer_details",
         {{"email", profile.email}, {"name", profile.contact_first_name + " " + profile.contact_last_name}}},
        {"custom_fields", std::move(custom_fields)},
        {"metadata", std::move(metadata)}};
    if (!purchase.payment_intent.empty()) session["payment_intent"] = purchase.payment_intent;
    return json::serialize(json::object{{"id", purchase.event_id},
                                        {"object", "event"},
                                        {"created", purchase.created_seconds},
                                        {"livemode", false},
                                        {"type", purchase.type},
                                        {"data", {{"object", std::move(session)}}}});
}

} // namespace bolt::roles
