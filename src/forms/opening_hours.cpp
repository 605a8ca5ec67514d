#include "forms/opening_hours.hpp"

#include "forms/naming.hpp"
#include "forms/options.hpp"
#include "forms/text.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace bolt::forms {
namespace {

using enum Meaning;

struct Day {
    std::string_view key;
    std::string_view title;
    std::string_view words; ///< folded, separated and enclosed by blanks
};
constexpr std::array<Day, 7> kDays = {{
    {"mon", "Mon", " monday mondays mon mo montag lundi lunes lunedi segunda maandag "},
    {"tue", "Tue", " tuesday tuesdays tue tues tu dienstag di mardi martes martedi terca dinsdag "},
    {"wed", "Wed",
     " wednesday wednesdays wed weds we mittwoch mi mercredi miercoles mercoledi quarta woensdag "},
    {"thu", "Thu",
     " thursday thursdays thu thur thurs th donnerstag do jeudi jueves giovedi quinta donderdag "},
    {"fri", "Fri", " friday fridays fri fr freitag vendredi viernes venerdi sexta vrijdag "},
    {"sat", "Sat", " saturday saturdays sat sa samstag sonnabend samedi sabado sabato zaterdag "},
    {"sun", "Sun", " sunday sundays sun su sonntag so dimanche domingo domenica zondag "},
}};

constexpr std::size_t kShortDay = 3; ///< "mon" is a day in "Mon open", and "my" in French
constexpr std::size_t kFewWords = 3; ///< a label of a day has no more
constexpr std::size_t kSentence = 6; ///< what is longer speaks of a day by the way

std::string_view day_of_word(std::string_view word) {
    for (const auto& day : kDays)
        if (day.words.find(fmt::format(" {} ", word)) != std::string_view::npos) return day.key;
    return {};
}

} // namespace

Meaning hours_role(std::string_view text) {
    const auto words = words_of(text);
    if (has_word(words,
                 {"closed", "geschlossen", "ruhetag", "ferme", "cerrado", "chiuso", "fechado", "gesloten"}))
        return Meaning::hours_closed;
    if (has_word(words,
                 {"close", "closes", "closing", "to", "until", "till", "end", "ends", "bis", "schliesst",
                  "fin", "a", "hasta", "cierre", "fermeture", "chiusura", "tot", "schliessung", "ende"}))
        return Meaning::hours_close;
    if (has_word(words, {"open", "opens", "opening", "from", "start", "starts", "von", "ab", "offnet", "de",
                         "desde", "apertura", "ouverture", "van", "debut", "beginn", "offnung"}))
        return Meaning::hours_open;
    return Meaning::none;
}

namespace {

bool takes_time(const Control& control) {
    return control.kind == ControlKind::time || control.kind == ControlKind::select ||
           control.kind == ControlKind::text;
}

std::string of_day(const std::vector<OpeningInterval>& intervals) {
    if (intervals.empty()) return "closed";
    std::string out;
    for (const auto& each : intervals)
        out += fmt::format("{}{}-{}", out.empty() ? "" : ", ", each.opens, each.closes);
    return out;
}

} // namespace

std::string day_in(std::string_view text) {
    std::string found;
    const auto words = words_of(text);
    if (words.size() > kSentence) return {};
    // Names of fields chain words without blanks: "opening_hours[mo][from]".
    const bool label = text.find(' ') != std::string_view::npos;
    for (const auto& word : words) {
        if (label && word.size() <= kShortDay && words.size() > kFewWords) continue;
        if (label && word.size() < kShortDay && words.size() >= kFewWords) continue; // "giorno di chiusura"
        const auto day = day_of_word(word);
        if (day.empty() || day == found) continue;
        if (!found.empty()) return {};
        found = day;
    }
    return found;
}

