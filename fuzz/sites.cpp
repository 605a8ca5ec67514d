// Bytes of directories: pages, answers, pictures, catalogs.
#include "domain/directory_catalog.hpp"
#include "domain/directory_csv.hpp"
#include "domain/package.hpp"
#include "forms/answer_json.hpp"
#include "forms/html_page.hpp"
#include "forms/html_state.hpp"
#include "forms/plan.hpp"
#include "forms/recipe.hpp"
#include "forms/verdict.hpp"
#include "fuzz/targets.hpp"
#include "mail/confirmation_link.hpp"
#include "mail/view.hpp"
#include "submit/picture.hpp"
#include "submit/robots.hpp"

namespace bolt::fuzz {
namespace {

const BusinessProfile& profile() {
    static const BusinessProfile made = [] {
        BusinessProfile business;
        business.business_name = "Ada's Bistro";
        business.email = "ada@example.com";
        business.phone = "+1 312 555 0100";
        business.website = "https://bistro.example.com";
        business.address = "12 Engine Street";
        business.city = "Chicago";
        business.state = "IL";
        business.postal_code = "60601";
        business.country = "US";
        business.description = "A small bistro with seasonal plates and an open kitchen.";
        business.categories = {"Restaurant"};
        business.hours["mon"] = {{"09:00", "17:00"}};
        return business;
    }();
    return made;
}

void plan(const Result<forms::Page>& page) {
    if (!page) return;
    auto made = forms::make_plan(*page, profile(), {.directory = "d", .url = "https://d.example/add"});
    if (made) (void)forms::read_plan(forms::write_plan(*made));
}

} // namespace

void html_page(std::string_view bytes) { plan(forms::read_html(bytes, "https://d.example/add")); }

void page_snapshot(std::string_view bytes) {
    auto value = parse_json(bytes);
    if (!value) return;
    plan(forms::read_page(*value));
    (void)forms::read_state(*value);
}

void site_answer(std::string_view bytes) {
    const auto line = std::min(bytes.find('\0'), bytes.size());
    const auto state = [](std::string_view html, const char* url) {
        auto page = forms::read_html_page(html, url);
        if (!page) return forms::text_state(html, url);
        return forms::html_state(*page, page->page.forms.empty() ? nullptr : &page->page.forms.front());
    };
    forms::Observation observation;
    observation.before = state(bytes.substr(0, line), "https://d.example/add");
    observation.after = state(bytes.substr(std::min(line + 1, bytes.size())), "https://d.example/thanks");
    observation.exchanges.emplace_back();
    (void)forms::judge(observation);
}

void form_answer(std::string_view bytes) { (void)forms::read_json_answer(bytes); }

void stored_plan(std::string_view bytes) {
    auto value = parse_json(bytes);
    if (!value) return;
    if (auto read = forms::read_plan(*value)) (void)forms::write_plan(*read);
    (void)forms::read_recipe(*value);
}

void catalog_yaml(std::string_view bytes) {
    (void)parse_directory_catalog(bytes);
    (void)PackageCatalog::parse(bytes);
}

void catalog_csv(std::string_view bytes) { (void)parse_directory_csv(bytes); }

void robots_text(std::string_view bytes) { (void)submit::parse_robots(bytes); }

void picture_file(std::string_view bytes) { (void)submit::read_picture(std::string(bytes)); }

void received_mail(std::string_view bytes) {
    static const std::vector<std::string> kSites{"guide.example"};
    if (const auto mail = mail::read_received(bytes)) (void)mail::confirmation_link(*mail, kSites);
    (void)mail::read_view(bytes);
}

} // namespace bolt::fuzz
