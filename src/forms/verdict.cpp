#include "forms/verdict.hpp"

#include "forms/text.hpp"
#include "forms/verdict_parts.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <re2/re2.h>

namespace bolt::forms {
namespace {

/// Answer pages say little beside their menus; start pages and search results say more than this many new
/// lines.
constexpr std::size_t kShortPage = 8;

/// Weighs one observation; every decision adds the evidence it rests on.
class Judge {
  public:
    explicit Judge(const Observation& observation)
        : seen_(observation), texts_(new_texts(observation)), transport_(read_exchanges(observation)),
          lines_(static_cast<std::size_t>(
              std::ranges::count(texts_, std::string_view("new_text"), &NewText::kind))),
          is_elsewhere_(!observation.navigations.empty() && is_general_page(observation)) {}

    Judgement run() {
        describe();
        if (!seen_.after_known) return lost();
        if (const auto done = obstacle()) return *done;
        if (const auto done = refusal()) return *done;
        if (const auto done = success()) return *done;
        if (const auto done = next_step()) return *done;
        return unclear();
    }

  private:
    /// The first text that says this and is worth it; one that stands out is preferred.
    const NewText* first(Says what) const {
        const NewText* plain = nullptr;
        for (const auto& text : texts_) {
            if (!says(text.sayings, what) || !is_worth(text, what)) continue;
            if (text.stands_out()) return &text;
            if (plain == nullptr) plain = &text;
        }
        return plain;
    }

    /// Whether a text can be the answer to this very submission. What stands in the running text of a page
    /// must speak to the one who submitted; a house rule ("every entry is reviewed") is no answer by itself.
    bool is_worth(const NewText& text, Says what) const {
        const bool reports = what == Says::accepted || what == Says::pending || what == Says::confirm_email ||
                             what == Says::thanks;
        if (!reports) return true;
        if (text.kind == "title" || text.tone == Message::Tone::bad) return false;
        if (text.stands_out() && text.kind != "heading") return true;
        if (is_elsewhere_ && (!is_short_page() || !says(text.sayings, Says::to_us))) return false;
        if (what == Says::pending && says(text.sayings, Says::habit) && !says(text.sayings, Says::accepted))
            return first(Says::accepted) != nullptr;
        return what == Says::thanks || says(text.sayings, Says::to_us) ||
               (is_short_page() && !seen_.after.form_present);
    }

    /// A page that says little else: its running text is the answer.
    bool is_short_page() const { return lines_ <= kShortPage; }
    /// Obstacles in the running text of a long page (a start page's menus and advice) are none.
    const NewText* first_obstacle(Says what) const {
        const auto* text = first(what);
        return text != nullptr && (text->stands_out() || is_short_page() || seen_.after.form_present ||
                                   transport_.status >= 400)
                   ? text
                   : nullptr;
    }

    void note(std::string kind, std::string text, double weight) {
        out_.evidence.push_back({std::move(kind), std::move(text), weight});
    }
    void note(const NewText& text, double weight) { note(text.kind, text.text, weight); }

    void describe() {
        if (!transport_.text.empty())
            note("status", transport_.text, transport_.status >= 400 || !transport_.answered ? -0.5 : 0.2);
        if (!seen_.navigations.empty()) note("navigation", seen_.navigations.back(), 0.1);
        if (seen_.after_known && seen_.before.form_present && !seen_.after.form_present)
            note("form", "the form is gone", 0.2);
        if (!seen_.after_known) return;
        for (const auto& field : seen_.after.invalid)
            if (!is_old(field) && (!field.native || (!transport_.sent && !is_new_part(field))))
                out_.field_errors.push_back({field.name, field.message});
        if (out_.field_errors.empty()) out_.field_errors = answered_errors(seen_);
    }

    // Marked by the page before the click as well: no answer. What the browser itself finds stays wrong.
    bool is_old(const InvalidField& field) const {
        return !field.native && std::ranges::any_of(seen_.before.invalid, [&](const InvalidField& old) {
            return !old.native && old.name == field.name && old.message == field.message;
        });
    }

    // A wizard's next part shows required fields that are empty still; the browser calls them invalid.
    bool is_new_part(const InvalidField& field) const {
        return seen_.is_next_step && std::ranges::none_of(seen_.before.invalid, [&](const InvalidField& old) {
                   return old.name == field.name;
               });
    }

