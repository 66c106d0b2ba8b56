// Every page works without JavaScript: the same flows, with JavaScript switched off.
import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { start, temp } from './lib/ledger.mjs';
import { launch, open, press } from './lib/page.mjs';
import { addProcess, chooseRole, firstAccount, registerFile, sanne, settled, signIn, staffAndRoles, upload } from './lib/town.mjs';

let ledger, browser, page;

before(async () => {
  ledger = await start({ data: path.join(temp('noscript'), 'data') });
  browser = await launch();
  page = await open(browser, { javaScriptEnabled: false });
  await firstAccount(page, ledger);
  await staffAndRoles(page, ledger);
  await chooseRole(page, ledger, 'Privacybeheerder');
  await addProcess(page, ledger, 'Leerlingenvervoer', sanne);
});
after(async () => {
  await browser?.close();
  await ledger?.stop();
});

test('without JavaScript somebody signs in and out', async () => {
  await press(page, 'Uitloggen', page.locator('header'));
  await page.goto(`${ledger.base}/verwerkingen`);
  assert.match(page.url(), /\/inloggen\?naar=/);
  await signIn(page, ledger, sanne);
  await chooseRole(page, ledger, 'Privacybeheerder');
  assert.match(await page.locator('header').innerText(), /Privacybeheerder/);
});

test('without JavaScript a long import shows how far it is, renews itself, and is recorded', async () => {
  const rows = Array.from({ length: 40_000 }, (_, i) => `Verwerking ${i},Team ${i % 50},Doel ${i}`);
  await page.goto(`${ledger.base}/importeren`);
  await page.getByLabel('Bestand met verwerkingen').setInputFiles({ name: 'lang.csv', mimeType: 'text/csv', buffer: Buffer.from('Naam,Afdeling,Doel\n' + rows.join('\n')) });
  await press(page, 'Bestand lezen');
  const html = await page.document.text();
  assert.match(html, /<noscript><meta http-equiv="refresh" content="\d+"><\/noscript>/, 'a page that renews itself');
  assert.match(html, /<progress/);
  assert.match(html, /Ververs deze pagina nu/);
  await settled(page, /^Voorbeeld/); // nobody clicks: the page renews itself
  await press(page, 'Stoppen');

  const file = registerFile();
  await page.getByLabel('Bestand met verwerkingen').setInputFiles(upload(file));
  await press(page, 'Bestand lezen');
  await settled(page, /^Voorbeeld/);
  await press(page, 'Vastleggen');
  await settled(page, /^Klaar/);
});

test('without JavaScript a form posts, says what is wrong, keeps what was typed, and records', async () => {
  await page.goto(`${ledger.base}/verwerkingen`);
  await page.getByRole('link', { name: /leerlingenvervoer/ }).click();
  await page.getByRole('link', { name: 'Wijzigen', exact: true }).click();
  await page.locator('[name="security"]').fill('Toegang op naam en rol.');
  await press(page, 'Wijzigen');
  assert.equal(page.document.status(), 422);
  assert.match(await page.locator('.gb-error-summary').innerText(), /reden/);
  assert.equal(await page.locator('[name="security"]').inputValue(), 'Toegang op naam en rol.');
  await page.getByRole('button', { name: 'Nog een doel toevoegen' }).click();
  assert.ok(await page.locator('[name="purpose-1"]').isVisible(), 'another block');
  assert.equal(await page.locator('[name="security"]').inputValue(), 'Toegang op naam en rol.');
  await page.getByLabel('Reden van de wijziging').fill('Norm');
  await press(page, 'Wijzigen');
  assert.match(await page.locator('main').innerText(), /Vastgelegd en verzegeld/);
});
