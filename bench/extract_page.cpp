// Hands the script that reads a page to extract_page.mjs, which measures it inside a large page.
#include "bench/children.hpp"
#include "bench/measure.hpp"
#include "forms/scripts.hpp"

#include <cstdio>
#include <fstream>

int main(int count, char** arguments) {
    using namespace bolt::bench;
    if (count != 2) give_up("usage: extract_page <extract_page.mjs>");
    const Folder folder;
    const auto file = folder.path() / "extract.js";
    std::ofstream(file) << bolt::forms::extract_script();
    Child browser({"node", arguments[1], file.string()});
    std::printf("%s\n", browser.hear(100).c_str());
    return browser.wait(10);
}