    // 400 and 422 refuse what was sent; other errors may have other causes. A redirect back to the form
    // refuses only where fields are marked.
    bool is_clear() const {
        const auto& after = seen_.after;
        const int status = transport_.status;
        const bool answered =
            !transport_.sent || (transport_.answered && (!transport_.led_on || !out_.field_errors.empty()) &&
                                 (status < 300 || status == 400 || status == 422));
        return seen_.after_known && after.form_present && after.form_visible && answered &&
               seen_.popups.empty() && first(Says::accepted) == nullptr && first(Says::pending) == nullptr &&
               first(Says::confirm_email) == nullptr && first(Says::thanks) == nullptr;
    }

    Judgement say(Verdict verdict, double confidence, std::string summary) {
        out_.verdict = verdict;
        out_.confidence = confidence;
        out_.summary = std::move(summary);
        out_.clearly_refused = verdict == Verdict::rejected && is_clear();
        const bool listed = verdict == Verdict::accepted || verdict == Verdict::duplicate ||
                            verdict == Verdict::pending_review;
        if (listed) out_.listing_url = find_listing_url(seen_);
        if (!out_.listing_url.empty()) note("link", out_.listing_url, 0.2);
        return out_;
    }
    Judgement say(Verdict verdict, double confidence, const NewText& text, double weight) {
        note(text, weight);
        return say(verdict, confidence, fmt::format("The site says: \"{}\"", text.text.substr(0, 200)));
    }

    bool any_success() const {
        return first(Says::accepted) || first(Says::pending) || first(Says::confirm_email);
    }

    // The page died, hung or was never seen again.
    Judgement lost() {
        for (const auto& text : texts_) // a dialog may have spoken before
            if (says(text.sayings, Says::accepted)) note(text, 0.5);
        return say(Verdict::unknown, 0.9,
                   transport_.sent
                       ? "The form was sent, but the page that answered was never seen."
                       : "The page was lost after the click; whether the form was sent is not known.");
    }

    std::optional<Judgement> obstacle() {
        if (const auto done = captcha()) return done;
        if (const auto done = login()) return done;
        if (const auto done = payment()) return done;
        const auto* duplicate = first(Says::duplicate);
        if (duplicate != nullptr && (duplicate->stands_out() || !any_success()))
            return say(Verdict::duplicate, 0.9, *duplicate, -1);
        const int status = transport_.status;
        const auto* blocked = first_obstacle(Says::blocked);
        if (blocked == nullptr && titled(Says::blocked) != nullptr) blocked = titled(Says::blocked);
        if (blocked != nullptr && !any_success()) return say(Verdict::blocked, 0.85, *blocked, -1);
        // 406 is what request filters answer, 451 what is not served in a region.
        if ((status == 403 || status == 406 || status == 451) && !transport_.led_on)
            return say(Verdict::blocked, 0.8, fmt::format("The site answered {}.", status));
        const auto* maintenance = first_obstacle(Says::maintenance);
        if (maintenance != nullptr && !any_success() && !seen_.after.form_present && status < 500)
            return say(Verdict::unreachable, 0.75, *maintenance, -0.5);
        return std::nullopt;
    }

    const NewText* titled(Says what) const {
        for (const auto& text : texts_)
            if (text.kind == "title" && says(text.sayings, what)) return &text;
        return nullptr;
    }

    std::optional<Judgement> captcha() {
        if (const auto* text = first_obstacle(Says::captcha))
            return say(Verdict::needs_captcha, 0.9, *text, -1);
        const auto is_new = std::ranges::any_of(seen_.after.captchas, [&](const std::string& kind) {
            return std::ranges::find(seen_.before.captchas, kind) == seen_.before.captchas.end();
        });
        if (is_new && !any_success())
            return say(Verdict::needs_captcha, 0.7, "The page now shows a captcha.");
        return std::nullopt;
    }

    std::optional<Judgement> login() {
        if (any_success()) return std::nullopt;
        if (const auto* account = first_obstacle(Says::account_exists))
            return say(Verdict::needs_login, 0.8, *account, -1);
        const bool asks_password = seen_.after.has_password && !seen_.before.has_password;
        const auto* text = first_obstacle(Says::login);
        if (text == nullptr && asks_password) text = first(Says::login);
        if (text != nullptr) return say(Verdict::needs_login, 0.9, *text, -1);
        if (transport_.status == 401 || (asks_password && !seen_.after.form_present))
            return say(Verdict::needs_login, 0.75, "The page asks for an account.");
        return std::nullopt;
    }

