#include "base/encoding.hpp"
#include "tests/submit/hostile.hpp"

/// Forms whose fields are drawn by the widget libraries that real sites use: the libraries themselves, in a
/// real browser.
namespace bolt::submit::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

/// A page with one more field than a plain form, drawn by a library. "@" in head and body is the path of the
/// npm packages.
struct Drawn {
    const char* name;
    const char* head;    ///< paths of styles and scripts, separated by blanks
    const char* field;   ///< HTML in the form
    const char* script;  ///< runs at the end of the body
    const char* arrives; ///< part of the decoded body that must arrive
};
void PrintTo(const Drawn& drawn, std::ostream* out) { *out << drawn.name; }

constexpr const char* kCategories = R"(<p><label for=c>Category</label> <select id=c name=category required>
  <option value="">Choose</option><option value=3>Hotels</option><option value=7>Restaurants</option>
  <option value=9>Plumbers</option></select></p>)";
constexpr const char* kAbout =
    "<p><label for=d>Description</label> <textarea id=d name=details></textarea></p>";

class WidgetPages : public HostilePages, public ::testing::WithParamInterface<Drawn> {
  protected:
    WidgetPages() {
        on_get_ = [this](net::Request& request) { return served(request); };
        on_post_ = [this](net::Request& request) {
            body_ = url_decode(request.body);
            return net::Response::html(200, page("<p>Your listing was received and is pending review.</p>"));
        };
    }

    net::Response served(const net::Request& request) {
        const auto ends = [&](std::string_view end) { return request.path.ends_with(end); };
        if (request.path == "/places") return net::Response::json(200, places(request));
        if (!request.path.starts_with("/npm/")) return net::Response::html(200, page(html_));
        const auto path = "node_modules/" + request.path.substr(5);
        std::ifstream file(path, std::ios::binary);
        EXPECT_TRUE(file.good()) << path << " is missing: run npm ci";
        auto out = net::Response::text(200, std::string(std::istreambuf_iterator<char>(file), {}));
        out.headers.set("Content-Type", ends(".css")  ? "text/css"
                                        : ends(".js") ? "text/javascript; charset=utf-8"
                                                      : "application/octet-stream");
        return out;
    }

    /// Towns whose name begins with what was asked for.
    static std::string places(const net::Request& request) {
        json::array out;
        const bool asked = std::ranges::any_of(
            request.query, [](const auto& each) { return each.second.starts_with("Aus"); });
        if (asked)
            for (const char* town : {"Austin, MN", "Austin, TX", "Austintown, OH"})
                out.push_back({{"id", town}, {"text", town}, {"label", town}, {"value", town}});
        return json::serialize(json::object{{"results", out}});
    }

    void draw(const Drawn& drawn) {
        html_ = "<meta charset=utf-8>";
        std::istringstream head(drawn.head);
        for (std::string path; head >> path;)
            html_ += path.ends_with(".css") ? fmt::format("<link rel=stylesheet href=/npm/{}>", path)
                                            : fmt::format("<script src=/npm/{}></script>", path);
        auto form = kForm;
        // One field of a kind, so that it is this one that gets the value.
        if (std::string_view(drawn.field).find("Description") != std::string_view::npos)
            form.erase(form.find("<label>Description"),
                       form.find("<button>") - form.find("<label>Description"));
        if (std::string_view(drawn.field).find("City") != std::string_view::npos)
            form.erase(form.find("<label>City"), form.find("<label>Description") - form.find("<label>City"));
        form.replace(form.find("<button>"), 0, drawn.field);
        html_ += form + "<script>" + drawn.script + "</script>";
    }

    std::string html_, body_;
};

TEST_P(WidgetPages, HoldWhatIsSent) {
    draw(GetParam());
    const auto outcome = submit();
    EXPECT_EQ(outcome.verdict, Verdict::pending_review) << log_of(outcome);
    EXPECT_EQ(posts_, 1);
    EXPECT_THAT(body_, HasSubstr(GetParam().arrives)) << log_of(outcome);
}

