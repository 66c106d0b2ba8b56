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
    '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage'] });
}

// open makes a visitor: a fresh browser profile with one page. The page remembers its last document and its console.
export async function open(browser, options = {}) {
  const context = await browser.newContext({ locale: 'nl-NL', timezoneId: 'Europe/Amsterdam', viewport: wide, acceptDownloads: true, ...options });
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  page.complaints = [];
  page.on('response', (r) => { if (r.request().isNavigationRequest() && r.frame() === page.mainFrame() && (r.status() < 300 || r.status() >= 400)) page.document = r; });
  page.on('console', (m) => {
    if (m.type() !== 'error' && m.type() !== 'warning') return;
    if (/the server responded with a status of 4\d\d/.test(m.text()) && m.location().url === page.document?.url()) return; // a page that says no
    page.complaints.push(`${m.type()}: ${m.text()} (${m.location().url})`);
  });
  page.on('pageerror', (e) => page.complaints.push(`script: ${e.message}`));
  page.on('requestfailed', (r) => { if (!/ERR_ABORTED/.test(r.failure()?.errorText)) page.complaints.push(`failed: ${r.url()} ${r.failure()?.errorText}`); });
  return page;
}

// look judges the page as it stands. It is called on every page that the tests come across.
export async function look(page, name, { status = 200, shot = true } = {}) {
  const at = `${name} (${new URL(page.url()).pathname})`;
  assert.equal(page.document.status(), status, `${at}: status`);
  await markup(page, at);
  await frame(page, at);
  assert.deepEqual(await violations(page), [], `${at}: axe at ${wide.width} px`);
  if (shot) await picture(page, name);
  await reflow(page, at, name);
  await paper(page, at);
  assert.deepEqual(page.complaints, [], `${at}: console`);
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

async function markup(page, at) {
  const report = await validator.validateString(await page.document.text());
  const list = report.results.flatMap((r) => r.messages.map((m) => `${m.ruleId} ${m.line}:${m.column} ${m.message}`));
  assert.deepEqual(list, [], `${at}: html-validate`);
}

// English words that are no Dutch words: one of them on a page means that a text was forgotten.
const english = /\b(the|and|with|your|you|not|found|failed|invalid|unknown|please|submit(ted)?|register(ed)?|approved|amend(ed)?|activity|error|warning|loading|back|next|previous|search|delete|edit|save|cancel|yes|true|false|null|undefined|nil|NaN)\b/i;
const dutchToo = /^(register|back)$/i; // "register" is Dutch; a name may hold "back"

async function frame(page, at) {
  const p = await page.evaluate(() => {
    const text = document.body.cloneNode(true);
    text.querySelectorAll('code, pre, .gb-mono, script').forEach((n) => n.remove());
    const spoken = [...document.querySelectorAll('[aria-label], [alt], [title], [placeholder]')]
      .flatMap((n) => ['aria-label', 'alt', 'title', 'placeholder'].map((a) => n.getAttribute(a) ?? ''));
    return { lang: document.documentElement.lang, title: document.title, h1: document.querySelectorAll('h1').length,
      text: text.textContent + ' ' + spoken.join(' '), wrong: document.querySelectorAll('.gb-error-summary').length > 0 };
  });
  assert.equal(p.lang, 'nl', `R-RPT-11 ${at}: language`);
  assert.equal(p.h1, 1, `${at}: one h1`);
  assert.match(p.title, /^(Fout: )?\S.* – grootboek gemeente \S/, `${at}: title`);
  assert.equal(p.title.startsWith('Fout: '), p.wrong, `${at}: the title says that something is wrong`);
  const word = [...p.text.matchAll(new RegExp(english, 'gi'))].find((m) => !dutchToo.test(m[0]));
  assert.equal(word && p.text.slice(Math.max(0, word.index - 30), word.index + 40).replace(/\s+/g, ' '), undefined, `R-RPT-11 ${at}: an English word`);
}

// reflow: at 320 CSS pixels (which is also 1280 at 400 %) nothing scrolls sideways, and what can be touched is large enough.
async function reflow(page, at, name) {
  await page.setViewportSize(narrow);
  const over = await page.evaluate(() => {
    const most = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= most) return [];
    return [...document.querySelectorAll('main *, header *, footer *, section *')].filter((n) => n.getBoundingClientRect().right > most + 1 && !n.closest('.gb-table-scroll, .gb-scroll, pre'))
      .map((n) => `${n.tagName}.${n.className} ${Math.round(n.getBoundingClientRect().right)}: ${n.textContent.trim().slice(0, 40)}`).slice(0, 5).concat('page scrolls sideways');
  });
  assert.deepEqual(over, [], `${at}: 320 px`);
  assert.deepEqual(await violations(page, ['wcag22aa', 'cat.structure']), [], `${at}: axe at 320 px`);
  if (shots && process.env.E2E_NARROW) await picture(page, `${name}-320`);
  await page.setViewportSize(wide);
}

// paper: a print shows the matter, and nothing to click.
async function paper(page, at) {
  await page.emulateMedia({ media: 'print' });
  assert.equal(await page.locator('nav a:visible, header form:visible').count(), 0, `${at}: no navigation on paper`);
  assert.ok(await page.locator('h1').isVisible(), `${at}: the title stands on paper`);
  await page.emulateMedia({ media: null });
}

// submit presses a button and waits for the page that answers.
export async function press(page, name, scope = page.locator('main')) {
  const answer = page.waitForEvent('domcontentloaded');
  await scope.getByRole('button', { name, exact: true }).click();
  await answer;
}
