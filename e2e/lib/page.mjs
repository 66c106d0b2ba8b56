// A browser, and what must hold for every page that a user sees.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';
import { HtmlValidate, StaticConfigLoader } from 'html-validate';

const require = createRequire(import.meta.url);
const axe = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const validator = new HtmlValidate(new StaticConfigLoader({ root: true, ...JSON.parse(fs.readFileSync(new URL('../.html-validate.json', import.meta.url), 'utf8')) }));

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
export const wide = { width: 1280, height: 900 };
export const narrow = { width: 320, height: 640 };
const shots = process.env.E2E_SHOTS;

// launch starts Chromium. Its own tricks that reach for the network are off.
export function launch() {
  const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
  assert.ok(fs.existsSync(executablePath), `the browser tests need Chromium at ${executablePath} (or CHROMIUM=…)`);
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking',
    '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage', '--lang=nl'] });
}

// open makes a visitor: a fresh browser profile with one page. The page remembers its last document and its console.
export async function open(browser, options = {}) {
  const context = await browser.newContext({ locale: 'nl-NL', timezoneId: 'Europe/Amsterdam', viewport: wide, acceptDownloads: true, ...options });
  context.setDefaultTimeout(30_000);
  const page = await context.newPage();
  page.complaints = [];
  page.on('response', (r) => { if (r.request().isNavigationRequest() && r.frame() === page.mainFrame() && (r.status() < 300 || r.status() >= 400)) page.document = r; });
  page.on('console', (m) => {
    if (m.type() !== 'error' && m.type() !== 'warning') return;
    if (/the server responded with a status of (4\d\d|503)/.test(m.text()) && m.location().url === page.document?.url()) return; // a page that says no, or not now
    page.complaints.push(`${m.type()}: ${m.text()} (${m.location().url})`);
  });
  page.on('pageerror', (e) => page.complaints.push(`script: ${e.message}`));
  page.on('requestfailed', (r) => { if (!/ERR_ABORTED/.test(r.failure()?.errorText)) page.complaints.push(`failed: ${r.url()} ${r.failure()?.errorText}`); });
  return page;
}

// look judges the page as it stands, and returns everything that is wrong with it: [] for a good page.
// A page that shows progress renews itself where there is no JavaScript; it also has a link for who cannot wait (allow).
export async function look(page, name, { status = 200, shot = true, allow = [] } = {}) {
  const found = [];
  if (page.document.status() !== status) found.push(`status ${page.document.status()}, not ${status}: ${(await page.locator('main').innerText()).slice(0, 300)}`);
  found.push(...await markup(page, allow), ...await frame(page), ...await violations(page));
  if (shot) await picture(page, name);
  found.push(...await reflow(page, name), ...await paper(page), ...page.complaints.splice(0));
  return found.map((f) => `${name} (${new URL(page.url()).pathname}): ${f}`);
}

let count = 0;
export async function picture(page, name) {
  if (!shots) return;
  fs.mkdirSync(shots, { recursive: true });
  await page.screenshot({ path: path.join(shots, `${String(++count).padStart(2, '0')}-${name}.png`), fullPage: true });
}

// violations runs axe. evaluate, and not a script tag: the content security policy of the pages refuses that.
export async function violations(page, only = tags) {
  await page.evaluate(axe);
  const result = await page.evaluate((values) => window.axe.run(document, { runOnly: values }), only);
  return result.violations.map((v) => `${v.id}: ${v.help}: ${v.nodes.slice(0, 4).map((n) => `${n.target} ${n.html.slice(0, 120)} ${n.any[0]?.message ?? ''}`).join(' | ')}`);
}

async function markup(page, allow) {
  const report = await validator.validateString(await page.document.text());
  return report.results.flatMap((r) => r.messages.filter((m) => !allow.includes(m.ruleId)).map((m) => `html-validate: ${m.ruleId} ${m.line}:${m.column} ${m.message}`));
}

// English words that are no Dutch words: one of them on a page means that a text was forgotten.
const english = /\b(the|and|with|your|you|not|found|failed|invalid|unknown|please|submit(ted)?|registered|approved|amend(ed)?|activity|error|warning|loading|next|previous|added|search|delete|edit|save|cancel|yes|true|false|null|undefined|nil|NaN)\b/i;

async function frame(page) {
  const p = await page.evaluate(() => {
    const text = document.body.cloneNode(true);
    text.querySelectorAll('code, pre, .gb-mono, .gb-print-only, script').forEach((n) => n.remove());
    const spoken = [...document.querySelectorAll('[aria-label], [alt], [title], [placeholder]')]
      .flatMap((n) => ['aria-label', 'alt', 'title', 'placeholder'].map((a) => n.getAttribute(a) ?? ''));
    return { lang: document.documentElement.lang, title: document.title, h1: document.querySelectorAll('h1').length,
      text: text.textContent + ' ' + spoken.join(' '), wrong: document.querySelectorAll('.gb-error-summary').length > 0 };
  });
  const found = [];
  if (p.lang !== 'nl') found.push(`R-RPT-11: the language is "${p.lang}"`);
  if (p.h1 !== 1) found.push(`${p.h1} times h1`);
  if (!/^(Fout: )?\S.* – grootboek gemeente \S/.test(p.title)) found.push(`title: ${p.title}`);
  if (p.title.startsWith('Fout: ') !== p.wrong) found.push(`the title does not say whether something is wrong: ${p.title}`);
  const word = english.exec(p.text);
  if (word) found.push(`R-RPT-11: English: …${p.text.slice(Math.max(0, word.index - 30), word.index + 40).replace(/\s+/g, ' ')}…`);
  return found;
}

// sideways names what sticks out at the right, where the page as a whole would scroll sideways.
export function sideways(page) {
  return page.evaluate(() => {
    const most = document.documentElement.clientWidth;
    const out = [...document.querySelectorAll('body *')].filter((n) => n.getBoundingClientRect().right > most + 1 && !n.closest('.gb-table-scroll, .gb-scroll'))
      .map((n) => `${n.tagName}.${n.className} to ${Math.round(n.getBoundingClientRect().right)} px: ${n.textContent.trim().slice(0, 40)}`).slice(0, 5);
    return document.documentElement.scrollWidth > most ? out.concat(`scrolls sideways to ${document.documentElement.scrollWidth} px`) : out;
  });
}

// reflow: at 320 CSS pixels (which is also 1280 at 400 %) nothing scrolls sideways, and what can be touched is large enough.
async function reflow(page, name) {
  await page.setViewportSize(narrow);
  const found = [...await sideways(page), ...await violations(page, ['wcag22aa', 'cat.structure'])];
  if (shots && process.env.E2E_NARROW) await picture(page, `${name}-320`);
  await page.setViewportSize(wide);
  return found.map((f) => `320 px: ${f}`);
}

// paper: a print shows the matter, and nothing to click.
async function paper(page) {
  await page.emulateMedia({ media: 'print' });
  const found = await page.evaluate(() => {
    const shown = [...document.querySelectorAll('nav a, header form, main form button')].filter((n) => n.checkVisibility()).map((n) => `on paper: ${n.textContent.trim().slice(0, 40)}`);
    return document.querySelector('h1')?.checkVisibility() ? shown.slice(0, 5) : ['on paper: no title'];
  });
  await page.emulateMedia({ media: null });
  return found;
}

// press presses a button and waits for the page that answers.
export async function press(page, name, scope = page.locator('main')) {
  await Promise.all([page.waitForEvent('domcontentloaded'), scope.getByRole('button', { name, exact: true }).click()]);
}
