// Signing in with a second step, with an account of the municipality, and by a program: every page on the way is judged.
// Two ledgers: one where the second step is free and the provider of identities is down, one where the step is required and
// the provider answers.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test as nodeTest } from 'node:test';
import { walk } from './lib/keyboard.mjs';
import { start, temp } from './lib/ledger.mjs';
import { launch, look as judge, narrow, open, picture, press, sideways, violations, wide } from './lib/page.mjs';
import { client, closedPort, startProvider } from './lib/provider.mjs';
import { codeAt, telephone } from './lib/second.mjs';
import { addPerson, anton, bea, chooseRole, firstAccount, password, sanne, signIn, signInTemplates } from './lib/town.mjs';

const folder = temp('signin');
const secret = path.join(folder, 'oidc-geheim');
const settings = (issuer) => ({ GROOTBOEK_OIDC: issuer, GROOTBOEK_OIDC_CLIENT: client.id, GROOTBOEK_OIDC_GEHEIM: secret });
const seen = new Set();
let free, strict, provider, browser, page, other, colleague;
let phone, recovery;

before(async () => {
  fs.writeFileSync(secret, client.secret, { mode: 0o600 });
  provider = await startProvider();
  const down = `http://127.0.0.1:${await closedPort()}`;
  [free, strict, browser] = await Promise.all([start({ data: path.join(folder, 'free'), env: settings(down) }),
    start({ data: path.join(folder, 'strict'), env: { ...settings(provider.issuer), GROOTBOEK_TWEEDE_STAP: 'verplicht' } }), launch()]);
  page = await open(browser);
  other = await open(browser);
  colleague = await open(browser);
});
after(async () => {
  await browser?.close();
  await Promise.all([free?.stop(), strict?.stop(), provider?.stop()]);
});

async function look(who, template, options) {
  seen.add(template);
  problems.push(...await judge(who, template, options));
}

// Each test goes on from where the one before it was; what is wrong with a page does not stop it.
let broken = '';
let problems = [];
function test(name, fn) {
  nodeTest(name, async (t) => {
    if (broken) assert.fail(`not reached: "${broken}" failed`);
    broken = name;
    problems = [];
    await fn(t);
    broken = '';
    assert.deepEqual(problems, []);
  });
}

const at = (who) => new URL(who.url()).pathname;
const text = (who = page) => who.locator('main').innerText();
const focused = (who) => who.evaluate(() => document.activeElement.id || document.activeElement.className);

// secretOn reads the secret that the page to set up a second step shows as text.
const secretOn = async (who) => (await who.locator('main .gb-mono').innerText()).trim();
const codesOn = (who) => who.locator('main li.gb-mono').allInnerTexts();

async function giveCode(who, code, button = 'Inloggen') {
  await who.locator('#code').fill(code);
  await press(who, button);
}

// errorAt tells that the summary of errors has the focus, and that its link leads to the field.
async function errorAt(who, field, words) {
  const summary = who.locator('.gb-error-summary');
  assert.match(await summary.innerText(), words);
  assert.equal(await focused(who), 'gb-error-summary', 'the summary has the focus');
  await summary.getByRole('link').click();
  assert.equal(await focused(who), field, 'its link leads to the field');
  assert.equal(await who.locator(`#${field}`).getAttribute('aria-invalid'), 'true');
}

// inEveryLook judges a page as it stands in dark colours, forced colours, and at 320 px with the text spacing of a reader.
async function inEveryLook(who, name) {
  for (const [look, media] of [['dark', { colorScheme: 'dark' }], ['forced', { forcedColors: 'active' }]]) {
    await who.emulateMedia(media);
    await who.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))); // in the new look
    problems.push(...(await violations(who, ['color-contrast', 'link-in-text-block'])).map((p) => `${name}, ${look}: ${p}`));
    await picture(who, `${name}-${look}`);
    await who.emulateMedia({ colorScheme: null, forcedColors: null });
  }
  await who.setViewportSize(narrow);
  await who.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync('* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-block-end: 2em !important }');
    document.adoptedStyleSheets = [sheet];
  });
  problems.push(...(await sideways(who)).map((p) => `${name}, 320 px, spaced: ${p}`));
  await picture(who, `${name}-spaced`);
  await who.evaluate(() => { document.adoptedStyleSheets = []; });
  await who.setViewportSize(wide);
}

test('the codes that these tests compute are those of RFC 6238, appendix B', () => {
  const key = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'; // 12345678901234567890
  assert.deepEqual([59, 1111111109, 20000000000].map((t) => codeAt(key, Math.floor(t / 30))), ['287082', '081804', '353130']);
});

