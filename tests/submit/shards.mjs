// Runs a GoogleTest program as several processes at a time, each with its part of the tests: a browser waits more than it works.
// node tests/submit/shards.mjs PROGRAM COUNT; ends with 1 if any part failed. Each part's output comes whole.
import { spawn } from 'node:child_process';

const [program, count] = process.argv.slice(2);
const parts = Array.from({ length: Number(count) }, (_, index) => {
    const child = spawn(program, { env: { ...process.env, GTEST_TOTAL_SHARDS: count, GTEST_SHARD_INDEX: String(index) }, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
    return {
        child,
        ended: new Promise((resolve) => {
            child.on('error', (error) => resolve({ output: `${program}: ${error.message}\n`, isGood: false }));
            child.on('close', (code) => resolve({ output, isGood: code === 0 }));
        }),
    };
});
for (const signal of ['SIGINT', 'SIGTERM'])
    process.on(signal, () => {
        for (const { child } of parts) child.kill(signal);
        process.exitCode = 1;
    });
for (const { ended } of parts) {
    const { output, isGood } = await ended;
    process.stdout.write(output);
    if (!isGood) process.exitCode = 1;
}