std::optional<Classified> read_hours_control(const Control& control) {
    const bool box = control.kind == ControlKind::checkbox;
    if (!box && !takes_time(control)) return std::nullopt;
    const auto& labels = control.labels;
    // "Province" is no opening hour, whatever days its id may hold by chance.
    if (const auto named = read_label(labels.best());
        named && named->strength > 0.85 && !named->bare_name && named->meaning != Meaning::hours_text)
        return std::nullopt;
    Classified out;
    for (const auto* text : {&control.name, &labels.aria, &labels.for_, &labels.wrap, &labels.cell,
                             &control.id, &labels.legend, &labels.group, &labels.previous})
        if (out.detail.empty()) out.detail = day_in(*text);
    if (out.detail.empty()) return std::nullopt;
    for (const auto* text : {&control.name, &labels.aria, &labels.for_, &labels.wrap, &labels.column,
                             &control.id, &labels.placeholder, &labels.previous})
        if (out.meaning == Meaning::none) out.meaning = hours_role(*text);
    // "Monday [9:00] to [17:00]": what stands after a box is its own, after a time the next one's.
    if (out.meaning == Meaning::none && box) out.meaning = hours_role(labels.next);
    if (out.meaning == Meaning::none && hours_role(labels.next) == Meaning::hours_close)
        out.meaning = Meaning::hours_open;
    // "sa" may be Saturday or the start of "state": a text field needs a word about opening as well.
    if (out.meaning == Meaning::none && !box && control.kind != ControlKind::time) {
        const auto options = read_options(control);
        if (!options || options->meaning != Meaning::hours_open) return std::nullopt;
    }
    // "Mon adresse": a short word beside a box is a day only where nothing else stands there.
    if (box && out.meaning == Meaning::none) {
        const auto words = words_of(labels.best().empty() ? control.name : labels.best());
        const bool short_day = std::ranges::all_of(words, [](const std::string& word) {
            return word.size() > kShortDay || day_of_word(word).empty();
        });
        if (!short_day && words.size() > 1 && day_in(control.name).empty()) return std::nullopt;
    }
    if (box) {
        // A box is "closed" only if it says so; any other box beside a day says that the place opens then.
        out.meaning = out.meaning == Meaning::hours_closed ? Meaning::hours_closed : Meaning::hours_opened;
    } else if (out.meaning == Meaning::hours_closed) {
        return std::nullopt;
    }
    out.confidence = out.meaning == Meaning::none ? 0.4 : 0.9;
    out.reason = "opening hours of a day, by its name and column";
    return out;
}

namespace {

// Two times beside one day without further words: from and to.
void settle_pairs(std::vector<Classified>& all) {
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (all[i].meaning != none || all[i].detail.empty() || all[i].confidence < 0.3) continue;
        const bool second = i > 0 && all[i - 1].meaning == hours_open && all[i - 1].detail == all[i].detail;
        all[i].meaning = second ? hours_close : hours_open;
        all[i].confidence = 0.7;
    }
}

// Times without a day of their own belong to the day of the row that they stand in.
void settle_rows(const Form& form, std::vector<Classified>& all) {
    std::string day;
    bool opened = false;
    for (auto& each : all) {
        const bool of_day = each.meaning == hours_open || each.meaning == hours_close ||
                            each.meaning == hours_closed || each.meaning == hours_opened;
        if (of_day && !each.detail.empty()) {
            if (each.detail != day) opened = false;
            day = each.detail;
            opened = opened || each.meaning == hours_open;
            continue;
        }
        const auto& it = form.controls[each.control];
        const auto options = read_options(it);
        const bool time = it.kind == ControlKind::time || (options && options->meaning == hours_open);
        if (!time) {
            if (each.meaning != none) day.clear();
            continue;
        }
        if (day.empty()) continue;
        const auto said = hours_role(it.labels.best());
        const auto role = said == none ? (opened ? hours_close : hours_open) : said;
        if (role != hours_open && role != hours_close) continue;
        each = {each.control, role, day, 0.75, "a time in the row of a day"};
        opened = true;
    }
}

} // namespace

void settle_hours(const Form& form, std::vector<Classified>& classified) {
    settle_pairs(classified);
    settle_rows(form, classified);
}

std::string write_hours(const std::map<std::string, std::vector<OpeningInterval>>& hours) {
    std::string out;
    for (std::size_t first = 0; first < kDays.size();) {
        const auto found = hours.find(std::string(kDays[first].key));
        if (found == hours.end()) {
            ++first;
            continue;
        }
        std::size_t last = first;
        while (last + 1 < kDays.size()) {
            const auto next = hours.find(std::string(kDays[last + 1].key));
            if (next == hours.end() || next->second != found->second) break;
            ++last;
        }
        const auto days = last == first ? std::string(kDays[first].title)
                                        : fmt::format("{}-{}", kDays[first].title, kDays[last].title);
        out += fmt::format("{}{} {}", out.empty() ? "" : "; ", days, of_day(found->second));
        first = last + 1;
    }
    return out;
}

} // namespace bolt::forms