    // What must be paid; an offer beside a success is none.
    std::optional<Judgement> payment() {
        static const RE2 publishes(R"(\b(publish|activate|review|listing|draft|submission)\b)");
        const bool at_cash_desk =
            !seen_.navigations.empty() && seen_.after_known && leads_to_payment(seen_.after.url);
        for (const auto& text : texts_) {
            if (!says(text.sayings, Says::payment)) continue;
            const bool counts =
                any_success() ? at_cash_desk || text.stands_out() || RE2::PartialMatch(text.text, publishes)
                              : at_cash_desk || text.stands_out() || is_short_page();
            if (counts) return say(Verdict::needs_payment, 0.85, text, -1);
        }
        const auto* offer = first(Says::offer);
        if (offer != nullptr && !any_success() && !seen_.after.form_present &&
            (at_cash_desk || is_short_page()))
            return say(Verdict::needs_payment, at_cash_desk ? 0.85 : 0.7, *offer, -1);
        if (transport_.status == 402)
            return say(Verdict::needs_payment, 0.8, "The site answered 402 Payment Required.");
        return std::nullopt;
    }

    std::optional<Judgement> refusal() {
        const int status = transport_.status;
        if (transport_.led_on && status >= 400 && status < 500)
            return say(
                Verdict::unknown, 0.6,
                fmt::format("The site took the request and led on to a page that answered {}.", status));
        if (transport_.sent && !transport_.answered)
            return say(Verdict::unknown, 0.9,
                       "The form was sent, but the connection broke before an answer: it may have arrived.");
        if (status == 503 || status == 429)
            return say(Verdict::unreachable, 0.85,
                       fmt::format("The site answered {}: it did not take the form now.", status));
        if (status >= 500)
            return say(
                Verdict::unknown, 0.8,
                fmt::format("The site failed with {} after the form was sent: it may have arrived.", status));
        if (status == 409) return say(Verdict::duplicate, 0.7, "The site answered 409 Conflict.");
        const auto* refused = first_refusal();
        if (status >= 400) {
            if (refused != nullptr) note(*refused, -1);
            return say(Verdict::rejected, 0.9,
                       refused != nullptr ? fmt::format("The site answered {} and says: \"{}\"", status,
                                                        refused->text.substr(0, 200))
                                          : fmt::format("The site answered {}.", status));
        }
        if (refused != nullptr && (!any_success() || refused->tone == Message::Tone::bad)) {
            out_.nothing_sent = !transport_.sent;
            return say(Verdict::rejected, seen_.after.form_present || transport_.answered ? 0.85 : 0.7,
                       *refused, -1);
        }
        if (!out_.field_errors.empty() && seen_.after.form_present && !any_success()) {
            out_.nothing_sent = !transport_.sent;
            for (const auto& field : out_.field_errors)
                note("field_error", fmt::format("{}: {}", field.field, field.message), -0.8);
            return say(Verdict::rejected, 0.8,
                       fmt::format("The form marks {} field{} as wrong, first \"{}\".",
                                   out_.field_errors.size(), out_.field_errors.size() == 1 ? "" : "s",
                                   out_.field_errors.front().field));
        }
        if (const auto* later = first(Says::try_later); later != nullptr && !any_success()) {
            // Only where the site plainly answered this very request with it.
            note(*later, -0.5);
            return say(Verdict::unknown, 0.6,
                       fmt::format("The site says: \"{}\"; whether it took the form is not known.",
                                   later->text.substr(0, 200)));
        }
        return std::nullopt;
    }

    // A refusal counts where it stands out as a message or the form is still there to be corrected;
    // "Registration errors are shown beside each field" in the running text of a new page does not.
    const NewText* first_refusal() const {
        const NewText* plain = nullptr;
        for (const auto& text : texts_) {
            if (!says(text.sayings, Says::refused)) continue;
            if (text.kind == "title") continue;
            if (text.stands_out() && text.kind != "heading") return &text;
            if (plain == nullptr) plain = &text;
        }
        return plain != nullptr && (seen_.after.form_present || (!any_success() && is_short_page())) &&
                       !is_help_of_next_step()
                   ? plain
                   : nullptr;
    }

    // A new part of a form explains its fields ("must be at least 50 characters"): no refusal.
    bool is_help_of_next_step() const {
        return seen_.is_next_step && out_.field_errors.empty() && seen_.after.form_present &&
               !fields_still_there();
    }
    bool fields_still_there() const {
        return std::ranges::any_of(seen_.after.fields, [](const FieldState& field) { return field.found; });
    }

