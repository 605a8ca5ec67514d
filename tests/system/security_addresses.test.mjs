// A1 on the real binary: whatever a profile, a directory or a page names, nothing of this machine or its network is asked.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import http from 'node:http';
import net from 'node:net';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Bolt, binary, eventually } from './harness.mjs';
import { business, checkoutEvent, postWebhook } from './purchase.mjs';

let canary, canary6, site, hits = [], visits = [], ways = [];
const listen = (server, host, port = 0) => new Promise((resolve) => server.once('error', () => resolve(undefined)).listen(port, host, () => resolve(server.address().port)));
before(async () => {
    // Counts connections, not requests: even a knock is too much.
    const take = (socket) => { hits.push(socket.remoteAddress); socket.destroy(); };
    canary = net.createServer(take);
    const port = await listen(canary, '127.0.0.1');
    canary6 = net.createServer(take);
    const has6 = await listen(canary6, '::1', port);
    ways = [`127.0.0.1:${port}`, `127.1:${port}`, `0x7f.1:${port}`, `0177.0.0.1:${port}`, `2130706433:${port}`, `localhost.:${port}`, `LOCALHOST:${port}`, `[::ffff:127.0.0.1]:${port}`,
        `[::ffff:7f00:1]:${port}`, `[0:0:0:0:0:ffff:127.0.0.1]:${port}`, `[64:ff9b::7f00:1]:${port}`, `0.0.0.0:${port}`, `evil.localhost:${port}`, `１２７.0.0.1:${port}`, ...(has6 ? [`[::1]:${port}`] : [])];
    site = http.createServer((request, response) => {
        visits.push(request.url);
        if (request.url.startsWith('/hop')) return response.writeHead(302, { Location: encodeURI(`http://${ways[Number(request.url.slice(4))]}/`) }).end();
        response.setHeader('Content-Type', 'text/html');
        response.end(`<!doctype html><title>Add your business</title><h1>Add your business</h1>
            <form method=post action=/sent><label>Business name <input name=name></label><label>E-mail <input name=email type=email></label><label>Phone <input name=phone type=tel></label><button>Submit listing</button></form>
            ${ways.map((way) => `<img src="http://${way}/i"><iframe src="http://${way}/f"></iframe><link rel=stylesheet href="http://${way}/c"><script src="http://${way}/s"></script><link rel=preconnect href="http://${way}"><link rel=dns-prefetch href="//${way}">`).join('')}
            <iframe src="file:///etc/passwd"></iframe>
            <script>for (const way of ${JSON.stringify(ways)}) { fetch('http://' + way + '/x', { mode: 'no-cors' }).catch(() => {}); navigator.sendBeacon('http://' + way + '/b'); try { new WebSocket('ws://' + way + '/w'); new EventSource('http://' + way + '/e'); } catch {} }
            try { const peer = new RTCPeerConnection({ iceServers: [{ urls: 'stun:127.0.0.1:${port}' }, { urls: 'turn:127.0.0.1:${port}?transport=tcp', username: 'u', credential: 'c' }] }); peer.createDataChannel('x'); peer.createOffer().then((offer) => peer.setLocalDescription(offer)); } catch {}</script>`);
    });
    await listen(site, '127.0.0.1');
});
after(() => { for (const each of [canary, canary6, site]) each?.close(); });

/** Async: the servers of this process have to answer meanwhile. */
function probe(url, ...args) {
    return new Promise((resolve) => {
        const child = spawn(binary, ['directories', 'probe', url, ...args], { env: { PATH: process.env.PATH, HOME: process.env.HOME, PLAYWRIGHT_DIR: join(process.cwd(), 'node_modules/playwright-core') } });
        let stdout = '', stderr = '';
        child.stdout.on('data', (chunk) => (stdout += chunk));
        child.stderr.on('data', (chunk) => (stderr += chunk));
        child.on('close', (status) => resolve({ status, stdout, stderr }));
    });
}

test('A1 no form of a private address is opened', async () => {
    const urls = [...ways.map((way) => `http://${way}/`), 'http://169.254.169.254/latest/meta-data/', 'http://[fd00:ec2::254]/', 'http://10.0.0.1/', 'http://[fe80::1]/', 'file:///etc/passwd', 'gopher://127.0.0.1:70/',
        'ftp://127.0.0.1/', 'http://user@127.0.0.1/', 'javascript:alert(1)', 'view-source:http://127.0.0.1/'];
    for (const url of urls) {
        const result = await probe(url);
        assert.ok([1, 2].includes(result.status), `${url}: ${result.status} ${result.stdout}`);
        assert.match(result.stderr, /no public address|only http|user name|not visited|no absolute|characters|resolve|no such host|cannot be found|no address/i, `${url}: ${result.stderr}`);
    }
    assert.deepEqual(hits, []);
});

test('A1 no redirect leads there', async () => {
    for (let i = 0; i < ways.length; i += 4)
        await Promise.all(ways.slice(i, i + 4).map((_, j) => probe(`http://good.localhost:${site.address().port}/hop${i + j}`, '--allow-host', `good.localhost:${site.address().port}`)));
    for (let i = 0; i < ways.length; ++i) assert.ok(visits.includes(`/hop${i}`), 'the allowed page was opened');
    assert.deepEqual(hits, []);
});

test('A1 inside the browser no image, frame, script, fetch, beacon, socket or call of a page gets there', async () => {
    const url = `http://good.localhost:${site.address().port}/page`;
    const result = await probe(url, '--json', '--allow-host', `good.localhost:${site.address().port}`);
    assert.equal(JSON.parse(result.stdout).form?.fields?.length > 0 || result.status === 0, true, result.stdout + result.stderr);
    assert.deepEqual(hits, []);
});

test('A1 a purchase whose website and logo are private is taken, its attempts ask nothing private, and the refusal is logged', async () => {
    const bolt = await Bolt.up({ args: ['--demo'] });
    try {
        const fields = { ...business(), website: `http://${ways[0]}/`, logo_url: `http://${ways[0]}/logo.png` };
        const answer = await postWebhook(bolt, checkoutEvent({ fields, directories: 8 }));
        assert.equal(answer.status, 200);
        const { job_id: job } = await answer.json();
        // A directory that turned evil: its submission page is inside.
        bolt.sql(`UPDATE directories SET submission_url = 'http://${ways[0]}/submit' WHERE name = (SELECT name FROM directories ORDER BY name LIMIT 1)`);
        await eventually('the job has begun or waits', () => ['in_progress', 'completed', 'failed', 'pending', 'queued'].includes(bolt.sql(`SELECT status FROM jobs WHERE id = '${job}'`)));
        await eventually('an address was refused, and the log says which', () => /"event":"address_refused"/.test(bolt.log), 60_000);
        assert.match(bolt.log, /127\.0\.0\.1, which is no public address/);
        assert.deepEqual(hits, []);
    } finally {
        await bolt.stop();
    }
});
