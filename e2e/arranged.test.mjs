// What issue C arranges, in a real browser and in a municipality with years behind it: why an activity may not start, what
// hangs on a processor, the registers, a DPIA as a working document, retention and texts for residents. Every page is judged.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startDemo } from './lib/ledger.mjs';
import { launch, look as judge, open, press } from './lib/page.mjs';
import { arrangedTemplates, chooseRole } from './lib/town.mjs';

const seen = new Set();
let ledger, browser, page;

before(async () => {
  ledger = await startDemo();
  browser = await launch();
  page = await open(browser);
  await go('/inloggen');
  await page.getByLabel('E-mailadres').fill(ledger.email('Privacybeheerder'));
  await page.getByLabel('Wachtwoord').fill(ledger.password);
  await press(page, 'Inloggen');
  await chooseRole(page, ledger, 'Privacybeheerder');
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

// first is the address of the first record in a register.
async function first(register) {
  await go(register);
  await look('lijst', { shot: false });
  const hrefs = await page.locator('main tbody a').evaluateAll((list) => list.map((a) => a.getAttribute('href')));
  const href = hrefs.find((h) => new RegExp(`^${register.split('?')[0]}/[0-9a-f-]{36}`).test(h));
  assert.ok(href, `${register} is empty`);
  return href.split('?')[0];
}

test('one page says whether an activity may start, now and on an earlier day; another what hangs on a processor', async () => {
  const activity = await first('/verwerkingen');
  await go(`${activity}/startvoorwaarden`);
  await look('overzicht');
  assert.match(await text(), /\(c\) Noodzaakbeoordeling/);
  await go(`${activity}/startvoorwaarden?bekend=01-01-2016`);
  assert.match(await text(), /bestond deze verwerking nog niet/);
  await go(await first('/verwerkers'));
  await look('record', { shot: false });
  await page.getByRole('link', { name: 'Wat hangt hieraan?' }).click();
  await look('overzicht', { shot: false });
});

test('a record names the record it is about; no page shows an id for a name', async () => {
  await go(await first('/noodzaakbeoordelingen'));
  const body = await page.locator('.gb-summary').first().innerText();
  assert.doesNotMatch(body, /[0-9a-f]{8}-[0-9a-f]{4}-/);
});

test('a DPIA is a working document, and reads a file', async () => {
  await go('/dpia-kalender');
  await look('dpia-kalender');
  const dpia = await first('/dpias?status=executing');
  await go(dpia);
  await look('dpia');
  const section = await page.locator('main a[href*="/onderdelen/"]').first().getAttribute('href');
  await go(section);
  await look('dpia-onderdeel');
  await go(`${dpia}/document`);
  await look('dpia-document');
  await go(`${dpia}/inlezen`);
  await look('dpia-inlezen');
  await page.locator('input[type=file]').setInputFiles({ name: 'pia.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify({ pia: { name: 'Camera' }, answers: [{ reference_to: '121', data: { text: 'Beelden van de openbare weg.' } }], measures: [], evaluations: [], comments: [] })) });
  await page.locator('main form button[type=submit]').last().click();
  await page.waitForLoadState();
  await look('dpia-bestand');
  assert.match(await text(), /Camera/);
});

test('the selection list, and the texts for residents', async () => {
  await go('/bewaren/selectielijst');
  await look('selectielijst');
  await go('/geinformeerd');
  await look('geinformeerd');
  await go('/verklaringen/_draft');
  await look('verklaring-opstellen');
  await go('/privacyverklaringen');
  const notice = await page.locator('main a[href^="/privacyverklaringen/"]').first().getAttribute('href');
  await go(notice);
  await look('privacyverklaring');
});

test('personal data in the vault are shown to who says why, and the log says who it was', async () => {
  const complaint = await first('/klachten');
  await go(complaint);
  await look('record', { shot: false });
  await page.getByRole('link', { name: 'Persoonsgegevens inzien' }).click();
  await look('dossier');
  await page.getByLabel('Waarom bekijkt u deze gegevens?').fill('Terugbellen over de klacht.');
  await press(page, 'Inzien');
  assert.match(await text(), /U bekijkt persoonsgegevens/);
  await look('dossier');
  await go(complaint.replace('klachten', 'kluisdossiers'));
  assert.match(await text(), /Persoonsgegevens bekeken/);
});

test('everybody sees what to read and sign', async () => {
  await go('/lezen');
  await look('lezen');
});

test('R-RPT-10 every page template that the story leaves to this file was seen', () => {
  assert.deepEqual(arrangedTemplates.filter((n) => !seen.has(n)), []);
});