test('"Mijn account" says how and where one is signed in', async () => {
  await firstAccount(page, free);
  await chooseRole(page, free, 'Gemeentesecretaris');
  await page.getByRole('link', { name: 'Mijn account' }).click();
  await look(page, 'account');
  assert.match(await text(), /Inloggen met\s+wachtwoord\s+Tweede stap\s+uit/);
  assert.equal(await page.locator('#sessies tbody tr').count(), 1);
  await walk(page, '/account');
});

test('the second step is set up after the password was given again, and proven with a code', async () => {
  await page.getByLabel('Uw wachtwoord').first().fill('een heel ander wachtwoord');
  await press(page, 'Tweede stap instellen');
  assert.equal(page.document.status(), 422);
  await errorAt(page, 'wachtwoord-tweede', /wachtwoord/i);
  await page.getByLabel('Uw wachtwoord').first().fill(password);
  await press(page, 'Tweede stap instellen');
  await look(page, 'instellen');
  assert.equal(await page.locator('#code').getAttribute('autocomplete'), 'one-time-code');
  assert.ok((await page.locator('.gb-qr').boundingBox()).width >= 200, 'the square is large enough for a camera');
  await inEveryLook(page, 'instellen');
  phone = telephone(await secretOn(page));
  await giveCode(page, phone.wrong(), 'Tweede stap aanzetten');
  await look(page, 'instellen', { status: 422 });
  await errorAt(page, 'code', /code/i);
  const code = phone.code();
  await giveCode(page, `${code.slice(0, 3)} ${code.slice(3)}`, 'Tweede stap aanzetten'); // as apps show it
  await look(page, 'herstelcodes');
  recovery = await codesOn(page);
  assert.equal(new Set(recovery).size, 10);
  await inEveryLook(page, 'herstelcodes');
  await page.emulateMedia({ media: 'print' });
  assert.ok(await page.getByText(recovery[9]).isVisible(), 'they can be printed');
  await page.emulateMedia({ media: null });
  await page.getByRole('link', { name: 'Ik heb ze bewaard, ga verder' }).click();
  assert.equal(at(page), '/account');
  assert.match(await text(), /Tweede stap\s+aan\s+nog 10 herstelcodes/);
  assert.match(await page.locator('header').innerText(), /Gemeentesecretaris/, 'the role stays');
});

test('signing in asks for the code; an empty, a wrong and a used one are refused at the field', async () => {
  await press(page, 'Uitloggen', page.locator('header'));
  await page.goto(`${free.base}/account`);
  await page.locator('#email').focus();
  await page.keyboard.type(sanne.email);
  await page.keyboard.press('Tab');
  await page.keyboard.type(password);
  await Promise.all([page.waitForEvent('domcontentloaded'), page.keyboard.press('Enter')]);
  assert.equal(at(page), '/inloggen/code');
  await look(page, 'stap');
  const stops = await walk(page, '/inloggen/code');
  assert.ok(stops.indexOf('button Inloggen') === stops.indexOf('input code') + 1, `the button follows the field: ${stops}`);
  await other.context().addCookies(await page.context().cookies());
  await other.goto(`${free.base}/account`);
  assert.equal(at(other), '/inloggen', 'a password alone opens nothing');
  for (const [code, words] of [['', /code/i], [phone.wrong(), /code/i], [phone.again(), /al gebruikt/]]) {
    await giveCode(page, code);
    assert.equal(page.document.status(), 422);
    await errorAt(page, 'code', words);
  }
  await look(page, 'stap', { status: 422 });
  await page.locator('#code').focus();
  await page.keyboard.type(phone.code());
  await Promise.all([page.waitForEvent('domcontentloaded'), page.keyboard.press('Enter')]);
  assert.equal(at(page), '/account', 'where she wanted to go');
});

test('without a telephone a recovery code lets in, once', async () => {
  await press(page, 'Uitloggen', page.locator('header'));
  await signIn(page, free, sanne);
  await page.getByRole('link', { name: /herstelcode/ }).click();
  await look(page, 'stap');
  await inEveryLook(page, 'stap');
  await giveCode(page, 'AAAA-BBBB-CCCC-DDDD');
  assert.equal(page.document.status(), 422);
  await errorAt(page, 'code', /code/i);
  assert.equal(await page.getByLabel('Herstelcode', { exact: true }).count(), 1, 'it still asks for a recovery code');
  await giveCode(page, recovery[3].replaceAll('-', '').toLowerCase());
  await page.goto(`${free.base}/account`);
  assert.match(await text(), /nog 9 herstelcodes/);
  await signIn(other, free, sanne);
  await other.getByRole('link', { name: /herstelcode/ }).click();
  await giveCode(other, recovery[3]);
  assert.equal(other.document.status(), 422, 'each works once');
  await giveCode(other, recovery[4]);
});

