#include "playground/sites/all.hpp"

namespace bolt::playground {
namespace {

/// German, laid out with tables, ISO-8859-1: what a site of 2003 looks like that nobody has touched since.
class Branchenbuch final : public Site {
  public:
    explicit Branchenbuch(SiteContext& context) : Site(context, "branchenbuch") {}
    Charset charset() const override { return Charset::windows_1252; }

  private:
    net::Response answer(Visit& visit) override {
        if (visit.request.path == "/eintrag.php" && visit.request.method == "POST") return submit(visit);
        if (visit.request.path == "/eintrag.php") return show_form("submit.html", "Firma eintragen", visit);
        return not_found();
    }

    net::Response submit(Visit& visit) {
        const auto& fields = visit.fields;
        Problems problems;
        problems.need(fields, "firma", "Bitte geben Sie den Firmennamen an.");
        problems.need(fields, "branche", "Bitte wählen Sie eine Branche.");
        problems.need(fields, "strasse", "Bitte geben Sie die Straße an.");
        problems.check(digits(value_of(fields, "plz")).size() >= 4, "plz",
                       "Bitte geben Sie eine gültige Postleitzahl an.");
        problems.need(fields, "ort", "Bitte geben Sie den Ort an.");
        problems.check(looks_like_phone(value_of(fields, "telefon")), "telefon",
                       "Bitte geben Sie eine Telefonnummer an.");
        problems.check(filled(fields, "agb"), "agb", "Bitte stimmen Sie den Nutzungsbedingungen zu.");
        if (problems.any()) {
            keep(visit, "rejected", false);
            return show_form("submit.html", "Firma eintragen", visit, problems);
        }
        Values values;
        values.fields = fields;
        values.texts = {{"title", "Eintrag gespeichert"}, {"id", keep(visit, "accepted", true)}};
        return show("done.html", std::move(values));
    }
};

} // namespace

std::unique_ptr<Site> make_branchenbuch(SiteContext& context) {
    return std::make_unique<Branchenbuch>(context);
}

} // namespace bolt::playground
