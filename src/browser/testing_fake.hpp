#pragma once
#include "browser/connection.hpp"
#include "browser/testing.hpp"

namespace bolt::browser::testing {

/// Starts node with `script` in place of the driver. The script has send(object) and raw(bytes), and
/// on(message) is called for every frame it receives.
inline std::shared_ptr<Connection> fake_driver(const Platform& platform, const std::string& script) {
    const std::string prelude = R"js(
const raw = bytes => process.stdout.write(bytes);
const frame = text => { const body = Buffer.from(text); const head = Buffer.alloc(4); head.writeUInt32LE(body.length);
  return Buffer.concat([head, body]); };
const send = value => raw(frame(JSON.stringify(value)));
let on = () => {};
let pending = Buffer.alloc(0);
process.stdin.on("data", data => {
  pending = Buffer.concat([pending, data]);
  while (pending.length >= 4 && pending.length >= 4 + pending.readUInt32LE(0)) {
    const end = 4 + pending.readUInt32LE(0);
    const message = JSON.parse(pending.subarray(4, end));
    pending = pending.subarray(end);
    on(message);
  }
});
)js";
    auto child = Process::start(platform, {.command = {"node", "-e", prelude + script}});
    if (!child) {
        ADD_FAILURE() << child.error().message << " (the tests need Node.js)";
        return nullptr;
    }
    return Connection::open(platform, std::move(*child));
}

} // namespace bolt::browser::testing
