// For the normal build: every target over its committed corpus, and over changes of it from fixed seeds.
//   fuzz_replay <corpus folder> [changes of each file]
#include "base/random.hpp"
#include "fuzz/targets.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;
constexpr std::size_t kBytesMax = 64 << 10;

std::vector<std::string> corpus_of(const fs::path& folder) {
    std::vector<fs::path> names;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(folder, error)) names.push_back(entry.path());
    std::ranges::sort(names);
    std::vector<std::string> texts;
    for (const auto& name : names) {
        std::ifstream in(name, std::ios::binary);
        texts.emplace_back(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
    }
    return texts;
}

std::string changed(std::string text, const std::string& other, bolt::Random& random) {
    const auto below = [&](std::size_t most) {
        return most == 0 ? 0 : static_cast<std::size_t>(random.below(most));
    };
    for (auto times = below(6) + 1; times > 0; --times) {
        const auto at = below(text.size() + 1);
        switch (below(5)) {
        case 0:
            if (at < text.size()) text[at] = static_cast<char>(below(256));
            break;
        case 1:
            text.resize(at);
            break;
        case 2: {
            const auto piece = text.substr(at, below(24));
            for (auto again = below(40); again > 0 && text.size() < kBytesMax; --again)
                text.insert(at, piece);
            break;
        }
        case 3:
            text.erase(at, below(16));
            break;
        default:
            text.insert(at, other.substr(below(other.size() + 1), below(64)));
        }
    }
    if (text.size() > kBytesMax) text.resize(kBytesMax);
    return text;
}

} // namespace

int main(int argc, char** argv) {
    if (argc < 2) return std::fputs("usage: fuzz_replay <corpus folder> [changes of each file]\n", stderr), 2;
    const int changes = argc > 2 ? std::atoi(argv[2]) : 200;
    long runs = 0;
    for (const auto& target : bolt::fuzz::targets()) {
        const auto corpus = corpus_of(fs::path(argv[1]) / target.name);
        if (corpus.empty()) return std::fprintf(stderr, "%s has no corpus\n", target.name.data()), 1;
        bolt::SeededRandom random(20'260'101);
        target.run("");
        for (std::size_t i = 0; i < corpus.size(); ++i) {
            target.run(corpus[i]);
            for (int n = 0; n < changes; ++n) {
                target.run(changed(corpus[i], corpus[(i + 1) % corpus.size()], random));
                ++runs;
            }
        }
        std::printf("%-18s %3zu files\n", target.name.data(), corpus.size());
        std::fflush(stdout); // what was run last, should the next one crash
    }
    std::printf("%ld changed inputs, no finding\n", runs);
    return 0;
}