test('a program signs in with a code of its own, which can be withdrawn; the password is not enough', async () => {
  await chooseRole(page, free, 'Gemeentesecretaris');
  await page.goto(`${free.base}/account`);
  await page.getByLabel('Uw wachtwoord').last().fill(password);
  await press(page, 'Code maken');
  await errorAt(page, 'codenaam', /naam/i);
  await look(page, 'account', { status: 422 });
  await page.getByLabel('Naam van het programma').fill('Zaaksysteem');
  await page.getByLabel('Geldig', { exact: true }).selectOption('365');
  await page.getByLabel('Uw wachtwoord').last().fill('een heel ander wachtwoord');
  await press(page, 'Code maken');
  await errorAt(page, 'wachtwoord-code', /wachtwoord/i);
  assert.equal(await page.getByLabel('Naam van het programma').inputValue(), 'Zaaksysteem', 'what was typed stays');
  assert.equal(await page.getByLabel('Geldig', { exact: true }).inputValue(), '365');
  await page.getByLabel('Uw wachtwoord').last().fill(password);
  await press(page, 'Code maken');
  await look(page, 'account');
  const token = (await page.locator('.gb-panel .gb-mono').last().innerText()).trim();
  const ask = (authorization) => fetch(`${free.base}/v1/rollen`, { headers: { authorization, 'Grootboek-Rol': 'PB' } }).then(async (r) => [r.status, await r.text()]);
  const [status, body] = await ask(`Bearer ${token}`);
  assert.equal(status, 200, body);
  const basic = await ask(`Basic ${Buffer.from(`${sanne.email}:${password}`).toString('base64')}`);
  assert.equal(basic[0], 401);
  assert.match(basic[1], /signin\.token-needed/);
  await page.goto(`${free.base}/account`);
  assert.ok(!(await page.content()).includes(token), 'shown once');
  await inEveryLook(page, 'account');
  await press(page, 'Code intrekken', page.getByRole('row', { name: /Zaaksysteem/ }));
  assert.match(await text(), /ingetrokken/);
  assert.equal((await ask(`Bearer ${token}`))[0], 401);
});

test('"Overal uitloggen" ends the sessions in every browser', async () => {
  await other.goto(`${free.base}/account`);
  assert.equal(await other.locator('#sessies tbody tr').count(), 2);
  await press(other, 'Overal uitloggen');
  assert.equal(at(other), '/inloggen');
  await page.goto(`${free.base}/account`);
  assert.equal(at(page), '/inloggen', 'the other browser too');
});

test('without JavaScript somebody sets up a second step, and the privacybeheerder takes it away', async () => {
  const plain = await open(browser, { javaScriptEnabled: false });
  await signIn(page, free, sanne);
  await page.getByRole('link', { name: /herstelcode/ }).click();
  await giveCode(page, recovery[5]);
  await chooseRole(page, free, 'Gemeentesecretaris');
  await addPerson(page, free, bea);
  await press(page, 'Uitnodigen', page.getByRole('row', { name: bea.name }));
  await plain.goto((await text()).match(/http\S+\/welkom\/\S+/)[0]);
  await plain.getByLabel('Wachtwoord').fill(password);
  await press(plain, 'Wachtwoord vastleggen');
  await plain.goto(`${free.base}/account`);
  await plain.getByLabel('Uw wachtwoord').first().fill(password);
  await press(plain, 'Tweede stap instellen');
  const hers = telephone(await secretOn(plain));
  await giveCode(plain, hers.code(), 'Tweede stap aanzetten');
  assert.equal((await codesOn(plain)).length, 10);
  await press(plain, 'Uitloggen', plain.locator('header'));
  await signIn(plain, free, bea);
  await giveCode(plain, hers.code());
  await plain.goto(`${free.base}/account`);
  assert.match(await text(plain), /Tweede stap\s+aan/);

  await chooseRole(page, free, 'Privacybeheerder');
  await page.goto(`${free.base}/personen`);
  await press(page, 'Tweede stap wissen', page.getByRole('row', { name: bea.name }));
  assert.match(await text(), /tweede stap/i);
  await look(page, 'personen');
  await plain.goto(`${free.base}/account`);
  assert.equal(at(plain), '/inloggen', 'her session ended with it');
  await signIn(plain, free, bea);
  await plain.goto(`${free.base}/account`);
  assert.match(await text(plain), /Tweede stap\s+uit/);
  await plain.context().close();
});

