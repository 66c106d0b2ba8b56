// R-RPT-10 with the keyboard alone: axe cannot judge the order of focus, its visibility, or a trap.
import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { stop, tour, walk } from './lib/keyboard.mjs';
import { start, temp } from './lib/ledger.mjs';
import { launch, narrow, open, press } from './lib/page.mjs';
import { addProcess, chooseRole, firstAccount, password, sanne, staffAndRoles } from './lib/town.mjs';

let ledger, browser, page;
let record = '';

before(async () => {
  ledger = await start({ data: path.join(temp('keyboard'), 'data') });
  browser = await launch();
  page = await open(browser);
  await firstAccount(page, ledger);
  await staffAndRoles(page, ledger);
  await chooseRole(page, ledger, 'Privacybeheerder');
  await addProcess(page, ledger, 'Leerlingenvervoer', sanne);
  await chooseRole(page, ledger, 'Proceseigenaar');
  await page.goto(`${ledger.base}/verwerkingen/_submit`);
  await page.locator('[name="name"]').fill('Vervoer van leerlingen');
  await page.locator('[name="process"]').selectOption({ label: 'Leerlingenvervoer' });
  await press(page, 'Aanleveren');
  record = new URL(page.url()).pathname;
  await chooseRole(page, ledger, 'Privacybeheerder');
});
after(async () => {
  await browser?.close();
  await ledger?.stop();
});

test('R-RPT-10 signing in goes by keyboard alone: skip link, fields, button, role', async () => {
  const visitor = await open(browser);
  await visitor.goto(`${ledger.base}/inloggen`);
  const names = await walk(visitor, '/inloggen');
  assert.equal(names[0], 'a Direct naar de inhoud');
  const fields = names.slice(names.indexOf('input email'));
  assert.deepEqual(fields.slice(0, 3), ['input email', 'input password', 'button Inloggen']);

  await visitor.goto(`${ledger.base}/inloggen`);
  await visitor.keyboard.press('Tab');
  assert.ok((await visitor.locator('.gb-skip').boundingBox()).y >= 0, 'the skip link shows when it has the focus');
  await visitor.keyboard.press('Enter');
  assert.equal(await visitor.evaluate(() => document.activeElement.id), 'inhoud');
  await visitor.keyboard.press('Tab');
  assert.equal((await stop(visitor)).name, 'input email', 'past the menu at once');
  await visitor.keyboard.type(sanne.email);
  await visitor.keyboard.press('Tab');
  await visitor.keyboard.type('een heel verkeerd wachtwoord');
  await Promise.all([visitor.waitForEvent('domcontentloaded'), visitor.keyboard.press('Enter')]);
  assert.equal(visitor.document.status(), 422);
  assert.ok(await visitor.evaluate(() => document.activeElement.classList.contains('gb-error-summary')), 'the summary of errors has the focus');
  await visitor.keyboard.press('Tab');
  await visitor.keyboard.press('Enter');
  assert.equal((await stop(visitor)).name, 'input email', 'its link leads to the field');
  assert.equal(await visitor.locator('#email').inputValue(), sanne.email, 'what was typed stays');
  await visitor.keyboard.press('Tab');
  await visitor.keyboard.type(password);
  await visitor.keyboard.press('Tab');
  await Promise.all([visitor.waitForURL(/\/rol$|\/$|\/werk$/), visitor.keyboard.press('Enter')]);
  await visitor.goto(`${ledger.base}/rol`);
  for (let i = 0; i < 30 && !(await stop(visitor))?.name.startsWith('input rol'); i++) await visitor.keyboard.press('Tab');
  await visitor.keyboard.press('Space');
  const first = await visitor.locator('input[name=rol]:checked').inputValue();
  await visitor.keyboard.press('ArrowDown');
  assert.notEqual(await visitor.locator('input[name=rol]:checked').inputValue(), first, 'arrows choose');
  await visitor.keyboard.press('Tab');
  await Promise.all([visitor.waitForURL(/\/werk$/), visitor.keyboard.press('Enter')]);
  await visitor.context().close();
});

test('R-RPT-10 the form of an activity goes by keyboard alone, forwards and backwards, and holds nobody', async () => {
  await page.goto(`${ledger.base}${record}/_amend`);
  const there = await walk(page, 'form');
  assert.ok(there.length > 60, `${there.length} stops`);
  const back = await tour(page, 'Shift+Tab');
  assert.deepEqual(back.map((s) => s.name).filter((n) => /textarea|select/.test(n)).reverse(), there.filter((n) => /textarea|select/.test(n)));
});

test('R-RPT-10 the focus is seen on the other pages too, wide and at 320 px', async () => {
  for (const where of ['/werk', '/verwerkingen', record, '/geschiedenis', '/importeren', '/matrix', '/register']) {
    await page.goto(ledger.base + where);
    await walk(page, where);
    await page.setViewportSize(narrow);
    await page.goto(ledger.base + where);
    await walk(page, `${where} at 320 px`);
    await page.setViewportSize({ width: 1280, height: 900 });
  }
});

test('R-RPT-10 looking back in time and the filters behind "Meer filters" open by keyboard', async () => {
  await page.goto(`${ledger.base}/verwerkingen`);
  for (const words of ['Terugkijken in de tijd', 'Meer filters']) {
    const summary = page.locator('summary', { hasText: words });
    await summary.focus();
    await page.keyboard.press('Enter');
    assert.ok(await summary.evaluate((n) => n.parentElement.open), words);
  }
  await page.locator('#bekend').focus();
  await page.keyboard.type('01-01-2020');
  await Promise.all([page.waitForURL(/bekend=01-01-2020/), page.keyboard.press('Enter')]);
  assert.match(await page.locator('.gb-asof-past').innerText(), /U kijkt terug/);
});
