// What the CSV of 100,000 jobs takes of the server's memory: the high-water mark while it is written, above what the process had. Beside it
// the size of the file, which is what it would take at least if it were made before it is sent.
import { readFileSync, writeFileSync } from 'node:fs';
import { jobs, report, upWithManyJobs } from './many_jobs.mjs';

const bound = 16;
const bolt = await upWithManyJobs();
const megabytes = (field) => Number(new RegExp(`${field}:\\s+(\\d+)`).exec(readFileSync(`/proc/${bolt.child.pid}/status`, 'utf8'))[1]) / 1024;

/** Reads it all; gives its size and how far the memory rose. */
async function exported(query) {
    writeFileSync(`/proc/${bolt.child.pid}/clear_refs`, '5'); // the high-water mark starts anew (proc(5))
    const before = megabytes('VmRSS');
    const response = await fetch(`${bolt.url}/api/staff/export/jobs${query}`, { headers: { 'X-Staff-Key': bolt.secrets.STAFF_API_KEY } });
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
    let bytes = 0, lines = 0;
    for await (const chunk of response.body) {
        bytes += chunk.length;
        for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) ++lines;
    }
    return { size: bytes / 2 ** 20, lines, rise: megabytes('VmHWM') - before };
}

try {
    await exported('?status=cancelled'); // what the first one pays is no part of the second
    const all = await exported('');
    if (all.lines !== jobs + 1) throw new Error(`${all.lines} lines`);
    report(`CSV of ${jobs.toLocaleString('en-US')} jobs, memory while it is sent`, all.rise, 'MB', 'the file', all.size, bound, 'resident high-water mark above the state before');
} finally {
    await bolt.stop();
}