const Drawn kLists[] = {
    {"Select2", "select2/dist/css/select2.min.css jquery/dist/jquery.min.js select2/dist/js/select2.min.js",
     kCategories, "$('#c').select2()", "category=7"},
    {"Chosen", "chosen-js/chosen.min.css jquery/dist/jquery.min.js chosen-js/chosen.jquery.min.js",
     kCategories, "$('#c').chosen()", "category=7"},
    {"Choices",
     "choices.js/public/assets/styles/choices.min.css choices.js/public/assets/scripts/choices.min.js",
     kCategories, "new Choices('#c')", "category=7"},
    {"TomSelect", "tom-select/dist/css/tom-select.css tom-select/dist/js/tom-select.complete.min.js",
     kCategories, "new TomSelect('#c')", "category=7"},
    {"Selectize",
     "selectize/dist/css/selectize.default.css jquery/dist/jquery.min.js "
     "selectize/dist/js/standalone/selectize.min.js",
     kCategories, "$('#c').selectize()", "category=7"},
    {"Select2AskingTheServer",
     "select2/dist/css/select2.min.css jquery/dist/jquery.min.js select2/dist/js/select2.min.js",
     "<p><label for=t>City</label> <select id=t name=town required style='width:200px'></select></p>",
     "$('#t').select2({minimumInputLength: 2, ajax: {url: '/places', dataType: 'json', delay: 100}})",
     "town=Austin, TX"},
    {"JqueryUiAutocomplete",
     "jquery-ui-dist/jquery-ui.min.css jquery/dist/jquery.min.js jquery-ui-dist/jquery-ui.min.js",
     "<p><label for=t>City</label> <input id=t><input type=hidden name=town></p>",
     "$('#t').autocomplete({minLength: 2, source: (q, done) => $.getJSON('/places', q, r => done(r.results)),"
     "select: (e, choice) => $('[name=town]').val('picked ' + choice.item.value)})",
     "town=picked Austin, TX"},
    {"AriaCombobox", "", R"html(<p><label id=l>Category</label>
     <div role=combobox tabindex=0 aria-labelledby=l aria-controls=o aria-expanded=false aria-required=true id=b>Choose</div>
     <ul role=listbox id=o hidden></ul><input type=hidden name=kind></p>)html",
     R"js(b.onclick = () => { o.hidden = false; setTimeout(() => { o.innerHTML =
       ['Hotels', 'Restaurants'].map(t => `<li role=option>${t}</li>`).join(''); }, 150) };
     o.onclick = e => { document.querySelector('[name=kind]').value = b.textContent = e.target.textContent; o.hidden = true })js",
     "kind=Restaurants"},
};
INSTANTIATE_TEST_SUITE_P(Lists, WidgetPages, ::testing::ValuesIn(kLists),
                         [](const auto& each) { return std::string(each.param.name); });

const Drawn kEditors[] = {
    {"TinyMce", "tinymce/tinymce.min.js", kAbout,
     "tinymce.init({selector: '#d', base_url: '/npm/tinymce', suffix: '.min'})",
     "details=<p>Family diner since 1961"},
    {"CkEditor4", "ckeditor4/ckeditor.js", kAbout, "CKEDITOR.replace('d', {versionCheck: false})",
     "details=<p>Family diner since 1961"},
    {"Quill", "quill/dist/quill.snow.css quill/dist/quill.js",
     "<div><label>Description</label><div id=q></div><input type=hidden name=details></div>",
     "const q = new Quill('#q', {theme: 'snow'});"
     "document.forms[0].addEventListener('submit', () => document.querySelector('[name=details]').value = "
     "q.root.innerHTML)",
     "details=<p>Family diner since 1961"},
};
INSTANTIATE_TEST_SUITE_P(Editors, WidgetPages, ::testing::ValuesIn(kEditors),
                         [](const auto& each) { return std::string(each.param.name); });

const Drawn kOthers[] = {
    {"Tagify", "@yaireo/tagify/dist/tagify.css @yaireo/tagify/dist/tagify.js",
     "<p><label for=t>Tags</label> <input id=t name=tags></p>", "new Tagify(t)",
     R"(tags=[{"value":"Restaurant"},{"value":"Diner"}])"},
    {"ChoicesOfWords",
     "choices.js/public/assets/styles/choices.min.css choices.js/public/assets/scripts/choices.min.js",
     "<p><label for=t>Tags</label> <input id=t name=tags></p>", "new Choices('#t')", "tags=Restaurant,Diner"},
    {"Select2OfWords",
     "select2/dist/css/select2.min.css jquery/dist/jquery.min.js select2/dist/js/select2.min.js",
     "<p><label for=t>Tags</label> <select id=t name=tags multiple style='width:200px'></select></p>",
     "$('#t').select2({tags: true})", "tags=Restaurant&tags=Diner"},
    {"TomSelectOfWords", "tom-select/dist/css/tom-select.css tom-select/dist/js/tom-select.complete.min.js",
     "<p><label for=t>Tags</label> <input id=t name=tags></p>", "new TomSelect('#t', {create: true})",
     "tags=Restaurant,Diner"},
    {"IntlTelInput",
     "intl-tel-input/build/css/intlTelInput.min.css intl-tel-input/build/js/intlTelInput.min.js",
     "<p><label for=m>Mobile phone</label> <input id=m type=tel name=mobile></p>",
     "window.intlTelInput(m, {initialCountry: 'de', hiddenInput: 'whole', utilsScript: "
     "'/npm/intl-tel-input/build/js/utils.js'})",
     "whole=+15125550142"},
    {"Flatpickr", "flatpickr/dist/flatpickr.min.css flatpickr/dist/flatpickr.min.js",
     "<fieldset><legend>Opening hours</legend><label>Monday opens <input id=a name=hours[mon][open]></label>"
     "<label>Monday closes <input id=z name=hours[mon][close]></label></fieldset>",
     "flatpickr('#a,#z', {enableTime: true, noCalendar: true, dateFormat: 'H:i', time_24hr: true})",
     "hours[mon][open]=08:00&hours[mon][close]=18:00"},
};
INSTANTIATE_TEST_SUITE_P(Others, WidgetPages, ::testing::ValuesIn(kOthers),
                         [](const auto& each) { return std::string(each.param.name); });

} // namespace
} // namespace bolt::submit::testing
