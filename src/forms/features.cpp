#include "forms/features.hpp"

#include "forms/naming.hpp"
#include "forms/options.hpp"
#include "forms/text.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <map>
#include <set>

namespace bolt::forms {
namespace {

constexpr std::size_t kWordsMax = 14;

bool is_modelled(const Control& control) {
    if (control.honeypot_score >= Control::kTrap) return false;
    switch (control.kind) {
    case ControlKind::text:
    case ControlKind::email:
    case ControlKind::tel:
    case ControlKind::url:
    case ControlKind::number:
    case ControlKind::search:
    case ControlKind::textarea:
    case ControlKind::rich_text:
    case ControlKind::select:
    case ControlKind::select_multiple:
        return true;
    default:
        return false;
    }
}

// FNV-1a over the parts, then mixed so that the low bits are as good as the high ones.
class Sink {
  public:
    void add(std::string_view source, std::string_view a = {}, std::string_view b = {}) {
        std::uint64_t hash = 0xcbf29ce484222325u;
        for (const auto part : {source, a, b}) {
            for (const char c : part) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
            hash = (hash ^ 0xFFu) * 0x100000001b3u;
        }
        hash ^= hash >> 29;
        hash *= 0xbf58476d1ce4e5b9u;
        rows_.push_back(static_cast<std::uint32_t>(hash >> (64 - ControlFeatures::kBits)));
    }
    void words(std::string_view source, const std::vector<std::string>& words) {
        const auto count = std::min(words.size(), kWordsMax);
        for (std::size_t i = 0; i < count; ++i) {
            add(source, words[i]);
            if (i > 0) add(source, words[i - 1], words[i]);
        }
    }
    void letters(std::string_view source, const std::vector<std::string>& words) {
        const auto count = std::min(words.size(), kWordsMax);
        for (std::size_t i = 0; i < count; ++i) {
            const auto padded = fmt::format("^{}$", words[i].substr(0, 24));
            for (std::size_t at = 0; at + 4 <= padded.size(); ++at)
                add(source, std::string_view(padded).substr(at, 4));
        }
    }
    std::vector<std::uint32_t> take() {
        std::ranges::sort(rows_);
        rows_.erase(std::unique(rows_.begin(), rows_.end()), rows_.end());
        return std::move(rows_);
    }

