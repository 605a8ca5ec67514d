// Saves what the page scripts see, as fixtures for the tests of this room:
//   node src/forms/testdata/snapshot.mjs URL [selector=value ...] > src/forms/testdata/name-1.json
// Each selector=value is filled in, a bare selector is clicked (for the later parts of a wizard), before the page is read.
// The browser is Debian's chromium-headless-shell, or the program that CHROMIUM names.
import { readFileSync } from 'node:fs';
import { chromium } from 'playwright-core';

const folder = new URL('../page/', import.meta.url);
const part = (name) => `(\n${readFileSync(new URL(name, folder), 'utf8')})`;
const script = `(() => { const tools = ${part('common.js')}(); const visibility = ${part('visibility.js')}(tools);
return ${part('extract.js')}(tools, visibility); })()`;

const [url, ...actions] = process.argv.slice(2);
const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/lib/chromium/chromium-headless-shell', args: ['--no-sandbox']
});
const page = await browser.newPage();
await page.goto(url);
for (const action of actions) {
    const mark = action.indexOf('=', action.lastIndexOf(']') + 1);
    if (mark < 0) {
        await page.click(action);
        await page.waitForLoadState();
    } else {
        await page.fill(action.slice(0, mark), action.slice(mark + 1));
    }
}
process.stdout.write(await page.evaluate(script) + '\n');
await browser.close();
