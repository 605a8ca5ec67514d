// The style rules that a machine can check (docs/architecture.md, "Rooms"): run as the test `style`.
//   node tests/style/check.mjs [--headers <build dir>]
// Without --headers: text rules over every tracked or new file. With it: every header compiles alone, given base/pch.hpp.
import { execFileSync, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, extname } from 'node:path';

const problems = [];
const complain = (file, line, text) => problems.push(`${file}${line ? `:${line}` : ''}: ${text}`);

const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { encoding: 'utf8' })
    .split('\n')
    .filter((name) => name && !name.endsWith('package-lock.json'));
const rooms = [
    'base', 'domain', 'forms', 'store', 'net', 'mail', 'queue', 'flow', 'browser', 'assist', 'submit', 'realtime', 'roles', 'cli', 'sim',
];
// Tests and what only tests include may use SQL and the real clock.
const isTest = (file) => /(_test\.cpp|\/test_\w+\.hpp|\/testing\w*\.hpp)$/.test(file);
const read = (file) => {
    try {
        return readFileSync(file, 'utf8');
    } catch {
        return ''; // deleted, not yet committed
    }
};

// -- lengths: a file has one job
const limits = { '.cpp': 400, '.hpp': 400, '.ts': 300, '.tsx': 300, '.mjs': 400, '.js': 400 };
for (const file of files) {
    const limit = limits[extname(file)];
    if (!limit) continue;
    const lines = read(file).split('\n').length - 1;
    if (lines > limit) complain(file, 0, `${lines} lines; the limit is ${limit}: split it by what it does`);
}

// -- rooms: includes go only to rooms above
for (const file of files) {
    const match = /^src\/([a-z]+)\/.*\.(cpp|hpp)$/.exec(file);
    if (!match) continue;
    const own = rooms.indexOf(match[1]);
    if (own < 0) complain(file, 0, `"${match[1]}" is no room of docs/architecture.md`);
    read(file).split('\n').forEach((line, index) => {
        const include = /^#include "([a-z]+)\//.exec(line);
        if (!include) return;
        const other = rooms.indexOf(include[1]);
        if (other > own) complain(file, index + 1, `room ${match[1]} may not include ${include[1]}/: it stands below`);
        if (match[1] === 'browser' && ['forms', 'store', 'net', 'queue', 'flow'].includes(include[1]))
            complain(file, index + 1, 'the browser room knows only base');
    });
    if (file.endsWith('.hpp') && !read(file).startsWith('#pragma once')) complain(file, 1, 'a header starts with #pragma once');
}

// -- only the store knows SQL
for (const file of files) {
    if (!/^src\/.*\.(cpp|hpp)$/.test(file) || file.startsWith('src/store/') || isTest(file)) continue;
    read(file).split('\n').forEach((line, index) => {
        if (/"\s*(SELECT|INSERT INTO|UPDATE|DELETE FROM)\s/.test(line)) complain(file, index + 1, 'SQL outside src/store');
    });
}

// -- time and randomness are injected
for (const file of files) {
    if (!/^src\/(?!base\/).*\.(cpp|hpp)$/.test(file) || isTest(file)) continue;
    read(file).split('\n').forEach((line, index) => {
        if (/system_clock::now|steady_clock::now|std::random_device|\brand\(\)/.test(line))
            complain(file, index + 1, 'take time and randomness from Platform');
    });
}

// -- words that must not stand anywhere (spelled in pieces, so that this file may hold them)
const forbidden = [
    ['TO' + 'DO', /\bTODO\b/], ['FIX' + 'ME', /\bFIXME\b/], ['XX' + 'X', /\bXXX\b/],
    ['a path of some machine', /(^|[^A-Za-z.])\/(work|farm|home\/[a-z]+)\//],
    ['a registry host', new RegExp(['deb\\.debian' + '\\.org', 'registry\\.npm' + 'js', 'py' + 'pi\\.org', 'repo1?\\.mav' + 'en'].join('|'))],
    ['a secret', new RegExp(['sk_li' + 've_', 'AKIA[0-9A-Z]{16}', '-----BEGIN [A-Z ]*PRIVATE' + ' KEY'].join('|'))],
];
const textual = new Set(['.cpp', '.hpp', '.ts', '.tsx', '.mjs', '.js', '.sql', '.yaml', '.yml', '.md', '.txt', '.cmake', '.html', '.css', '.json', '']);
for (const file of files) {
    if (file.startsWith('tests/style/') || !textual.has(extname(file)) || file === 'LICENSE') continue;
    read(file).split('\n').forEach((line, index) => {
        for (const [what, pattern] of forbidden)
            if (pattern.test(line)) complain(file, index + 1, `holds ${what}`);
    });
}

// -- every header compiles alone
const at = process.argv.indexOf('--headers');
if (at > 0) {
    const [build] = process.argv.slice(at + 1);
    const headers = files.filter((file) => /^src\/.*\.hpp$/.test(file) && read(file) && !file.endsWith('pch.hpp'));
    // As the build compiles a test of the topmost room, precompiled header included: parsing Boost anew for each header took five minutes.
    const commands = JSON.parse(readFileSync(`${build}/compile_commands.json`, 'utf8'));
    const words = commands.find(({ file }) => file.endsWith('/src/roles/gateway_test.cpp')).command.split(' ').slice(0, -4);
    const compiler = words.shift();
    const flags = [...words, '-fsyntax-only', '-Wno-pragma-once-outside-header', '-x', 'c++-header'];
    let next = 0;
    const work = async () => {
        while (next < headers.length) {
            const header = headers[next++];
            await new Promise((done) => {
                const child = spawn(compiler, [...flags, header], { stdio: ['ignore', 'ignore', 'pipe'] });
                let errors = '';
                child.stderr.on('data', (chunk) => (errors += chunk));
                child.on('close', (code) => {
                    if (code !== 0) complain(header, 0, `does not compile alone: ${errors.split('\n').find((l) => /error/.test(l)) ?? errors}`);
                    done();
                });
            });
        }
    };
    await Promise.all(Array.from({ length: availableParallelism() }, work));
    console.log(`${headers.length} headers compiled alone in ${new Set(headers.map(dirname)).size} folders`);
}

for (const problem of problems) console.error(problem);
console.log(`${files.length} files checked, ${problems.length} problems`);
process.exit(problems.length ? 1 : 0);
