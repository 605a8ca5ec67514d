#include "learn.hpp"

#include "forms/chain.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <iostream>
#include <numeric>
#include <random>

namespace bolt::train {
namespace {

using namespace forms;

constexpr float kRate = 0.12F;
constexpr float kDecay = 2e-5F;
constexpr float kForbidden = -1e30F;

// The labels by machine are for coverage; the few pages of our own stand for many sites.
float weight_of(Source source) {
    switch (source) {
    case Source::by_hand:
        return 1.0F;
    case Source::by_machine:
        return 0.35F;
    case Source::own:
        return 2.0F;
    case Source::invented:
        return 0.5F;
    }
    return 1.0F;
}

// A fifth of what is seen is hidden at random each time, so that no single word decides alone and the letters
// and neighbours learn to.
Sample with_dropout(const Sample& from, std::mt19937& random) {
    Sample out;
    out.source = from.source;
    out.known = from.known;
    out.features = from.features;
    for (auto& each : out.features)
        std::erase_if(each.rows, [&](std::uint32_t) { return random() % 5 == 0; });
    return out;
}

std::vector<float> unary_of(const Weights& weights, const Sample& sample) {
    const auto k = weights.meanings.size();
    std::vector<float> out(sample.features.size() * k);
    for (std::size_t i = 0; i < sample.features.size(); ++i)
        for (const auto row : sample.features[i].rows)
            for (std::size_t c = 0; c < k; ++c) out[i * k + c] += weights.rows[row * k + c];
    return out;
}

std::vector<float> factors(const std::vector<float>& steps, float temperature) {
    std::vector<float> out(steps.size());
    for (std::size_t i = 0; i < steps.size(); ++i) out[i] = std::exp(steps[i] / temperature);
    return out;
}

// Leaves only the labels that are possible; false if nothing is known.
bool restrict(std::vector<float>& unary, const Sample& sample, const std::vector<Meaning>& meanings) {
    const auto k = meanings.size();
    bool any = false;
    for (std::size_t i = 0; i < sample.features.size(); ++i) {
        const auto known = sample.known.find(sample.features[i].control);
        if (known == sample.known.end() || known->second.allowed.front() == Meaning::trap) continue;
        any = true;
        for (std::size_t c = 0; c < k; ++c)
            if (std::ranges::find(known->second.allowed, meanings[c]) == known->second.allowed.end())
                unary[i * k + c] = kForbidden;
    }
    return any;
}

class AdaGrad {
  public:
    explicit AdaGrad(std::size_t size) : sums_(size) {}
    void step(float& weight, std::size_t at, float gradient) {
        sums_[at] += gradient * gradient;
        weight -= kRate * gradient / (1e-4F + std::sqrt(sums_[at])) + kRate * kDecay * weight;
    }

  private:
    std::vector<float> sums_;
};

} // namespace

Weights learn(const std::vector<Sample>& samples, int epochs) {
    Weights out;
    for (int i = 0; i < 256; ++i)
        if (const auto meaning = static_cast<Meaning>(i);
            meaning != Meaning::trap && parse_meaning(to_string(meaning)) == meaning)
            out.meanings.push_back(meaning);
    const auto k = out.meanings.size();
    out.rows.resize((std::size_t{1} << ControlFeatures::kBits) * k);
    out.steps.resize((k + 1) * k);
    AdaGrad rows(out.rows.size());
    AdaGrad steps(out.steps.size());
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < samples.size(); ++i)
        if (samples[i].split == Split::train) order.push_back(i);
    std::mt19937 random(7);
    for (int epoch = 0; epoch < epochs; ++epoch) {
        for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[random() % i]);
        double loss = 0;
        for (const auto which : order) {
            const auto sample = with_dropout(samples[which], random);
            auto unary = unary_of(out, sample);
            const auto factor = factors(out.steps, 1);
            const Chain all(unary, factor, k);
            if (!restrict(unary, sample, out.meanings)) continue;
            const Chain possible(unary, factor, k);
            loss += all.log_sum() - possible.log_sum();
            const auto weight = weight_of(sample.source);
            for (std::size_t i = 0; i < sample.features.size(); ++i)
                for (std::size_t c = 0; c < k; ++c) {
                    const auto gradient = weight * static_cast<float>(all.at(i, c) - possible.at(i, c));
                    if (std::abs(gradient) < 1e-4F) continue;
                    for (const auto row : sample.features[i].rows)
                        rows.step(out.rows[row * k + c], row * k + c, gradient);
                }
            std::vector<float> slope(out.steps.size());
            all.add_steps(slope, weight);
            possible.add_steps(slope, -weight);
            for (std::size_t i = 0; i < slope.size(); ++i)
                if (std::abs(slope[i]) > 1e-4F) steps.step(out.steps[i], i, slope[i]);
        }
        std::cerr << "epoch " << epoch + 1 << ": loss " << loss << '\n';
    }
    return out;
}

void calibrate(Weights& weights, const std::vector<Sample>& samples) {
    const auto k = weights.meanings.size();
    double best = 1e300;
    for (float temperature = 0.6F; temperature < 4; temperature *= 1.1F) {
        double loss = 0;
        for (const auto& sample : samples) {
            if (sample.split != Split::tune || sample.source != Source::by_hand) continue;
            auto unary = unary_of(weights, sample);
            for (auto& each : unary) each /= temperature;
            const auto factor = factors(weights.steps, temperature);
            const Chain chain(unary, factor, k);
            for (std::size_t i = 0; i < sample.features.size(); ++i) {
                const auto known = sample.known.find(sample.features[i].control);
                if (known == sample.known.end()) continue;
                double chance = 1e-9;
                for (std::size_t c = 0; c < k; ++c)
                    if (std::ranges::find(known->second.allowed, weights.meanings[c]) !=
                        known->second.allowed.end())
                        chance += chain.at(i, c);
                loss -= std::log(chance);
            }
        }
        if (loss < best) best = loss, weights.temperature = temperature;
    }
    std::cerr << "temperature " << weights.temperature << '\n';
}

std::string pack(const Weights& weights) {
    const auto k = static_cast<std::uint32_t>(weights.meanings.size());
    std::string out = "BFM1";
    const auto put = [&](const auto& value) {
        out.append(reinterpret_cast<const char*>(&value), sizeof(value));
    };
    put(std::uint32_t{ControlFeatures::kBits});
    put(k);
    put(weights.temperature);
    std::string names;
    for (const auto meaning : weights.meanings)
        names.append(names.empty() ? "" : "\n").append(to_string(meaning));
    put(static_cast<std::uint32_t>(names.size()));
    out += names;
    std::vector<float> scale(k);
    for (std::size_t i = 0; i < weights.rows.size(); ++i)
        scale[i % k] = std::max(scale[i % k], std::abs(weights.rows[i]));
    for (auto& each : scale) put(each = std::max(each / 127, 1e-6F));
    for (const auto step : weights.steps) put(step);
    for (std::size_t i = 0; i < weights.rows.size(); ++i)
        put(static_cast<signed char>(std::lround(weights.rows[i] / scale[i % k])));
    return out;
}

} // namespace bolt::train
