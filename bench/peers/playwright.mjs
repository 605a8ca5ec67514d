// The peer of the browser lane: the same steps on the same page in Playwright's own JavaScript library, as somebody
// would write them who wants the same care: read the form, fill it, read it back, take pictures, send, settle, judge.
//   node bench/peers/playwright.mjs <recipe.json>      stdin: a number of submissions a line; stdout: "done" after each
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { chromium } from 'playwright-core';

const recipe = JSON.parse(readFileSync(process.argv[2], 'utf8'));
// Real functions: strings would be taken for expressions.
const functionOf = (text) => (0, eval)(`(${text})`);
const extract = functionOf(recipe.extract);
const state = functionOf(recipe.state);
const timeout = 10_000;
const quiet_ms = 100;

const browser = await chromium.launch({
    executablePath: recipe.chromium,
    headless: true,
    chromiumSandbox: recipe.sandbox,
    args: ['--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
        '--force-webrtc-ip-handling-policy=disable_non_proxied_udp'],
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
});

async function fill(page, { action, selector, value }) {
    if (action === 'fill') await page.fill(selector, value, { timeout });
    else if (action === 'select') await page.selectOption(selector, value, { timeout });
    else if (action === 'check') await page.check(selector, { timeout });
    else if (action === 'uncheck') await page.uncheck(selector, { timeout });
}

async function picture(page, name) {
    await page.evaluate(() => document.documentElement.scrollHeight);
    await page.screenshot({ type: 'jpeg', quality: 60, fullPage: true, timeout, path: `${recipe.pictures}/${name}.jpg` });
}

/// Until the document that answers the form is parsed and nothing has happened for a moment.
async function settled(page, watch) {
    while (watch.documents === 0 || watch.pending > 0) await new Promise((wake) => (watch.wake = wake));
    await page.evaluate(async () => {
        if (document.readyState === 'loading')
            await new Promise((done) => document.addEventListener('DOMContentLoaded', done, { once: true }));
    });
    const left = quiet_ms - (Date.now() - watch.last);
    if (left > 0) await new Promise((wake) => setTimeout(wake, left));
}

function watched(page) {
    const watch = { pending: 0, documents: 0, last: Date.now(), exchanges: [], wake: () => {} };
    const happened = (change) => {
        change();
        watch.last = Date.now();
        watch.wake();
    };
    const carriesForm = (request) => request.isNavigationRequest() || request.method() !== 'GET';
    page.on('request', (request) => carriesForm(request) && happened(() => ++watch.pending));
    const ended = (request, status) =>
        carriesForm(request) && happened(() => {
            --watch.pending;
            watch.exchanges.push({ method: request.method(), url: request.url(), status });
        });
    page.on('response', (response) => ended(response.request(), response.status()));
    page.on('requestfailed', (request) => ended(request, 0));
    page.on('dialog', (dialog) => dialog.accept());
    page.on('framenavigated', (frame) => frame === page.mainFrame() && happened(() => ++watch.documents));
    return watch;
}

async function submit(number) {
    const context = await browser.newContext({
        viewport: { width: 1280, height: 900 },
        locale: 'en-US',
        acceptDownloads: false,
        serviceWorkers: 'block',
        strictSelectors: true,
    });
    const page = await context.newPage();
    const watch = watched(page);
    await page.goto(recipe.url, { waitUntil: 'domcontentloaded', timeout: 30_000 });
    JSON.parse(await page.evaluate(extract, null));
    const fills = recipe.steps.filter(({ action }) => action !== 'click');
    for (const step of fills) await fill(page, step);
    const asked = { form: recipe.form, fields: fills.map(({ selector }) => selector) };
    JSON.parse(await page.evaluate(state, asked)); // read back
    await picture(page, `peer-${number}-before`);
    JSON.parse(await page.evaluate(state, asked));
    watch.documents = 0;
    await page.click(recipe.steps.find(({ action }) => action === 'click').selector, { timeout });
    await settled(page, watch);
    const after = JSON.parse(await page.evaluate(state, asked));
    await picture(page, `peer-${number}-after`);
    await context.close();
    if (!/\/thank-you\//.test(after.url)) throw new Error(`not accepted: ${after.url} ${JSON.stringify(watch.exchanges)}`);
}

console.log('ready');
let number = 0;
for await (const line of createInterface({ input: process.stdin })) {
    for (let i = Number(line); i > 0; --i) await submit(++number);
    console.log('done');
}
await browser.close();
