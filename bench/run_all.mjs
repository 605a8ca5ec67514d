// Runs the benches one after another and prints one table. Each bench writes its figures as lines of JSON.
//   node bench/run_all.mjs <build folder> [--markdown] [bench ...]
import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, createWriteStream, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const [build, ...rest] = process.argv.slice(2);
const markdown = rest.includes('--markdown');
const wanted = rest.filter((word) => !word.startsWith('--'));
const folder = join(build, 'bench');
const longest_ms = 120_000;

const benches = [
    ['enqueue_to_start'],
    ['pipeline_cpu'],
    ['fencing_cost'],
    ['simulator'],
    ['durable_enqueue'],
    ['postgres_store'],
    ['commit_to_websocket'],
    ['dashboards'],
    ['commit_to_pixel.mjs'],
    ['webhook.mjs'],
    ['sqs_queue'],
    ['prefect_runs'],
    ['cold_start', join(build, 'directory-bolt')],
    ['http_lane'],
    ['browser_lane', 'bench/peers/playwright.mjs'],
    ['job_filters', 'bench/hundred_thousand_jobs.sql'],
    ['jobs_screen.mjs'],
    ['export_memory.mjs'],
    ['classify_form', 'src/forms/testdata'],
    ['learning'],
    ['plan_answer', 'src/forms/testdata/bistro-list-1.json'],
    ['extract_page', 'bench/extract_page.mjs'],
].filter(([name]) => wanted.length === 0 || wanted.includes(name));

function machine() {
    const model = /model name\s*:\s*(.*)/.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1] ?? 'unknown processor';
    const disk = execFileSync('stat', ['-f', '-c', '%T', folder], { encoding: 'utf8' }).trim();
    const memory = Math.round(totalmem() / 2 ** 30);
    return `${availableParallelism()} x ${model}, ${memory} GiB, ${disk}, Linux ${process.report.getReport().header.osRelease}`;
}

function run([name, ...args], temporary) {
    return new Promise((resolve) => {
        const log = createWriteStream(join(folder, 'logs', `${name}.log`));
        // The temporary folder lies beside the build: a disk, where /tmp may be memory that makes fsync free.
        // What needs a browser is a script; it finds the binary as the tests do.
        const isScript = name.endsWith('.mjs');
        const child = spawn(isScript ? process.execPath : join(folder, name), isScript ? [join('bench', name)] : args, {
            stdio: ['ignore', 'pipe', 'pipe'],
            env: { ...process.env, TMPDIR: temporary, BOLT_BINARY: join(build, 'directory-bolt') },
        });
        const figures = [];
        child.stderr.pipe(log);
        createInterface({ input: child.stdout }).on('line', (line) => figures.push(JSON.parse(line)));
        const timer = setTimeout(() => child.kill('SIGKILL'), longest_ms);
        child.on('error', (error) => resolve({ figures, problem: error.message }));
        child.on('close', (code, signal) => {
            clearTimeout(timer);
            resolve({ figures, problem: code === 0 ? '' : `ended with ${signal ?? code}; see ${log.path}` });
        });
    });
}

const number = (value) =>
    value >= 1000 ? Math.round(value).toLocaleString('en-US') : value.toFixed(value >= 100 ? 0 : value >= 10 ? 1 : value >= 0.1 ? 2 : 3);

function cells(figure) {
    const unit = figure.unit === '1/s' ? '/s' : ` ${figure.unit}`;
    const bound = figure.target.startsWith('ratio') ? `${figure.bound} x` : number(figure.bound) + unit;
    return [
        figure.name,
        number(figure.ours) + unit,
        `${figure.peer_name}: ${number(figure.peer)}${unit}`,
        `${figure.ratio.toFixed(2)} x`,
        `${figure.target.split(' ')[1]} ${bound}`,
        figure.ok ? 'yes' : 'NO',
    ];
}

const head = ['figure', 'ours', 'peer or floor, same run', 'ratio', 'target', 'ok'];
function table(rows) {
    if (markdown) return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
    const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column].length)));
    return [head, ...rows].map((row) => row.map((cell, column) => cell.padEnd(widths[column])).join('  ').trimEnd()).join('\n');
}

mkdirSync(join(folder, 'logs'), { recursive: true });
const temporary = mkdtempSync(join(folder, 'tmp-'));
chmodSync(temporary, 0o711); // PostgreSQL's server runs as somebody else
const started = Date.now();
const before = loadavg()[0];
const figures = [];
let failed = false;
try {
    for (const bench of benches) {
        process.stderr.write(`${bench[0]} ...\n`);
        const result = await run(bench, temporary);
        figures.push(...result.figures);
        if (result.problem) console.error(`${bench[0]} ${result.problem}`);
        failed ||= result.problem !== '';
    }
} finally {
    rmSync(temporary, { recursive: true, force: true });
}

console.log(`\n${table(figures.map(cells))}\n`);
for (const figure of figures.filter(({ note }) => note)) console.log(`${markdown ? '- ' : ''}${figure.name}: ${figure.note}`);
console.log(`\n${machine()}`);
console.log(`load ${before.toFixed(1)} before, ${loadavg()[0].toFixed(1)} after; ${Math.round((Date.now() - started) / 1000)} s`);
// A missed target is news, not an error: a busy machine misses some.
process.exit(failed ? 1 : 0);
