#include "forms/verdict.hpp"

#include "forms/text.hpp"
#include "forms/verdict_parts.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace bolt::forms {
namespace {

/// Weighs one observation; every decision adds the evidence it rests on.
class Judge {
  public:
    explicit Judge(const Observation& observation)
        : seen_(observation), texts_(new_texts(observation)), transport_(read_exchanges(observation)) {}

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
    const NewText* first(Says what, bool also_dialogs = true) const {
        for (const auto& text : texts_)
            if (says(text.sayings, what) && (also_dialogs || text.kind != "dialog")) return &text;
        return nullptr;
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
        if (seen_.after_known)
            for (const auto& field : seen_.after.invalid)
                if (!field.native || (!transport_.sent && !is_new_part(field)))
                    out_.field_errors.push_back({field.name, field.message});
    }

    // A wizard's next part shows required fields that are empty still; the browser calls them invalid.
    bool is_new_part(const InvalidField& field) const {
        return seen_.is_next_step && std::ranges::none_of(seen_.before.invalid, [&](const InvalidField& old) {
                   return old.name == field.name;
               });
    }

    Judgement say(Verdict verdict, double confidence, std::string summary) {
        out_.verdict = verdict;
        out_.confidence = confidence;
        out_.summary = std::move(summary);
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
        const int status = transport_.status;
        if (const auto* text = first(Says::captcha)) return say(Verdict::needs_captcha, 0.9, *text, -1);
        const auto new_captcha = std::ranges::any_of(seen_.after.captchas, [&](const std::string& kind) {
            return std::ranges::find(seen_.before.captchas, kind) == seen_.before.captchas.end();
        });
        if (new_captcha && !any_success())
            return say(Verdict::needs_captcha, 0.7, "The page now shows a captcha.");
        const auto* login = first(Says::login);
        const bool asks_password = seen_.after.has_password && !seen_.before.has_password;
        if ((login != nullptr && !any_success()) || status == 401 ||
            (asks_password && !any_success() && !seen_.after.form_present)) {
            if (login != nullptr) return say(Verdict::needs_login, 0.9, *login, -1);
            return say(Verdict::needs_login, 0.75, "The page asks for an account.");
        }
        const auto* payment = first(Says::payment);
        if (payment != nullptr || status == 402) {
            if (payment != nullptr) return say(Verdict::needs_payment, 0.85, *payment, -1);
            return say(Verdict::needs_payment, 0.8, "The site answered 402 Payment Required.");
        }
        if (const auto* text = first(Says::duplicate)) return say(Verdict::duplicate, 0.9, *text, -1);
        const auto* blocked = first(Says::blocked);
        if (blocked != nullptr && !any_success()) return say(Verdict::blocked, 0.85, *blocked, -1);
        if (status == 403) return say(Verdict::blocked, 0.8, "The site answered 403 Forbidden.");
        return std::nullopt;
    }

    std::optional<Judgement> refusal() {
        const int status = transport_.status;
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
            if (text.tone == Message::Tone::bad || text.kind == "message" || text.kind == "dialog" ||
                text.kind == "answer")
                return &text;
            if (plain == nullptr) plain = &text;
        }
        return plain != nullptr && (seen_.after.form_present || !any_success()) && !is_help_of_next_step()
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
            if (form_still_full && accepted->tone != Message::Tone::good && accepted->kind != "message" &&
                !transport_.sent)
                return std::nullopt;
            return with(Verdict::accepted, *accepted, accepted);
        }
        // RFC 9110: 201 says that the request made something new.
        if (transport_.sent && transport_.status == 201 && !seen_.after.form_present)
            return say(Verdict::accepted, 0.75, "The site answered 201 Created and the form is gone.");
        const auto* thanks = first(Says::thanks);
        const bool took_it =
            transport_.sent && transport_.answered && transport_.status < 400 && !seen_.after.form_present;
        const bool standing_out =
            thanks != nullptr &&
            (thanks->kind != "new_text" ||
             std::ranges::find(seen_.after.headings, thanks->text) != seen_.after.headings.end());
        if (standing_out && took_it) {
            note(*thanks, 0.6);
            return say(
                Verdict::accepted, 0.7,
                fmt::format("The site says \"{}\" and the form is gone.", thanks->text.substr(0, 200)));
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
            const auto* step = first(Says::next_step);
            if (step == nullptr || transport_.status >= 400) return std::nullopt;
            note(*step, 0.1);
            return go_on("The site shows the next part of its form.");
        }
        if (seen_.is_next_step) return go_on("The form went on to its next part.");
        if (const auto* step = first(Says::next_step)) {
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
    Judgement out_;
};

} // namespace

Judgement judge(const Observation& observation) { return Judge(observation).run(); }

} // namespace bolt::forms
