// libFuzzer's side: BOLT_FUZZ_TARGET names the target.
#include "fuzz/targets.hpp"

#include <cstdint>
#include <cstdio>
#include <cstdlib>

namespace {
const bolt::fuzz::Target* chosen = nullptr;
}

extern "C" int LLVMFuzzerInitialize(int*, char***) {
    const char* name = std::getenv("BOLT_FUZZ_TARGET");
    for (const auto& target : bolt::fuzz::targets())
        if (name != nullptr && target.name == name) chosen = &target;
    if (chosen != nullptr) return 0;
    std::fputs("set BOLT_FUZZ_TARGET to one of:\n", stderr);
    for (const auto& target : bolt::fuzz::targets()) std::fprintf(stderr, "  %s\n", target.name.data());
    std::exit(2);
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    chosen->run({reinterpret_cast<const char*>(data), size});
    return 0;
}
