// The desk of the accountant and the pages of the FG, in a real browser. Every page is judged.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startDemo } from './lib/ledger.mjs';
import { launch, look as judge, open, press } from './lib/page.mjs';
import { chooseRole, oversightTemplates } from './lib/town.mjs';

const seen = new Set();
let ledger, browser;

before(async () => {
  ledger = await startDemo();
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await ledger?.stop();
});

// as is somebody signed in, in a role.
async function as(role) {
  const page = await open(browser);
  await page.goto(`${ledger.base}/inloggen`);
  await page.getByLabel('E-mailadres').fill(ledger.email(role));
  await page.getByLabel('Wachtwoord').fill(ledger.password);
  await press(page, 'Inloggen');
  await chooseRole(page, ledger, role);
  return page;
}

async function look(page, template, options) {
  seen.add(template);
  assert.deepEqual(await judge(page, template, options), []);
}

test('the FG sees what changed between two moments, who records late, and who reads what', async () => {
  const page = await as('Functionaris gegevensbescherming');
  await page.goto(`${ledger.base}/fg`);
  await look(page, 'overzicht');
  assert.match(await page.locator('main').innerText(), /Wat deden beheerders/);
  await page.goto(`${ledger.base}/fg/verschil`);
  await page.locator('main tbody a').first().click();
  await look(page, 'verschil');
  await page.goto(`${ledger.base}/achterstand`);
  await look(page, 'achterstand');
  await page.goto(`${ledger.base}/geschiedenis?zoek=gestopt`);
  await look(page, 'geschiedenis', { shot: false });
  await page.goto(`${ledger.base}/fg-aantekeningen/_write`);
  await look(page, 'formulier', { shot: false });
});

test('the accountant draws a sample, walks through an item, and takes the bundle home', async () => {
  const page = await as('Accountant');
  await page.goto(`${ledger.base}/controles?status=started`);
  await page.locator('main tbody a').first().click();
  await page.getByRole('link', { name: 'Populatie en steekproef' }).click();
  await look(page, 'overzicht');
  await page.getByRole('link', { name: 'Trek de steekproef' }).click();
  await look(page, 'formulier', { shot: false });
  await page.getByLabel('Hoeveel records?').fill('2');
  await press(page, 'Steekproef trekken');
  assert.match(await page.locator('main').innerText(), /precies deze steekproef/);
  await look(page, 'overzicht');
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Download de controlebundel' }).click()]);
  assert.match(download.suggestedFilename(), /^controlebundel-.*\.zip$/);
  await page.locator('#steekproef tbody a').first().click();
  await look(page, 'controlestuk');
});

test('R-RPT-10 every page template that the story leaves to this file was seen', () => {
  assert.deepEqual(oversightTemplates.filter((n) => !seen.has(n)), []);
});
