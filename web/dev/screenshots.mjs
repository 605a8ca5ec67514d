// `node dev/screenshots.mjs [folder]`: pictures of every screen, desktop and phone, light and dark, from the finished
// build. Also fails on any Content-Security-Policy violation, page error, sideways scrolling or finding of axe.
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { runWorld, serveFile, startServer } from './start.mjs';
import { createWorld } from './world.mjs';

const require = createRequire(import.meta.url);
const { chromium } = require('../../node_modules/playwright-core');
const axeSource = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const folder = process.argv[2] ?? 'shots';
const only = process.argv[3];
const port = 5190;
const sizes = {
  desktop: { width: 1280, height: 800 },
  phone: { width: 390, height: 844 },
  narrow: { width: 360, height: 740 },
};

mkdirSync(folder, { recursive: true });
const world = createWorld();
const stopWorld = runWorld(world);
const { server } = await startServer({ port, world, files: serveFile });
const browser = await chromium.launch({
  executablePath: '/usr/lib/chromium/chromium-headless-shell',
  args: ['--no-sandbox'],
});
const problems = [];
const base = `http://127.0.0.1:${port}`;

async function shoot(page, name, { full = false } = {}) {
  await page.evaluate(() => document.fonts.ready);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (wide > 0) problems.push(`${name}: scrolls sideways by ${wide}px`);
  // Through the debugger, which the Content-Security-Policy does not bind.
  await page.evaluate(axeSource);
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
  const { violations } = await page.evaluate((values) => window.axe.run({ runOnly: { type: 'tag', values } }), tags);
  for (const { id, nodes } of violations)
    problems.push(`${name}: ${id}: ${nodes[0].html.slice(0, 160)} ${nodes[0].failureSummary?.split('\n')[1] ?? ''}`);
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: full });
}

async function visit(sizeName, scheme) {
  const context = await browser.newContext({ viewport: sizes[sizeName], colorScheme: scheme });
  const page = await context.newPage();
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type()) && !/40[14]/.test(message.text()))
      problems.push(`${sizeName} ${scheme}: ${message.text()}`);
  });
  page.on('pageerror', (error) => problems.push(`${sizeName} ${scheme}: ${error.message}`));
  const name = (screen) => `${screen}-${sizeName}-${scheme}`;

  await page.goto(`${base}/`);
  await page.getByLabel('Password', { exact: true }).waitFor();
  await shoot(page, name('login'));
  await page.getByLabel('E-mail').fill('ada@example.com');
  await page.getByLabel('Password', { exact: true }).fill('wrong');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('Check both').waitFor();
  await page.getByLabel('Password', { exact: true }).fill('bolt');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('Live', { exact: true }).waitFor();
  await page.getByRole('list', { name: 'Active jobs' }).waitFor();
  await page.waitForTimeout(500);
  await shoot(page, name('overview'));
  await shoot(page, name('overview-full'), { full: true });

  await page.goto(`${base}/jobs?state=all`);
  await page.getByRole('list', { name: 'Jobs, newest first' }).waitFor();
  await page.getByText('Live', { exact: true }).waitFor();
  await shoot(page, name('jobs'));

  const entry = world.entries[4];
  await page.goto(`${base}/jobs/${entry.job.id}`);
  await page.getByRole('table').waitFor();
  await page.getByText('Live', { exact: true }).waitFor();
  await shoot(page, name('job'));
  await page
    .getByRole('button', { name: /Show details/ })
    .nth(3)
    .click();
  await page.waitForTimeout(400);
  await shoot(page, name('job-open'), { full: true });
  await page.getByRole('button', { name: /Enlarge: After/ }).click();
  await page.waitForTimeout(300);
  await shoot(page, name('picture'));
  await page.keyboard.press('Escape');

  await page.goto(`${base}/jobs/${world.entries.find((each) => each.job.missing.length).job.id}`);
  await page.getByText('waits for profile data').waitFor();
  await shoot(page, name('job-missing'));
  await page.goto(`${base}/activity`);
  await page.getByRole('list', { name: 'Activity' }).waitFor();
  await page.waitForTimeout(300);
  await shoot(page, name('activity'));
  await page.goto(`${base}/jobs?state=all&q=zzzz`);
  await page.getByText('No job matches').waitFor();
  await shoot(page, name('jobs-empty'));
  await page.goto(`${base}/nowhere/at/all`);
  await page.getByText('no such page').waitFor();
  await shoot(page, name('not-found'));
  await page.goto(`${base}/jobs/none`);
  await page.getByText('does not exist').waitFor();
  await context.close();
}

const runs = [
  ['desktop', 'light'],
  ['desktop', 'dark'],
  ['phone', 'light'],
  ['phone', 'dark'],
  ['narrow', 'light'],
];
try {
  for (const [size, scheme] of runs) if (!only || only === `${size}-${scheme}`) await visit(size, scheme);
} finally {
  stopWorld();
  await browser.close();
  server.closeAllConnections();
  server.close();
}
if (problems.length) console.error([...new Set(problems)].join('\n'));
console.log(`${folder}: done${problems.length ? ', with problems' : ''}`);
process.exit(problems.length ? 1 : 0);