  private:
    std::vector<std::uint32_t> rows_;
};

std::string named(const std::optional<Naming>& naming) {
    if (!naming) return "-";
    return naming->bare_name ? "bare" : std::string(to_string(naming->meaning));
}

// A value's outline: "Hilo" -> "Aa", "555-123-4567" -> "9-9-9", "you@site.com" -> "a@a.a".
std::string outline(std::string_view text) {
    std::string out;
    for (const char c : text.substr(0, 40)) {
        const auto byte = static_cast<unsigned char>(c);
        const char kind = std::isdigit(byte) != 0                   ? '9'
                          : std::isupper(byte) != 0                 ? 'A'
                          : std::isalpha(byte) != 0 || byte >= 0x80 ? 'a'
                                                                    : c;
        if (out.empty() || out.back() != kind) out += kind;
    }
    return out;
}

std::string_view bucket(std::size_t count) {
    static constexpr std::array<std::string_view, 8> kNames = {"0",    "1",     "2",      "3-5",
                                                               "6-12", "13-40", "41-120", "more"};
    static constexpr std::array<std::size_t, 7> kEnds = {0, 1, 2, 5, 12, 40, 120};
    return kNames[static_cast<std::size_t>(std::ranges::lower_bound(kEnds, count) - kEnds.begin())];
}

// What is read once per control and used by its neighbours as well.
struct Reading {
    const Control* control = nullptr;
    std::vector<std::string> main;      ///< words of the text that names it
    std::vector<std::string> attribute; ///< words of name, else id, without those that most controls share
    std::string label_says;
    std::string name_says;
    std::string says; ///< the better of both
};

const std::string& main_text(const Control& control) {
    const auto& labels = control.labels;
    for (const auto* text : {&labels.for_, &labels.wrap, &labels.aria, &labels.cell, &labels.previous})
        if (!text->empty()) return *text;
    if (!labels.placeholder.empty() && !is_example(labels.placeholder)) return labels.placeholder;
    return labels.title.empty() ? labels.placeholder : labels.title;
}

// Words that stand in most names of the form ("wpforms", "fields", "listing") name none of them.
std::set<std::string> shared_words(const Form& form) {
    std::map<std::string, int> count;
    int controls = 0;
    for (const auto& control : form.controls) {
        if (!is_modelled(control)) continue;
        ++controls;
        const auto all = words_of(control.name.empty() ? control.id : control.name);
        for (const auto& word : std::set<std::string>(all.begin(), all.end())) ++count[word];
    }
    std::set<std::string> out;
    for (const auto& [word, times] : count)
        if (controls >= 4 && times * 10 >= controls * 6) out.insert(word);
    return out;
}

Reading read(const Control& control, const std::set<std::string>& shared) {
    Reading out;
    out.control = &control;
    const auto& text = main_text(control);
    out.main = words_of(text);
    out.attribute = words_of(control.name.empty() ? control.id : control.name);
    std::erase_if(out.attribute, [&](const std::string& word) { return shared.contains(word); });
    out.label_says = named(read_label(text));
    auto by_name = read_attribute(control.name);
    if (!by_name) by_name = read_attribute(control.id);
    out.name_says = named(by_name);
    out.says = out.label_says != "-" ? out.label_says : out.name_says;
    return out;
}

void add_own(Sink& sink, const Reading& reading) {
    const auto& control = *reading.control;
    const auto& labels = control.labels;
    sink.words("main", reading.main);
    sink.letters("main4", reading.main);
    if (!reading.main.empty()) {
        sink.add("first", reading.main.front());
        sink.add("last", reading.main.back());
    }
    sink.add("main.size", bucket(reading.main.size()));
    sink.words("name", reading.attribute);
    sink.letters("name4", reading.attribute);
    if (!reading.attribute.empty()) sink.add("name.last", reading.attribute.back());
    if (control.id != control.name) sink.words("id", words_of(control.id));
    const bool example = is_example(labels.placeholder);
    const auto placeholder = words_of(labels.placeholder);
    sink.words(example ? "example" : "placeholder", placeholder);
    if (!example) sink.letters("main4", placeholder);
    if (!labels.placeholder.empty()) sink.add("outline", outline(labels.placeholder));
    sink.words("title", words_of(labels.title));
    sink.words("next", words_of(labels.next));
    sink.words("described", words_of(labels.described));
    sink.words("column", words_of(labels.column));
    if (&main_text(control) != &labels.previous) sink.words("previous", words_of(labels.previous));
    sink.words("legend", words_of(labels.legend));
    sink.words("heading", words_of(labels.heading));
    sink.words("group", words_of(labels.group));
}

void add_type(Sink& sink, const Reading& reading) {
    const auto& control = *reading.control;
    const auto kind = std::to_string(static_cast<int>(control.kind));
    sink.add("kind", kind);
    sink.add("kind+says", kind, reading.says);
    sink.add("autocomplete", fold(control.autocomplete));
    sink.add("inputmode", control.input_mode);
    if (!control.pattern.empty()) sink.add("pattern", control.pattern);
    if (control.max_length >= 0) sink.add("maxlength", bucket(static_cast<std::size_t>(control.max_length)));
    sink.add(control.required ? "required" : "optional");
    if (control.options.empty()) return;
    sink.add("options", bucket(control.options.size()));
    sink.add("options say", named(read_options(control)));
    int shown = 0;
    for (const auto& option : control.options) {
        if (is_placeholder(option)) {
            sink.words("choose", words_of(option.label));
            continue;
        }
        if (shown++ >= 12) break;
        for (const auto& word : words_of(option.label)) sink.add("option", word);
        sink.add("option outline", outline(option.label));
    }
}

void add_vocabulary(Sink& sink, const Reading& reading) {
    const auto& control = *reading.control;
    const auto& labels = control.labels;
    sink.add("label says", reading.label_says);
    sink.add("name says", reading.name_says);
    sink.add("both say", reading.label_says, reading.name_says);
    sink.add("says", reading.says);
    sink.add("autocomplete says", named(read_autocomplete(control.autocomplete)));
    if (!labels.placeholder.empty() && !is_example(labels.placeholder))
        sink.add("placeholder says", named(read_label(labels.placeholder)));
    if (!labels.cell.empty()) sink.add("cell says", named(read_label(labels.cell)));
    if (!labels.aria.empty()) sink.add("aria says", named(read_label(labels.aria)));
    if (!labels.previous.empty()) sink.add("previous says", named(read_label(labels.previous)));
    const auto parts = read_joint_label(main_text(control));
    std::string joint;
    for (const auto part : parts) joint.append(to_string(part)).append("/");
    if (!joint.empty()) sink.add("joint", joint);
}

void add_neighbours(Sink& sink, const std::vector<Reading>& all, std::size_t at) {
    static constexpr std::array<std::pair<int, std::string_view>, 4> kSteps = {
        {{-2, "-2"}, {-1, "-1"}, {1, "+1"}, {2, "+2"}}};
    for (const auto& [step, name] : kSteps) {
        const auto place = static_cast<std::ptrdiff_t>(at) + step;
        if (place < 0 || place >= static_cast<std::ptrdiff_t>(all.size())) {
            sink.add("edge", name);
            continue;
        }
        const auto& near = all[static_cast<std::size_t>(place)];
        sink.add("near", name, near.says);
        if (std::abs(step) > 1) continue;
        sink.add("near+own", name, near.says + "+" + all[at].says);
        sink.add("near kind", name, std::to_string(static_cast<int>(near.control->kind)));
        sink.words(fmt::format("near{}", name), near.main);
        const bool same = near.main == all[at].main && !near.main.empty();
        if (same) sink.add("same label", name, all[at].says);
    }
    int equal = 0;
    for (std::size_t i = 0; i < at; ++i) equal += all[i].says == all[at].says ? 1 : 0;
    sink.add("seen before", all[at].says, bucket(static_cast<std::size_t>(equal)));
}

// What kind of form it is, alone and with what the control says.
std::vector<std::string> flags_of(const Form& form, const std::vector<Reading>& all) {
    std::vector<std::string> out;
    for (const auto* meaning :
         {"business_name", "contact_first_name", "contact_last_name", "address_line1", "category",
          "description", "website", "message", "payment", "bare", "country"})
        if (std::ranges::any_of(all, [&](const Reading& each) { return each.says == meaning; }))
            out.push_back(fmt::format("has {}", meaning));
    if (std::ranges::any_of(form.controls,
                            [](const Control& it) { return it.kind == ControlKind::password; }))
        out.push_back("has password");
    if (std::ranges::any_of(form.controls, [](const Control& it) { return it.kind == ControlKind::file; }))
        out.push_back("has file");
    out.push_back(fmt::format("controls {}", bucket(all.size())));
    return out;
}

} // namespace

std::vector<ControlFeatures> extract_features(const Form& form) {
    const auto shared = shared_words(form);
    std::vector<Reading> all;
    std::vector<ControlFeatures> out;
    for (std::size_t i = 0; i < form.controls.size(); ++i) {
        if (!is_modelled(form.controls[i])) continue;
        all.push_back(read(form.controls[i], shared));
        out.push_back({i, {}});
    }
    const auto flags = flags_of(form, all);
    const auto title = words_of(form.heading);
    for (std::size_t i = 0; i < all.size(); ++i) {
        const auto& control = *all[i].control;
        Sink sink;
        sink.add("bias");
        add_own(sink, all[i]);
        add_type(sink, all[i]);
        add_vocabulary(sink, all[i]);
        add_neighbours(sink, all, i);
        const auto section =
            read_section(control.labels.legend.empty() ? control.labels.heading : control.labels.legend);
        sink.add("section", std::to_string(static_cast<int>(section)), all[i].says);
        for (const auto& flag : flags) {
            sink.add(flag);
            sink.add(flag, all[i].says);
        }
        sink.words("form", title);
        sink.add("place", bucket(i));
        out[i].rows = sink.take();
    }
    return out;
}

} // namespace bolt::forms
