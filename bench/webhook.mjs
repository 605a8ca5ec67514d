// Stripe's webhook under a steady load: 500 signed purchases a second for 10 s, on SQLite and on PostgreSQL; time from sending to
// the 2xx, which comes after the commit. Beside it the same load on /healthz of the same process, which stores nothing.
import { createHmac, randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import { Bolt, eventually, temporaryFolder } from '../tests/system/harness.mjs';
import { business, checkoutEvent } from '../tests/system/purchase.mjs';
import { Postgres, postgresAbsent } from '../tests/peers/postgres.mjs';

const perSecond = 500;
const seconds = 10;
const warmUp = 500; ///< first calls that do not count
const bound = 10;
const secret = 'whsec_bench';

const percentile = (values, percent) => [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor((values.length * percent) / 100))];
const agent = new Agent({ keepAlive: true, maxSockets: 64 });

function call(url, method, body, headers) {
    return new Promise((resolve, reject) => {
        const sent = performance.now();
        const asked = request(url, { method, agent, headers: { ...headers, ...(body ? { 'Content-Length': Buffer.byteLength(body) } : {}) } }, (response) => {
            response.resume();
            response.on('end', () => (response.statusCode === 200 ? resolve(performance.now() - sent) : reject(new Error(`${url}: ${response.statusCode}`))));
        });
        asked.on('error', reject);
        asked.end(body);
    });
}

/** Sends at fixed times, whether the ones before were answered or not. */
async function load(make) {
    const count = perSecond * seconds + warmUp;
    const times = [];
    const begun = performance.now();
    for (let sent = 0; sent < count;) {
        const due = Math.min(count, Math.floor(((performance.now() - begun) * perSecond) / 1000) + 1);
        for (; sent < due; ++sent) times.push(make());
        await new Promise((resolve) => setImmediate(resolve));
    }
    return (await Promise.all(times)).slice(warmUp);
}

async function measure(engine, databaseUrl) {
    const folder = temporaryFolder();
    const bolt = new Bolt(['gateway'], { folder, env: {
        BOLT_DATA: folder, PORT: '0', BOLT_BRAIN_PORT: '1', STRIPE_WEBHOOK_SECRET: secret, BACKEND_ENQUEUE_TOKEN: 'token', BOLT_SESSION_SECRET: 'session',
        BOLT_SECRET_KEY: 'sealing', ...(databaseUrl ? { DATABASE_URL: databaseUrl } : {}),
    } });
    try {
        const port = await eventually('it tells its port', () => /"gateway_port":"?(\d+)/.exec(bolt.log)?.[1]);
        const url = `http://127.0.0.1:${port}`;
        await eventually('it serves', async () => (await fetch(`${url}/healthz`)).ok);
        // The profile is incomplete: nothing goes on to a brain that is not there.
        const fields = { ...business(), phone: '' };
        const bodies = Array.from({ length: perSecond * seconds + warmUp }, () => {
            const body = checkoutEvent({ fields: { ...fields, email: `noor+${randomUUID()}@example.com` } });
            const t = Math.floor(Date.now() / 1000);
            return { body, headers: { 'Content-Type': 'application/json', 'Stripe-Signature': `t=${t},v1=${createHmac('sha256', secret).update(`${t}.${body}`).digest('hex')}` } };
        });
        let next = 0;
        const ours = await load(() => { const { body, headers } = bodies[next++]; return call(`${url}/api/webhook`, 'POST', body, headers); });
        const peer = await load(() => call(`${url}/healthz`, 'GET'));
        for (const percent of [50, 99]) {
            const [a, b] = [percentile(ours, percent), percentile(peer, percent)];
            console.log(JSON.stringify({ name: `webhook to 2xx at ${perSecond}/s, ${engine}, p${percent}`, ours: a, unit: 'ms', peer_name: '/healthz at the same rate', peer: b, ratio: a / b, target: 'ours <=', bound, ok: a <= bound, note: '' }));
        }
    } finally {
        await bolt.stop();
    }
}

await measure('SQLite');
if (postgresAbsent()) {
    console.error(postgresAbsent());
} else {
    const server = await Postgres.start();
    try {
        await measure('PostgreSQL', server.makeDatabase('bolt'));
    } finally {
        await server.stop();
    }
}
agent.destroy();
