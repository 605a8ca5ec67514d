#include "submit/confirmation_visit.hpp"

#include "forms/text.hpp"
#include "mail/confirmation_link.hpp"
#include "submit/judged_ending.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <re2/re2.h>

namespace bolt::submit {
namespace {

constexpr std::size_t kPageBytesMax = 100 << 10;

/// "Your e-mail address has been confirmed", in the seven languages of the forms; of folded text (no
/// accents).
const RE2& confirmed_words() {
    static const RE2 kWords(
        R"((?i)\b(confirmed|verified|activated|validated|confirmation (was )?successful|thank(s| you) for (confirming|verifying))\b|)"
        R"(\b(bestatigt|verifiziert|aktiviert|freigeschaltet)\b|\b(confirmee?|verifiee?|activee?|validee?)s?\b|)"
        R"(\b(confirmad|verificad|activad|validad|ativad)[oa]s?\b|\b(confermat|verificat|attivat|convalidat)[oaie]\b|)"
        R"(\b(bevestigd|geverifieerd|geactiveerd)\b)");
    return kWords;
}
const RE2& refused_words() {
    static const RE2 kWords(
        R"((?i)\b(not|nicht|pas|no|non|nao|niet|never|cannot|could|couldn.?t|un(confirmed|verified)|to be|must be|needs?|invalid\w*|)"
        R"(expired|wrong|error|fail\w*|abgelaufen|ungultig\w*|fehler|expire\w*|invalide|erreur|caducad\w*|error\w*|scadut\w*|)"
        R"(verlopen|ongeldig|if|once|until|wenn|sobald|cancel\w*|deleted?|removed)\b)");
    return kWords;
}

/// It is still to be done, whatever else the page says.
const RE2& unfulfilled_words() {
    static const RE2 kWords(
        R"((?i)\b(must|needs? to|has to|have to|should) be (confirmed|verified|activated|validated)\b|)"
        R"(\bplease (confirm|verify|activate|validate|press|click)\b|\b(could not|couldn.?t|cannot|not yet) be(en)? (confirmed|verified)\b|)"
        R"(\b(nicht|noch nicht|pas( encore| ete)*|no( se)?( ha)?( sido| podido)?|non|nao( foi)?|niet) (bestatigt|verifiziert|aktiviert|)"
        R"(confirmee?|verifiee?|confirmad[oa]|verificad[oa]|confermat[oa]|bevestigd)\b|\bbitte bestatigen\b)");
    return kWords;
}

bool is_unfulfilled(const forms::PageState& state) {
    return std::ranges::any_of(state.lines, [](const std::string& line) {
        return RE2::PartialMatch(forms::fold(line), unfulfilled_words());
    });
}

/// The line that says so, "" if none does.
std::string confirming_line(const forms::PageState& state) {
    for (const auto& line : state.lines) {
        const auto folded = forms::fold(line);
        if (folded.size() < 400 && RE2::PartialMatch(folded, confirmed_words()) &&
            !RE2::PartialMatch(folded, refused_words()))
            return line;
    }
    return {};
}

std::string sheet_of(const forms::PageState& state, int status) {
    // Not the address: it holds the token.
    auto out = fmt::format("HTTP {}\n\n{}\n\n", status, state.title);
    for (const auto& line : state.lines) {
        if (out.size() + line.size() > kPageBytesMax) break;
        out += line + '\n';
    }
    return out;
}

ConfirmationVisit judge(const HttpVisit& visit, const std::string& url) {
    ConfirmationVisit out;
    forms::Observation seen;
    seen.after = answer_state(visit.answer, forms::Form{}, {});
    seen.exchanges = visit.exchanges;
    seen.navigations.push_back(visit.answer.url);
    out.page = sheet_of(seen.after, visit.answer.status);
    const auto judgement = forms::judge(seen);
    const bool clear = judgement.verdict == Verdict::accepted || judgement.verdict == Verdict::pending_review;
    out.summary = judgement.summary;
    if (visit.answer.status < 200 || visit.answer.status >= 300) {
        out.summary = fmt::format("The site answered {}.", visit.answer.status);
        out.again = visit.answer.status == 429 || visit.answer.status >= 500;
        return out;
    }
    if (is_unfulfilled(seen.after)) {
        if (clear) out.summary = "The site still asks for a confirmation.";
        return out;
    }
    if (clear) {
        out.confirmed = true;
        out.verdict = judgement.verdict;
        if (is_same_site(judgement.listing_url, url)) out.listing_url = judgement.listing_url;
        return out;
    }
    // Rules made for answers to forms take "already confirmed" for a duplicate and the word "confirm" for a
    // request.
    const bool open = judgement.verdict == Verdict::unknown || judgement.verdict == Verdict::confirm_email ||
                      judgement.verdict == Verdict::duplicate;
    if (const auto line = confirming_line(seen.after); open && !line.empty()) {
        out.confirmed = true;
        out.verdict = Verdict::pending_review;
        out.summary = fmt::format("The site says \"{}\".", line.substr(0, 200));
    }
    return out;
}

} // namespace

Async<ConfirmationVisit> open_confirmation(net::HttpClient& client, AddressPolicy& policy,
                                           HttpVisitSettings settings, std::string url,
                                           std::vector<std::string> sites,
                                           std::chrono::milliseconds timeout) {
    const auto own = [sites](std::string_view address) {
        return std::ranges::find(sites, mail::site_of(address)) != sites.end();
    };
    ConfirmationVisit refused;
    if (!own(url)) {
        refused.summary = "The link leads to another site.";
        co_return refused;
    }
    settings.may_follow = [own](std::string next) -> Async<bool> { co_return own(next); };
    HttpVisitor visitor(client, policy, std::move(settings));
    const auto visit = co_await visitor.open(url, timeout);
    if (visit.answer.status != 0) co_return judge(visit, url);
    refused.again = visit.code != ErrorCode::permission_denied && visit.code != ErrorCode::invalid_argument;
    refused.summary = visit.code == ErrorCode::permission_denied && !visit.exchanges.empty() &&
                              visit.exchanges.back().status != 0
                          ? "The site leads on to another site."
                          : fmt::format("The site was not opened: {}", visit.problem);
    co_return refused;
}

} // namespace bolt::submit
