// A real browser on the dashboard of a real binary, and a watch for everything a page may not do. For all end-to-end tests.
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

const require = createRequire(import.meta.url);
const axeSource = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const axeTags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

export const desktop = { width: 1280, height: 800 };
/** The narrowest phone that must work. */
export const narrow = { width: 360, height: 740 };

function chromiumPath() {
    const places = [
        process.env.BOLT_CHROMIUM,
        '/usr/lib/chromium/chromium-headless-shell',
        '/usr/lib/chromium/headless_shell',
        '/usr/bin/chromium-headless-shell',
        '/usr/bin/chromium',
        '/usr/lib/chromium/chromium',
        '/usr/bin/google-chrome',
    ].filter(Boolean);
    const found = places.find((place) => existsSync(place));
    if (!found) throw new Error(`no Chromium in ${places.join(', ')}: install chromium-headless-shell, or set BOLT_CHROMIUM`);
    return found;
}

export function launch() {
    return chromium.launch({ executablePath: chromiumPath(), args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] });
}

// A page that opens without a session must ask whether there is one; Chromium writes every 401 to the console.
const always = [/status of 401 .*\/api\/staff\/session$/];

/**
 * A page of its own browser context. `problems` collects what must not be: console errors and warnings (a violated
 * Content-Security-Policy is one), uncaught errors, dialogs. `allow(pattern)` names a message the test provokes.
 */
export async function openPage(browser, { viewport = desktop, colorScheme = 'light', storageState } = {}) {
    const context = await browser.newContext({ viewport, colorScheme, ...(storageState ? { storageState } : {}) });
    const page = await context.newPage();
    const problems = [];
    const allowed = [...always];
    const note = (text) => allowed.some((pattern) => pattern.test(text)) || problems.push(text);
    page.on('console', (message) => {
        if (['error', 'warning'].includes(message.type())) note(`${message.text()} ${message.location().url}`);
    });
    page.on('pageerror', (error) => note(`uncaught ${error.message}`));
    page.on('dialog', (dialog) => {
        note(`dialog ${dialog.message()}`);
        void dialog.dismiss();
    });
    return { context, page, problems, allow: (pattern) => allowed.push(pattern) };
}

/** Signs in with the link that `up` printed; gives the session for further contexts. */
export async function signIn(page, bolt) {
    await page.goto(bolt.loginLink);
    await untilLive(page);
    return page.context().storageState();
}

export function connectionStatus(page) {
    return page.getByRole('banner').getByRole('status').first();
}

export async function untilLive(page, timeoutMs = 30_000) {
    await page.getByText('Live', { exact: true }).waitFor({ timeout: timeoutMs });
}

/** Marks the document; `isSameDocument` then tells whether the page was ever loaded anew. */
export function markDocument(page) {
    return page.evaluate(() => { window.markedByTest = true; });
}
export function isSameDocument(page) {
    return page.evaluate(() => window.markedByTest === true);
}

/** The overview's tiles: label -> number shown. */
export function readTiles(page) {
    return page.locator('dl').first().evaluate((list) =>
        Object.fromEntries([...list.querySelectorAll('dt')].map((term) => [term.textContent, term.nextElementSibling.firstElementChild.textContent])));
}

/** What is wrong with the screen as it stands: findings of axe, sideways scrolling. */
export async function findings(page, name) {
    await page.evaluate(() => document.fonts.ready);
    // What is still fading in has not its own colours yet.
    await page.waitForFunction(() => document.getAnimations().every((each) => each.effect?.getTiming().iterations === Infinity || each.playState !== 'running'));
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    // Through the debugger, which the Content-Security-Policy does not bind.
    await page.evaluate(axeSource);
    const { violations } = await page.evaluate((values) => window.axe.run({ runOnly: { type: 'tag', values } }), axeTags);
    return [
        ...(wide > 0 ? [`${name}: scrolls sideways by ${wide} px`] : []),
        ...violations.map(({ id, nodes }) => `${name}: ${id}: ${nodes[0].html.slice(0, 200)} ${nodes[0].failureSummary}`),
    ];
}
