#include "forms/model.hpp"

#include "forms/chain.hpp"
#include "forms_model_assets.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <tuple>

namespace bolt::forms {
namespace {

constexpr std::string_view kMagic = "BFM1";
constexpr std::size_t kRows = std::size_t{1} << ControlFeatures::kBits;

// Takes the fields of the file off its front.
class Bytes {
  public:
    explicit Bytes(std::string_view left) : left_(left) {}
    std::string_view take(std::size_t count) {
        if (left_.size() < count) {
            short_ = true;
            return {};
        }
        const auto out = left_.substr(0, count);
        left_.remove_prefix(count);
        return out;
    }
    template <class T>
    T number() {
        T out{};
        if (const auto raw = take(sizeof(T)); raw.size() == sizeof(T))
            std::memcpy(&out, raw.data(), sizeof(T));
        return out;
    }
    std::vector<float> numbers(std::size_t count) {
        std::vector<float> out(count);
        if (const auto raw = take(count * sizeof(float)); !raw.empty())
            std::memcpy(out.data(), raw.data(), raw.size());
        return out;
    }
    bool whole() const { return !short_ && left_.empty(); }

  private:
    std::string_view left_;
    bool short_ = false;
};

} // namespace

double Scored::chance_of(Meaning meaning) const {
    const auto found = std::ranges::find(guesses, meaning, &Guess::meaning);
    return found == guesses.end() ? 0 : found->chance;
}

Result<Model> Model::read(std::string_view raw) {
    Model out;
    Bytes bytes(raw);
    if (bytes.take(4) != kMagic) return fail(ErrorCode::data_loss, "form model: not a weights file");
    const auto bits = bytes.number<std::uint32_t>();
    const auto classes = bytes.number<std::uint32_t>();
    if (bits != ControlFeatures::kBits || classes == 0 || classes > 100)
        return fail(ErrorCode::data_loss, "form model: made for other features; train again");
    out.temperature_ = bytes.number<float>();
    auto names = bytes.take(bytes.number<std::uint32_t>());
    while (!names.empty()) {
        const auto end = std::min(names.find('\n'), names.size());
        const auto meaning = parse_meaning(names.substr(0, end));
        if (!meaning)
            return fail(ErrorCode::data_loss, "form model: knows a meaning that is none; train again");
        out.meanings_.push_back(*meaning);
        names.remove_prefix(std::min(end + 1, names.size()));
    }
    out.scale_ = bytes.numbers(classes);
    out.steps_ = bytes.numbers((classes + 1) * classes);
    out.rows_ = bytes.take(kRows * classes);
    if (!bytes.whole() || out.meanings_.size() != classes || !(out.temperature_ > 0))
        return fail(ErrorCode::data_loss, "form model: the weights are cut short or damaged");
    for (auto& step : out.steps_) step = std::exp(step / out.temperature_);
    for (auto& scale : out.scale_) scale /= out.temperature_;
    return out;
}

const Model& Model::embedded() {
    static const Model model = read(assets::forms_model().front().content).value_or(Model{});
    return model;
}

std::vector<Scored> Model::score(const Form& form) const {
    std::vector<Scored> out;
    const auto classes = meanings_.size();
    if (classes == 0) return out;
    const auto features = extract_features(form);
    std::vector<float> unary(features.size() * classes);
    std::vector<std::int32_t> sums(classes);
    for (std::size_t i = 0; i < features.size(); ++i) {
        std::ranges::fill(sums, 0);
        for (const auto row : features[i].rows) {
            const auto* weights = rows_.data() + static_cast<std::size_t>(row) * classes;
            for (std::size_t c = 0; c < classes; ++c) sums[c] += static_cast<signed char>(weights[c]);
        }
        for (std::size_t c = 0; c < classes; ++c)
            unary[i * classes + c] = static_cast<float>(sums[c]) * scale_[c];
    }
    const Chain chain(unary, steps_, classes);
    for (std::size_t i = 0; i < features.size(); ++i) {
        Scored scored{features[i].control, {}};
        for (std::size_t c = 0; c < classes; ++c) scored.guesses.push_back({meanings_[c], chain.at(i, c)});
        std::ranges::sort(scored.guesses, [](const auto& left, const auto& right) {
            return std::tuple(-left.chance, left.meaning) < std::tuple(-right.chance, right.meaning);
        });
        out.push_back(std::move(scored));
    }
    return out;
}

} // namespace bolt::forms
