// Incidents in a real browser: a processor reports without an account, an employee reports and sees how it stands, the page of a
// breach with its clock, what was sent to the AP compared, and the proof over a period. Every page is judged.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startDemo } from './lib/ledger.mjs';
import { launch, look as judge, open, press } from './lib/page.mjs';
import { chooseRole } from './lib/town.mjs';

let ledger, browser, page;

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
const look = async (template, options) => assert.deepEqual(await judge(page, template, options), []);

test('a processor reports with the keyboard only, and gets a number and what comes next', async () => {
  await go('/');
  await page.getByRole('link', { name: 'Meld het als verwerker' }).click();
  await look('formulier');
  await page.getByLabel('Hack of inbraak in een systeem').focus();
  await page.keyboard.press('Space');
  await page.keyboard.press('Tab');
  await page.keyboard.type('Iemand las mee in een postbus.');
  await page.keyboard.press('Tab');
  await page.keyboard.type('24-11-2025 08:00');
  await page.keyboard.press('Tab');
  await page.keyboard.type('Verzonnen Software BV, Bea Bedacht, 023 000 00 00');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Uw melding is ontvangen' }).waitFor();
  assert.match(await text(), /INC-\d{4}-[0-9a-f]{8}/);
  await look('overzicht');
});

test('what lacks is said at its field, and what was typed stays', async () => {
  await go('/melden/verwerker');
  await page.getByLabel('Wat is er gebeurd?').fill('Nog iets.');
  await press(page, 'Melding versturen');
  assert.match(await text(), /Vul in hoe wij u kunnen bereiken/);
  assert.equal(await page.getByLabel('Wat is er gebeurd?').inputValue(), 'Nog iets.');
  await look('formulier', { shot: false, status: 422 });
});

test('the FG sees the clock, what was known at each decision, what was sent to the AP, and the proof over a period', async () => {
  await go('/inloggen');
  await page.getByLabel('E-mailadres').fill(ledger.email('Functionaris gegevensbescherming'));
  await page.getByLabel('Wachtwoord').fill(ledger.password);
  await press(page, 'Inloggen');
  await chooseRole(page, ledger, 'Functionaris gegevensbescherming');
  await go('/datalekken-register?ap=te-laat-gemeld');
  await look('lijst');
  await page.locator('main tbody a').first().click();
  await look('record');
  assert.match(await text(), /Volgnummer \d{4}\/\d+/);
  assert.match(await text(), /Wat was bekend bij elk besluit/);
  await page.getByRole('link', { name: 'Bekijk de pagina van toen' }).first().click();
  await look('record', { shot: false });
  await page.goBack();
  await page.locator('#ap-meldingen tbody a, table:has-text("Na kennisname") tbody a[href*="ap-meldingen"]').first().click();
  await look('vergelijken');
  await go('/datalekken-register');
  await page.getByRole('link', { name: 'Bewijs over een periode' }).click();
  await look('overzicht');
  assert.match(await text(), /Niet bewezen\. Geen logboek kan dat\./);
});
