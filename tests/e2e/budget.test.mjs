// What a first visit costs: script over the wire, and the time until somebody can work.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { Bolt } from '../system/harness.mjs';
import { launch, openPage, signIn, untilLive } from './browser.mjs';

const scriptBytesMax = 200_000;

let bolt, browser, session;
before(async () => {
    [browser, bolt] = await Promise.all([launch(), Bolt.up()]);
    const { page, context } = await openPage(browser);
    session = await signIn(page, bolt);
    await context.close();
});
after(async () => {
    await browser?.close();
    await bolt?.stop();
});

test('the first load takes at most 200 kB of script, gzipped, and no screen that was not asked for', async () => {
    const { page, problems, context } = await openPage(browser, { storageState: session });
    const scripts = [];
    page.on('request', (request) => request.resourceType() === 'script' && scripts.push(request.url()));
    await page.goto(bolt.url);
    await untilLive(page);
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
    assert.ok(scripts.length > 0);
    let bytes = 0;
    for (const url of scripts) {
        const body = Buffer.from(await (await fetch(url, { headers: { 'Accept-Encoding': 'identity' } })).arrayBuffer());
        bytes += gzipSync(body).length;
    }
    if (process.env.FIGURES) console.log(`${bytes} bytes of script, gzipped`);
    assert.ok(bytes <= scriptBytesMax, `${bytes} bytes in ${scripts.length} files`);
    for (const screen of ['SettingsPage', 'CustomerPage', 'JobRoute', 'InboxPage']) assert.ok(!scripts.some((url) => url.includes(screen)), screen);
    assert.deepEqual(problems, []);
    await context.close();
});

test('scripts are served compressed', async () => {
    const html = await (await fetch(bolt.url)).text();
    const [, path] = /src="(\/assets\/[^"]+\.js)"/.exec(html);
    const response = await fetch(bolt.url + path, { headers: { 'Accept-Encoding': 'gzip' } });
    assert.equal(response.headers.get('content-encoding'), 'gzip');
    assert.ok(Number(response.headers.get('content-length')) < (await response.arrayBuffer()).byteLength / 2);
});
