// Residents in a real browser: somebody asks for what is kept of him, follows it with his code, and somebody at the counter takes in
// what is asked of him, with the keyboard only. Every page is judged.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startDemo } from './lib/ledger.mjs';
import { launch, look as judge, open, press } from './lib/page.mjs';
import { chooseRole, petitionTemplates } from './lib/town.mjs';

let ledger, browser, page, code;
const seen = new Set();

before(async () => {
  ledger = await startDemo();
  browser = await launch();
  page = await open(browser);
});
after(async () => {
  await browser?.close();
  await ledger?.stop();
});

const go = (where) => page.goto(ledger.base + where);
const text = () => page.locator('main').innerText();
async function look(template, options) {
  seen.add(template);
  assert.deepEqual(await judge(page, template, options), []);
}

test('a resident asks for what is kept of him, without an account, and gets a number and a code', async () => {
  await go('/verzoek');
  await look('verzoek');
  await page.locator('input[name=kind]').first().check();
  await page.getByLabel('Naam', { exact: true }).fill('Xandra Verzonnenberg');
  await page.getByLabel('E-mailadres of postadres').fill('xandra@voorbeeld.example');
  await page.locator('textarea[name=text]').fill('Ik wil weten wat u over mij hebt.');
  await page.locator('main form button[type=submit]').last().click();
  await page.getByRole('heading', { name: 'Ontvangstbewijs' }).waitFor();
  await look('ontvangen');
  code = await page.locator('.gb-copy').innerText();
  assert.match(code, /^\S{4}(-| )\S{4}/);
});

test('what lacks is said at its field, and what was typed stays', async () => {
  await go('/verzoek');
  await page.getByLabel('Naam', { exact: true }).fill('Xandra Verzonnenberg');
  await page.locator('main form button[type=submit]').last().click();
  await page.waitForLoadState();
  assert.equal(await page.getByLabel('Naam', { exact: true }).inputValue(), 'Xandra Verzonnenberg');
  await look('verzoek', { shot: false, status: 422 });
});

test('with the code he sees how it stands; without it nobody does', async () => {
  await go('/volgen');
  await look('volgen');
  await page.getByLabel('Uw code').fill(code);
  await press(page, 'Bekijk hoe het staat');
  assert.match(await text(), /Antwoord uiterlijk op/);
  assert.doesNotMatch(await text(), /Xandra|wat u over mij/);
  assert.doesNotMatch(page.url(), /[A-Z2-9]{4}-/);
  await look('volgen');
});

test('at the counter an employee takes in an oral request with the keyboard only', async () => {
  await go('/inloggen');
  await page.getByLabel('E-mailadres').fill(ledger.email('Privacybeheerder'));
  await page.getByLabel('Wachtwoord').fill(ledger.password);
  await press(page, 'Inloggen');
  await chooseRole(page, ledger, 'Privacybeheerder');
  await go('/balie');
  await look('formulier');
  await page.locator('input[name=kind]').first().focus();
  await page.keyboard.press('Space');
  await page.keyboard.press('Tab');
  await page.keyboard.type('Yolanda Bedachtsma');
  await page.keyboard.press('Tab');
  await page.keyboard.type('023 000 00 01');
  await page.locator('textarea[name=text]').focus();
  await page.keyboard.type('Zij wil haar adres laten verbeteren.');
  await page.keyboard.press('Enter');
  await page.locator('main form button[type=submit]').last().focus();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Ontvangstbewijs' }).waitFor();
  assert.match(await text(), /Geef de persoon dit ontvangstbewijs/);
  await look('ontvangen', { shot: false });
});

test('R-RPT-10 every page template that the story leaves to this file was seen', () => {
  assert.deepEqual(petitionTemplates.filter((n) => !seen.has(n)), []);
});
