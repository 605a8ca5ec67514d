// From the change of a row to the changed pixel in a real browser: a job is paused and resumed over the API, and another browser's jobs
// list shows it. The clock starts at the row's own `updated_at`, which the transaction stamps just before it commits. The floor is the
// same change's arrival at a bare WebSocket in this process. Takes the binary; prints figures as run_all.mjs reads them.
import { Bolt, eventually } from '../tests/system/harness.mjs';
import { business, checkoutEvent, postWebhook } from '../tests/system/purchase.mjs';
import { launch, openPage, signIn, untilLive } from '../tests/e2e/browser.mjs';
import WebSocket from 'ws';

const rounds = 200;
const targets = { 50: 30, 95: 150 };
const now = () => performance.timeOrigin + performance.now();
const percentile = (values, percent) => values.toSorted((a, b) => a - b)[Math.max(0, Math.ceil((percent / 100) * values.length) - 1)];
/** Milliseconds with a fraction: Date.parse drops the microseconds. */
const timeOf = (text) => Date.parse(text) + Number(text.slice(23, 26)) / 1_000;

/** Notes when each version of the job arrives at a WebSocket that does nothing else. */
async function watchFeed(url, token, job) {
    const arrived = new Map();
    const socket = new WebSocket(`${url.replace('http', 'ws')}/realtime/v1/websocket?apikey=${token}&vsn=2.0.0`);
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    const config = { postgres_changes: [{ event: 'UPDATE', schema: 'public', table: 'jobs' }] };
    socket.send(JSON.stringify(['1', '1', 'realtime:bench', 'phx_join', { config, access_token: token }]));
    await new Promise((resolve) => {
        socket.on('message', (frame) => {
            const at = now();
            const [, , , event, payload] = JSON.parse(frame);
            if (event === 'system') resolve();
            const record = payload?.data?.record;
            if (record?.id === job && !arrived.has(record.updated_at)) arrived.set(record.updated_at, at);
        });
    });
    return { arrived, close: () => socket.close() };
}

/** The page notes when the frame after each appearance and disappearance of the badge begins. */
function watchPixels(page) {
    return page.evaluate(() => {
        window.seen = [];
        let was = false;
        const look = () => {
            const is = [...document.querySelectorAll('ul[aria-label="Jobs, newest first"] li')].some((row) => /Paused/.test(row.textContent));
            if (is === was) return;
            was = is;
            requestAnimationFrame(() => window.seen.push(performance.timeOrigin + performance.now()));
        };
        new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });
    });
}

async function measure(bolt, browser) {
    const response = await postWebhook(bolt, checkoutEvent({ fields: { ...business('pixel'), phone: '' } }));
    const job = (await response.json()).job_id;
    const { page } = await openPage(browser);
    await signIn(page, bolt);
    await page.goto(`${bolt.url}/jobs?state=all`);
    await untilLive(page);
    await page.getByRole('link', { name: /pixel/ }).waitFor();
    const { csrf_token: csrf, realtime } = await page.evaluate(async () => (await fetch('/api/staff/session')).json());
    const cookie = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
    const feed = await watchFeed(bolt.url, realtime.token, job);
    await watchPixels(page);
    const headers = { Cookie: cookie, 'X-CSRF-Token': csrf, 'Content-Type': 'application/json', Origin: bolt.url };

    const pixels = [], floor = [];
    for (let round = 0; round < rounds; ++round) {
        const answer = await fetch(`${bolt.url}/api/staff/jobs/${job}/${round % 2 === 0 ? 'pause' : 'resume'}`, { method: 'POST', headers, body: '{}' });
        if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
        const { updated_at: changed } = (await answer.json()).job;
        const at = await eventually('the pixel', () => page.evaluate((index) => window.seen[index], round), 10_000, 5);
        const heard = await eventually('the feed', () => feed.arrived.get(changed), 10_000, 5);
        pixels.push(at - timeOf(changed));
        floor.push(heard - timeOf(changed));
    }
    feed.close();
    return { pixels, floor };
}

const browser = await launch();
const bolt = await Bolt.up();
try {
    const { pixels, floor } = await measure(bolt, browser);
    for (const [percent, bound] of Object.entries(targets)) {
        const ours = percentile(pixels, percent), peer = percentile(floor, percent);
        const figure = { name: `commit to pixel, p${percent}`, ours, unit: 'ms', peer_name: 'the same change at a bare WebSocket', peer, ratio: ours / peer, target: 'ours <=', bound, ok: ours <= bound, note: '' };
        console.log(JSON.stringify(figure));
    }
} finally {
    await browser.close();
    await bolt.stop();
}