    std::optional<Judgement> success() {
        const auto* accepted = first(Says::accepted);
        const auto* pending = first(Says::pending);
        const auto* mail = first(Says::confirm_email);
        const bool something_happened = transport_.sent || !seen_.navigations.empty() ||
                                        !seen_.after.form_visible || !seen_.dialogs.empty();
        if (!something_happened) return std::nullopt;
        // In a wizard the next part may promise what comes later ("our team will review"): only while nothing
        // is asked any more.
        const bool asks_more = seen_.is_next_step && seen_.after.form_present && seen_.after.form_visible;
        if (asks_more && accepted == nullptr) return std::nullopt;
        if (mail != nullptr) return with(Verdict::confirm_email, *mail, accepted);
        if (pending != nullptr) return with(Verdict::pending_review, *pending, accepted);
        if (accepted != nullptr) {
            const bool form_still_full = seen_.after.form_present && seen_.after.form_visible &&
                                         seen_.after.form_fill > 2 &&
                                         seen_.after.form_fill >= seen_.before.form_fill;
            if (form_still_full && !accepted->stands_out() && !transport_.sent) return std::nullopt;
            return with(Verdict::accepted, *accepted, accepted);
        }
        // RFC 9110: 201 says that the request made something new.
        if (transport_.sent && transport_.status == 201 && !seen_.after.form_present)
            return say(Verdict::accepted, 0.75, "The site answered 201 Created and the form is gone.");
        const auto* thanks = first(Says::thanks);
        if (thanks == nullptr || !transport_.sent || !transport_.answered || transport_.status >= 400)
            return std::nullopt;
        const bool standing_out =
            thanks->stands_out() || (!seen_.navigations.empty() && is_thanks_page(seen_));
        if (standing_out && !seen_.after.form_present) {
            note(*thanks, 0.6);
            return say(
                Verdict::accepted, 0.7,
                fmt::format("The site says \"{}\" and the form is gone.", thanks->text.substr(0, 200)));
        }
        // The answer to the script says that it worked, and the page emptied its form for the next one.
        const bool emptied = seen_.before.form_fill > 2 && seen_.after.form_fill == 0;
        if (thanks->kind == "answer" && emptied) {
            note(*thanks, 0.6);
            return say(Verdict::accepted, 0.7, "The site's answer says success and the form was emptied.");
        }
        return std::nullopt;
    }

    Judgement with(Verdict verdict, const NewText& text, const NewText* accepted) {
        if (accepted != nullptr && accepted != &text) note(*accepted, 0.7);
        double confidence = 0.75;
        if (transport_.sent && transport_.answered && transport_.status < 400) confidence += 0.1;
        if (!seen_.after.form_present || text.tone == Message::Tone::good || text.kind == "message")
            confidence += 0.1;
        return say(verdict, confidence, text, 1);
    }

    std::optional<Judgement> next_step() {
        if (!seen_.after.form_present && !seen_.is_next_step) {
            const auto* step = first_obstacle(Says::next_step);
            if (step == nullptr || transport_.status >= 400) return std::nullopt;
            note(*step, 0.1);
            return go_on("The site shows the next part of its form.");
        }
        if (seen_.is_next_step) return go_on("The form went on to its next part.");
        if (const auto* step = first_obstacle(Says::next_step)) {
            note(*step, 0.1);
            return go_on("The site shows the next part of its form.");
        }
        return std::nullopt;
    }
    Judgement go_on(std::string summary) {
        out_.continue_step = true;
        return say(Verdict::unknown, 0.6, std::move(summary));
    }

    Judgement unclear() {
        const bool nothing =
            !transport_.sent && seen_.navigations.empty() && seen_.popups.empty() && texts_.empty();
        if (nothing) {
            out_.nothing_sent = true;
            return say(
                Verdict::unknown, 0.5,
                "Nothing happened after the click: no request left the page and nothing new is shown.");
        }
        for (const auto& text : texts_)
            if (out_.evidence.size() < 6) note(text, 0);
        return say(Verdict::unknown, 0.5,
                   "The page changed, but nothing on it says whether the business was taken.");
    }

    const Observation& seen_;
    std::vector<NewText> texts_;
    Transport transport_;
    std::size_t lines_ = 0;     ///< new lines of running text
    bool is_elsewhere_ = false; ///< the site led to a page that answers nobody (terms, search results)
    Judgement out_;
};

} // namespace

Judgement judge(const Observation& observation) { return Judge(observation).run(); }

} // namespace bolt::forms
