#include "submit/http_form.hpp"

#include "base/encoding.hpp"
#include "forms/html_state.hpp"
#include "submit/http_constraints.hpp"
#include "submit/http_fingerprint.hpp"

namespace bolt::submit {
namespace {

tl::unexpected<Error> doubt(std::string why) { return fail(ErrorCode::conflict, std::move(why)); }

bool is_html(std::string_view content_type) {
    std::string type(content_type.substr(0, content_type.find(';')));
    std::erase(type, ' ');
    for (auto& c : type) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return type == "text/html";
}

bool refreshes_itself(const forms::HtmlPage& page) {
    const auto* root = page.document.root();
    for (const auto* node = root; node != nullptr; node = forms::walk(node, root, true))
        if (forms::tag_of(node) == "meta" && forms::has_attribute(node, "http-equiv")) {
            std::string what(forms::attribute(node, "http-equiv"));
            for (auto& c : what) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
            if (what == "refresh") return true;
        }
    return false;
}

/// What a control shows after the plan's steps, for PageState::fields.
forms::FieldState shown(const FilledForm& filled, const forms::Step& step) {
    forms::FieldState out;
    out.selector = step.selector;
    if (const auto* node = filled.element(step.selector); node != nullptr) {
        const auto& state = filled.state(node);
        out.found = true;
        out.checked = state.checked;
        out.value = state.value;
        for (const auto& option : state.options)
            if (option.selected) out.value = option.value;
    }
    return out;
}

std::string text_of(const HttpAnswer& answer, const Charset& charset) {
    return answer.decoded ? to_valid_utf8(answer.body) : charset.decode(answer.body);
}

/// The page as far as it can be read here, before any form is looked for.
Result<HttpForm> read_answer(const HttpAnswer& answer) {
    if (answer.status != 200) return doubt(fmt::format("the page answers HTTP {}", answer.status));
    if (!is_html(answer.content_type)) return doubt("the page is no HTML");
    auto charset = document_charset(answer.body, answer.content_type);
    if (!charset) return forward(charset);
    auto page = forms::read_html_page(text_of(answer, *charset), answer.url);
    if (!page) return doubt(page.error().message);
    if (page->page.truncated) return doubt("the page has too many fields");
    if (refreshes_itself(*page)) return doubt("the page leads on by itself");
    return HttpForm{std::move(*page), std::move(*charset), {}, {}};
}

bool has_controls(const forms::Form& form, const std::vector<ControlFacts>& controls) {
    return std::ranges::equal(form.controls, controls, {}, control_key, &ControlFacts::key);
}

} // namespace

Result<std::string> fingerprint_of(const HttpAnswer& answer, const std::vector<ControlFacts>& controls) {
    const auto read = read_answer(answer);
    if (!read) return forward(read);
    std::string out;
    for (std::size_t index = 0; index < read->page.forms.size(); ++index) {
        if (!has_controls(read->page.page.forms[index], controls)) continue;
        if (!out.empty()) return doubt("several forms look alike");
        out = form_fingerprint(read->page, index);
    }
    if (out.empty()) return doubt("a script makes or changes the form's fields");
    return out;
}

Result<HttpForm> find_http_form(const HttpAnswer& answer, const HttpProfile* profile) {
    auto read = read_answer(answer);
    if (!read) return read;
    auto& out = *read;
    if (profile == nullptr) {
        out.choice = forms::choose_form(out.page.page);
        if (out.choice.kind != forms::PageKind::submission) return doubt(out.choice.reason);
        out.fingerprint = form_fingerprint(out.page, out.choice.form);
        return read;
    }
    // The profile's form is found by its fingerprint, for the choice depends on what only the profile knows.
    auto& forms = out.page.page.forms;
    std::size_t index = 0;
    while (index < forms.size() && (!has_controls(forms[index], profile->controls) ||
                                    form_fingerprint(out.page, index) != profile->fingerprint))
        ++index;
    if (index == forms.size()) return doubt("the form is not the one that was profiled");
    out.fingerprint = profile->fingerprint;
    if (!lay_over(profile->controls, forms[index]))
        return doubt("the form's fields are not those that were profiled");
    out.choice = forms::choose_form(out.page.page);
    if (out.choice.kind != forms::PageKind::submission || out.choice.form != index)
        return doubt("another form of the page looks like the right one now");
    if (!reads_alike(profile->controls, out.choice.meaning))
        return doubt("a field reads differently in the browser");
    return read;
}

Result<HttpSubmission> fill_http_form(const HttpForm& form, const BusinessProfile& profile,
                                      const std::string& directory, std::string_view boundary) {
    const forms::PlanOptions options{.directory = directory, .url = ""};
    auto plan = forms::make_plan(form.page.page, form.choice, profile, options);
    if (!plan) return doubt(plan.error().message);
    if (plan->captcha == "present") return doubt("the form holds a captcha");
    if (!plan->unfilled.empty()) return doubt("a required field cannot be filled");
    if (plan->plan_again) return doubt("some choices load others");
    const auto* sending = plan->sending();
    if (sending == nullptr || sending->purpose != forms::Purpose::submit)
        return doubt("the form has several parts");
    FilledForm filled(form.page.forms[form.choice.form]);
    for (const auto& step : plan->steps) {
        if (&step == sending) continue;
        if (auto done = filled.apply(step); !done) return forward(done);
    }
    const auto* button = filled.element(sending->selector);
    if (button == nullptr || forms::is_disabled(button))
        return doubt("the sending button does not work without scripts");
    if (filled.state(button).type != "submit" && filled.state(button).type != "image")
        return doubt("the sending button sends nothing by itself");
    if (auto refused = refused_by_constraints(filled, button); !refused.empty())
        return doubt(std::move(refused));
    auto request = build_request(form.page, filled, button, form.charset, boundary);
    if (!request) return forward(request);
    std::vector<std::string> fields;
    auto before = forms::html_state(form.page, &form.page.page.forms[form.choice.form]);
    for (const auto& step : plan->steps)
        if (&step != sending) before.fields.push_back(shown(filled, step));
    before.form_fill +=
        static_cast<int>(std::ranges::count(plan->steps, forms::Action::fill, &forms::Step::action));
    return HttpSubmission{std::move(*plan), std::move(*request), std::move(before)};
}

Result<forms::HtmlPage> read_answer_page(const HttpAnswer& answer) {
    if (!is_html(answer.content_type)) return fail(ErrorCode::invalid_argument, "the answer is no HTML");
    // What an answer without a label says in ASCII is the same in every encoding.
    const auto charset = document_charset(answer.body, answer.content_type).value_or(Charset::utf8());
    return forms::read_html_page(text_of(answer, charset), answer.url);
}

forms::PageState answer_state(const HttpAnswer& answer, const forms::Form& sent,
                              const std::vector<std::string>& fields) {
    constexpr std::size_t text_bytes_max = 64 << 10;
    if (!is_html(answer.content_type))
        return forms::text_state(
            Charset::utf8().decode(std::string_view(answer.body).substr(0, text_bytes_max)), answer.url);
    const auto page = read_answer_page(answer);
    if (!page) return forms::text_state({}, answer.url);
    return forms::html_state(*page, &sent, fields);
}

} // namespace bolt::submit
