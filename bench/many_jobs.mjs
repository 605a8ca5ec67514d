// A running binary with 100,000 jobs, for benches of what people do with them.
import { readFileSync } from 'node:fs';
import { Bolt } from '../tests/system/harness.mjs';

export const jobs = 100_000;

/** The rows are written while nothing runs, and without the triggers that would make a feed of them and count them: nobody listens yet. */
export async function upWithManyJobs() {
    const first = await Bolt.up();
    await first.stop({ keep: true });
    const feeds = ['jobs_feed_insert', 'job_results_feed_insert', 'customers_feed_insert', 'job_results_done_insert'];
    const kept = feeds.map((name) => `${first.sql(`SELECT sql FROM sqlite_master WHERE name = '${name}'`)};`);
    const rows = readFileSync('bench/hundred_thousand_jobs.sql', 'utf8');
    // With the shell's own small cache the rows' indexes would go to the disk again and again.
    first.sql(`PRAGMA cache_size = -400000; PRAGMA synchronous = OFF; BEGIN; ${feeds.map((name) => `DROP TRIGGER ${name};`).join(' ')}\n${rows}\n${kept.join('\n')}\nCOMMIT; ANALYZE;`);
    return Bolt.up({ folder: first.folder });
}

export function report(name, ours, unit, peerName, peer, bound, note = '') {
    console.log(JSON.stringify({ name, ours, unit, peer_name: peerName, peer, ratio: ours / peer, target: 'ours <=', bound, ok: ours <= bound, note }));
}