test('a provider that is down is told, and the password still works', async () => {
  await colleague.goto(`${free.base}/account`);
  await look(colleague, 'inloggen');
  await walk(colleague, '/inloggen');
  await inEveryLook(colleague, 'inloggen');
  await colleague.getByRole('link', { name: 'Inloggen met uw gemeenteaccount' }).click();
  await look(colleague, 'inloggen', { status: 503 });
  assert.match(await text(colleague), /antwoordt niet/);
  await colleague.getByLabel('E-mailadres').fill(bea.email);
  await colleague.getByLabel('Wachtwoord').fill(password);
  await press(colleague, 'Inloggen');
  assert.equal(at(colleague), '/account', 'where she wanted to go');
});

test('where the second step is required, a new account can do nothing before it is set up', async () => {
  for (const who of [page, colleague]) await who.context().clearCookies(); // one machine, two ledgers
  await firstAccount(page, strict);
  await look(page, 'instellen');
  await walk(page, '/inloggen/instellen');
  for (const where of ['/werk', '/rol', '/account', '/personen']) {
    await page.goto(strict.base + where);
    assert.equal(at(page), '/inloggen', where);
  }
  await signIn(page, strict, sanne);
  assert.equal(at(page), '/inloggen/instellen', 'begun again, it goes on');
  const asked = await secretOn(page);
  phone = telephone(asked);
  await giveCode(page, phone.wrong(), 'Tweede stap aanzetten');
  assert.equal(page.document.status(), 422);
  assert.equal(await secretOn(page), asked, 'a typing mistake does not cost a new secret');
  await giveCode(page, phone.code(), 'Tweede stap aanzetten');
  await look(page, 'herstelcodes');
  await page.getByRole('link', { name: 'Ik heb ze bewaard, ga verder' }).click();
  await chooseRole(page, strict, 'Gemeentesecretaris');
  await addPerson(page, strict, anton);
});

test('with an account of the municipality somebody signs in without a password, back to where he wanted to go', async () => {
  provider.person = { sub: 'anton-1', email: anton.email, email_verified: true };
  await colleague.goto(`${strict.base}/account`);
  await colleague.getByRole('link', { name: 'Inloggen met uw gemeenteaccount' }).click();
  assert.deepEqual(provider.wrong, []);
  assert.equal(at(colleague), '/account');
  assert.match(await text(colleague), /Inloggen met\s+gemeenteaccount/);
  assert.equal(await colleague.getByRole('heading', { name: 'Tweede stap' }).count(), 0, 'that is set at the provider');
  await look(colleague, 'account');
});

test('who signs out is told that he is still signed in at the provider, and can end that too', async () => {
  await press(colleague, 'Uitloggen', colleague.locator('header'));
  await look(colleague, 'uitgelogd');
  await inEveryLook(colleague, 'uitgelogd');
  await colleague.getByRole('link', { name: 'Log ook uit bij uw gemeenteaccount' }).click();
  assert.equal(provider.signedOut, 1);
  assert.equal(at(colleague), '/');
  await colleague.goto(`${strict.base}/account`);
  assert.equal(at(colleague), '/inloggen');
});

test('who has no account here, is not vouched for, or is refused by the provider reads why', async () => {
  for (const [person, refuse, words] of [
    [{ sub: 'vreemd', email: 'vreemd@elders.example', email_verified: true }, '', /geen account/],
    [{ sub: 'anton-2', email: anton.email, email_verified: false }, '', /account/],
    [null, 'access_denied', /afgebroken of geweigerd/]]) {
    Object.assign(provider, { person, refuse });
    await colleague.goto(`${strict.base}/inloggen?naar=%2Fpersonen`);
    await colleague.getByRole('link', { name: 'Inloggen met uw gemeenteaccount' }).click();
    assert.equal(colleague.document.status(), 403);
    assert.match(await colleague.locator('.gb-error-summary').innerText(), words);
    assert.equal(await colleague.locator('[name=naar]').inputValue(), '/personen', 'where he wanted to go is kept');
  }
  await look(colleague, 'inloggen', { status: 403 });
  assert.deepEqual(provider.wrong, []);
});

test('whose account is blocked does not come in through the provider either', async () => {
  provider.person = { sub: 'anton-1', email: anton.email, email_verified: true };
  await page.goto(`${strict.base}/personen`);
  await look(page, 'personen');
  await press(page, 'Blokkeren', page.getByRole('row', { name: anton.name }));
  await colleague.goto(`${strict.base}/inloggen/gemeenteaccount?naar=%2Faccount`);
  assert.equal(colleague.document.status(), 403);
  assert.match(await colleague.locator('.gb-error-summary').innerText(), /geblokkeerd/);
});

test('R-RPT-10 R-RPT-11 every page template of signing in was seen, and was accessible and Dutch', () => {
  assert.deepEqual(signInTemplates.filter((n) => !seen.has(n)), []);
});
