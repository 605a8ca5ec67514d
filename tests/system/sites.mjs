// Practice directories in a process of their own, which outlive a worker that is killed.
import { join } from 'node:path';
import { Bolt, eventually } from './harness.mjs';

export async function playground(folder) {
    const sites = new Bolt(['playground', '--port', '0', '--record', join(folder, 'received.jsonl')], { folder });
    const match = await sites.untilOutput(/Practice directories at http:\/\/localhost:(\d+)/);
    sites.playgroundPort = match[1];
    await sites.untilOutput(/only-once/);
    return sites;
}

/** Puts the practice directories into the catalog of `bolt`; gives how many. */
export function seed(bolt, sites) {
    const rows = [...sites.output.matchAll(/^ {2}(\S+)\s+(http:\/\/(\S+?:\d+)\S*)/gm)];
    for (const [, name, url, host] of rows)
        bolt.sql(`INSERT OR IGNORE INTO directories (name, title, website, submission_url, host, policy, pacing_ms) VALUES ('${name}', '${name}', 'http://${host}/', '${url}', '${host}', 'allowed', 50);`);
    return rows.length;
}

export async function untilSome(bolt, job, count) {
    await eventually(`${count} submissions ended`, () => Number(bolt.sql(`SELECT count(*) FROM job_results WHERE job_id = '${job}' AND status NOT IN ('pending', 'submitting')`)) >= count);
}
