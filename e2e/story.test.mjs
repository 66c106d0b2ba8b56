// The story of issue A in a real browser: every page that somebody sees on the way is judged (lib/page.mjs).
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test as nodeTest } from 'node:test';
import { root, run, start, temp } from './lib/ledger.mjs';
import { launch, look as judge, narrow, open, picture, press, sideways, violations, wide } from './lib/page.mjs';
import { addProcess, anton, appoint, addPerson, bea, check, choose, chooseRole, complete, firstAccount, password, registerFile, sanne, arrangedTemplates, oversightTemplates, petitionTemplates, settled, signIn, signInTemplates, upload } from './lib/town.mjs';

const data = path.join(temp('story'), 'data');
const seen = new Set();
let ledger, browser, page, resident;
let record = ''; // path of the activity that the story is about
const moments = {};

before(async () => {
  ledger = await start({ data });
  browser = await launch();
  page = await open(browser);
  resident = await open(browser);
});
after(async () => {
  await browser?.close();
  await ledger?.stop();
});

// look judges a page under the name of its template, so that the last test can tell whether one was forgotten.
async function look(who, template, options) {
  seen.add(template);
  problems.push(...await judge(who, template, options));
}

// The story goes on from where it was: after a failure the rest would only fail for want of it.
// What is wrong with a page does not stop it.
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

const go = (where, who = page) => who.goto(ledger.base + where);
const text = (who = page) => who.locator('main').innerText();
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms)); // only to let the clock of the ledger move on
const moment = async (name) => {
  await pause(15);
  moments[name] = new Date().toISOString();
  await pause(15);
};

test('a visitor without an account reads the open pages', async () => {
  for (const [where, template] of [['/', 'home'], ['/register', 'openbaar'], ['/controle', 'controle'], ['/toegankelijkheid', 'toegankelijkheid'], ['/privacy', 'privacy'], ['/inloggen', 'inloggen']]) {
    await go(where, resident);
    await look(resident, template);
  }
  await go('/bestaat-niet', resident);
  await look(resident, 'fout', { status: 404 });
  await go('/verwerkingen', resident);
  assert.equal(new URL(resident.url()).pathname, '/inloggen', 'what is not open asks to sign in');
});

test('the set-up link makes the first account, once', async () => {
  await page.goto(ledger.welcome);
  await look(page, 'welkom');
  await page.getByLabel('Uw naam').fill(sanne.name);
  await page.getByLabel('Uw e-mailadres').fill(sanne.email);
  await page.getByLabel('Wachtwoord').fill('kort');
  await press(page, 'Account maken en beginnen');
  await look(page, 'welkom', { status: 422 });
  assert.equal(await page.getByLabel('Uw naam').inputValue(), sanne.name, 'what was typed stays');
  await page.getByLabel('Wachtwoord').fill(password);
  await press(page, 'Account maken en beginnen');
  await look(page, 'rol');
  await resident.goto(ledger.welcome);
  assert.notEqual(resident.document.status(), 200, 'the link works once');
  await look(resident, 'fout', { status: resident.document.status() });
});

test('staff and roles: the secretary and the college appoint, and what is wrong is said at the field', async () => {
  await chooseRole(page, ledger, 'Gemeentesecretaris');
  await look(page, 'werk');
  await go('/personen');
  await press(page, 'Persoon toevoegen');
  await look(page, 'personen', { status: 422 });
  await addPerson(page, ledger, anton);
  await addPerson(page, ledger, bea);
  await look(page, 'personen');
  await go('/rollen/_appoint');
  await look(page, 'formulier');
  for (const role of ['COL', 'TM']) await appoint(page, ledger, sanne, role);
  await look(page, 'record');
  await appoint(page, ledger, bea, 'TM');
  await chooseRole(page, ledger, 'College van burgemeester en wethouders');
  await appoint(page, ledger, anton, 'FG');
  await look(page, 'formulier', { status: 422 });
  await page.getByLabel(/^E-mailadres van de functie/).fill('fg@heemstede.example');
  await press(page, 'Aanwijzen');
  for (const [where, template] of [['/rollen', 'lijst'], ['/rasci', 'rasci'], ['/matrix', 'matrix']]) {
    await go(where);
    await look(page, template);
  }
  await go('/geschiedenis');
  await look(page, 'fout', { status: 403 }); // the college does not read the history
});

test('an invitation gives a colleague an account of his own', async () => {
  await chooseRole(page, ledger, 'Gemeentesecretaris');
  await go('/personen');
  await press(page, 'Uitnodigen', page.getByRole('row', { name: anton.name }));
  await look(page, 'personen');
  const link = (await text()).match(/http\S+\/welkom\/\S+/)[0];
  const colleague = await open(browser);
  await colleague.goto(link);
  await look(colleague, 'welkom');
  await colleague.getByLabel('Wachtwoord').fill(password);
  await press(colleague, 'Wachtwoord vastleggen');
  assert.match(await colleague.locator('.gb-user').innerText(), /Anton Bos/);
  await colleague.context().close();
});

test('a process and a retention rule', async () => {
  await chooseRole(page, ledger, 'Privacybeheerder');
  await addProcess(page, ledger, 'Leerlingenvervoer', sanne);
  await look(page, 'record');
  await go('/bewaarregels/_set');
  await look(page, 'formulier');
  await page.getByLabel('Naam van de regel').fill('Leerlingenvervoer, 7 jaar');
  await page.getByLabel('Soort gegevens').fill('Dossier leerlingenvervoer');
  await page.getByLabel(/^Termijn \(ISO 8601\)/).fill('zeven jaar');
  await press(page, 'Bewaarregel vaststellen');
  await look(page, 'formulier', { status: 422 });
  await page.getByLabel(/^Termijn \(ISO 8601\)/).fill('P7Y');
  await page.getByLabel(/^De termijn begint bij/).fill('einde van de voorziening');
  await page.getByLabel('Selectielijst van de VNG').check();
  await page.getByLabel(/^Wet en artikel/).fill('Selectielijst 2020, 11.1');
  await check(page, 'destroyable', 'yes');
  await press(page, 'Bewaarregel vaststellen');
  await look(page, 'record');
  await go('/processen');
  await look(page, 'lijst');
});

test('a real register is imported: preview, another column, recorded, and the same file again changes nothing', async (t) => {
  const file = registerFile();
  t.diagnostic(`imported: ${file.from}`);
  await go('/importeren');
  await look(page, 'inlezen');
  await press(page, 'Bestand lezen');
  await look(page, 'inlezen', { status: 422 });
  await page.getByLabel('Bestand met verwerkingen').setInputFiles({ name: 'kapot.xlsx', mimeType: 'application/zip', buffer: Buffer.from('PK geen zip') });
  await press(page, 'Bestand lezen');
  await settled(page, /kan niet worden ingelezen/);
  await look(page, 'inlezen-mislukt');

  await go('/importeren');
  await page.getByLabel('Bestand met verwerkingen').setInputFiles(upload(file));
  await press(page, 'Bestand lezen');
  await settled(page, /^Voorbeeld/);
  await look(page, 'inlezen-voorbeeld');
  const column = page.getByLabel('Veld voor kolom Gemeente');
  assert.equal(await column.inputValue(), '', 'the guess: no field of its own');
  await choose(column, 'Gezamenlijke verwerkingsverantwoordelijken');
  await press(page, 'Voorbeeld vernieuwen met deze kolommen');
  await settled(page, /^Voorbeeld/);
  assert.equal(await page.getByLabel('Veld voor kolom Gemeente').inputValue(), 'jointControllers', 'the choice is kept');
  await look(page, 'inlezen-voorbeeld');
  await press(page, 'Vastleggen');
  await settled(page, /^Klaar/);
  await look(page, 'inlezen-klaar');

  await go('/importeren');
  await look(page, 'inlezen');
  await page.getByLabel('Bestand met verwerkingen').setInputFiles(upload(file));
  await press(page, 'Bestand lezen');
  await settled(page, /^Voorbeeld/);
  assert.match(await text(), /Er is niets nieuws in dit bestand/);
  await press(page, 'Stoppen');
  assert.equal(new URL(page.url()).pathname, '/importeren');
});

test('a long file shows how far it is, and goes on by itself', async () => {
  const rows = Array.from({ length: 20_000 }, (_, i) => `Verwerking ${i},Team ${i % 50},Doel ${i}`);
  await go('/importeren');
  await page.getByLabel('Bestand met verwerkingen').setInputFiles({ name: 'lang.csv', mimeType: 'text/csv', buffer: Buffer.from('Naam,Afdeling,Doel\n' + rows.join('\n')) });
  await press(page, 'Bestand lezen');
  if (await page.getByRole('progressbar').count()) await look(page, 'inlezen-busy', { allow: ['meta-refresh'] });
  await settled(page, /^Voorbeeld/);
  assert.match(await text(), /de eerste 100 van 20\.000/);
  await look(page, 'inlezen-voorbeeld', { shot: false });
  await press(page, 'Stoppen');
});

test('a record is completed in the form, and an error keeps what was typed', async () => {
  await go('/verwerkingen');
  await look(page, 'lijst');
  await page.getByRole('link', { name: /leerlingenvervoer/ }).click();
  await page.waitForLoadState();
  record = new URL(page.url()).pathname;
  await look(page, 'record');

  await go(record + '/_register');
  await press(page, 'Registreren');
  assert.match(await text(), /beveiligingsmaatregelen/, 'what lacks is named');
  await look(page, 'formulier', { status: page.document.status() });

  await go(record + '/_amend');
  await look(page, 'formulier');
  await complete(page, 'Leerlingenvervoer');
  assert.equal(await page.locator('[name="special_ground"]').inputValue(), '', 'what nobody chose is not chosen');
  await press(page, 'Wijzigen');
  await look(page, 'formulier', { status: 422 }); // no reason
  await page.getByLabel('Reden van de wijziging').fill('Aangevuld na inlezen');
  await page.locator('[name="start_date"]').fill('31-02-2025');
  const name = await page.locator('[name="name"]').inputValue();
  await page.locator('[name="name"]').fill('');
  await press(page, 'Wijzigen');
  await look(page, 'formulier', { status: 422 });
  const summary = page.locator('.gb-error-summary');
  assert.ok(await summary.evaluate((n) => n === document.activeElement), 'the summary has the focus');
  const links = await summary.getByRole('link').all();
  assert.equal(links.length, 2, 'two things are wrong: the name and the date');
  for (const link of links) {
    const id = (await link.getAttribute('href')).slice(1);
    await link.click();
    assert.equal(await page.evaluate(() => document.activeElement.id), id, 'the link leads to its field');
    assert.equal(await page.locator(`[id="${id}"]`).getAttribute('aria-invalid'), 'true');
  }
  assert.equal(await page.locator('[name="start_date"]').inputValue(), '31-02-2025');
  assert.equal(await page.locator('[name="controller_contact"]').inputValue(), 'Postbus 352, 2100 AJ Heemstede');
  assert.ok(await page.locator('[name="brp_link"][value="indirect"]').isChecked());

  await page.getByRole('button', { name: 'Nog een bewaartermijn toevoegen' }).click();
  await page.waitForLoadState();
  assert.equal(await page.locator('[name="controller_contact"]').inputValue(), 'Postbus 352, 2100 AJ Heemstede');
  await choose(page.locator('[name="rule-1"]'), 'Leerlingenvervoer, 7 jaar');
  await page.locator('[name="start_date"]').fill('01-08-2014');
  await page.locator('[name="name"]').fill(name);
  await press(page, 'Wijzigen');
  assert.equal(page.document.status(), 200, await text());
  await look(page, 'record');
});

test('after registration the public register shows it without signing in, and nothing else', async () => {
  await go('/register', resident);
  assert.doesNotMatch(await text(resident), /leerlingenvervoer/, 'not before');
  await go(record + '/_register');
  await press(page, 'Registreren');
  await look(page, 'record');
  assert.match(await text(), /openbare register/);
  await go('/register', resident);
  assert.match(await text(resident), /leerlingenvervoer/);
  assert.doesNotMatch(await text(resident), /Vroegsignalering/, 'what is only submitted is not public');
  await look(resident, 'openbaar');
  await resident.getByRole('link', { name: /leerlingenvervoer/ }).click();
  await look(resident, 'openbare-verwerking');
  await resident.goto(await resident.locator('main a.gb-mono').getAttribute('href'));
  await look(resident, 'openbare-verwerking');
  for (const form of ['json', 'csv']) {
    const r = await resident.request.get(`${ledger.base}/register.${form}`);
    assert.equal(r.status(), 200);
    assert.match(await r.text(), /leerlingenvervoer/);
  }
});

async function amend(security, reason, happened = '') {
  await go(record + '/_amend');
  await page.locator('[name="security"]').fill(security);
  await page.getByLabel('Reden van de wijziging').fill(reason);
  await page.getByLabel(/^Wanneer is dit gebeurd/).fill(happened);
  await press(page, 'Wijzigen');
  assert.equal(page.document.status(), 200, await text());
}

test('two amendments, two versions side by side, and both axes of time', async () => {
  await moment('registered');
  await moment('between');
  await amend('Beveiliging volgens de BIO, eerste wijziging.', 'Nieuwe norm');
  await moment('first');
  await amend('Beveiliging volgens de BIO, tweede wijziging.', 'Eerder ingegaan, later gemeld', moments.between);
  await go(record);
  await look(page, 'record');
  assert.match(await text(), /achteraf vastgelegd/, 'a late recording is marked');

  await page.locator('main').getByRole('button', { name: 'Vergelijk', exact: true }).click();
  await page.waitForLoadState();
  await look(page, 'vergelijken');
  assert.match(await page.locator('.gb-diff-old').first().innerText(), /eerste wijziging/);
  assert.match(await page.locator('.gb-diff-new').first().innerText(), /tweede wijziging/);

  const security = async (query) => {
    await go(`${record}?${new URLSearchParams(query)}`);
    assert.match(await page.locator('.gb-asof-past').innerText(), /U kijkt terug/);
    return page.locator('.gb-summary-row', { hasText: 'Beveiligingsmaatregelen' }).first().innerText();
  };
  assert.match(await security({ bekend: moments.registered }), /versleutelde opslag/, 'known then: before both');
  assert.match(await security({ bekend: moments.first }), /eerste wijziging/, 'known then: the first only');
  await look(page, 'record');
  assert.match(await security({ was: moments.registered }), /versleutelde opslag/, 'true then: before both');
  assert.match(await security({ was: moments.first }), /tweede wijziging/, 'true then: both had happened; what was recorded last is better');
  const between = new Date(Date.parse(moments.between) + 5).toISOString();
  assert.match(await security({ was: between }), /tweede wijziging/, 'true then: only the second had happened');
  assert.match(await security({ was: between, bekend: moments.first }), /versleutelde opslag/, 'true then, as known before the second was recorded');
  await look(page, 'record', { shot: false });
  await go(`/verwerkingen?bekend=01-01-2020`);
  assert.match(await text(), /geen verwerkingen/i);
  await look(page, 'lijst');
  await go('/register?bekend=' + encodeURIComponent(moments.registered), resident);
  await look(resident, 'openbaar');
  await go('/register?bekend=gisteren', resident);
  await look(resident, 'openbaar', { status: resident.document.status() });
});

test('somebody else was first: the form comes back with what changed, and what was typed', async () => {
  await go(record + '/_amend');
  const other = await open(browser);
  await signIn(other, ledger, sanne);
  await chooseRole(other, ledger, 'Privacybeheerder');
  await other.goto(ledger.base + record + '/_amend');
  await other.locator('[name="department"]').fill('Sociaal domein');
  await other.getByLabel('Reden van de wijziging').fill('Andere afdeling');
  await press(other, 'Wijzigen');
  await other.context().close();
  await page.locator('[name="security"]').fill('Beveiliging volgens de BIO, derde wijziging.');
  await page.getByLabel('Reden van de wijziging').fill('Weer een norm');
  await press(page, 'Wijzigen');
  await look(page, 'formulier', { status: 412 });
  assert.match(await text(), /Sociaal domein/);
  assert.equal(await page.locator('[name="security"]').inputValue(), 'Beveiliging volgens de BIO, derde wijziging.');
});

test('search, sort and filter stand in the address', async () => {
  await go('/zoeken');
  await look(page, 'zoeken');
  await page.getByLabel('Zoek op woorden').fill('leerlingenverv');
  await press(page, 'Toon');
  assert.match(await text(), /leerlingenvervoer/);
  await look(page, 'zoeken');
  await go('/verwerkingen?status=registered&sorteer=-changed&onvolledig=ja');
  await look(page, 'lijst');
  await go('/verwerkingen?zoek=leerling&status=registered');
  assert.match(await text(), /leerlingenvervoer/);
  await go('/verwerkingen/_submit');
  await look(page, 'formulier', { shot: false });
});

test('the history shows every event, and its filters narrow it', async () => {
  await go('/geschiedenis');
  await look(page, 'geschiedenis');
  await page.getByLabel('Soort gebeurtenis').selectOption({ label: 'Gewijzigd' });
  await press(page, 'Toon');
  const lines = await page.locator('.gb-entry-what').allInnerTexts();
  assert.ok(lines.length > 2 && lines.every((l) => l.startsWith('Gewijzigd')), lines.join('; '));
  await page.getByText('Meer filters').click();
  await page.getByLabel('Alleen achteraf vastgelegd of ingelezen').check();
  await press(page, 'Toon');
  assert.equal(await page.locator('.gb-entry').count(), 1, 'one amendment was recorded late');
  await look(page, 'geschiedenis');
  await go('/geschiedenis?van=01-01-2020&tot=31-12-2020');
  assert.match(await text(), /geen gebeurtenissen/);
  await look(page, 'geschiedenis', { shot: false });
  await go('/geschiedenis?van=gisteren');
  await look(page, 'geschiedenis', { status: page.document.status() });
  await go('/achterstand');
  await look(page, 'achterstand');
});

test('an update round is started', async () => {
  await go('/actualisatierondes/_start');
  await look(page, 'formulier', { shot: false });
  await page.getByLabel('Naam van de ronde').fill('Jaarronde');
  await page.getByLabel('Bevestigen vóór').fill('31-12-2030');
  await press(page, 'Ronde starten');
  await look(page, 'record');
});

test('the FG tests the entry; one page says why it may not start; and what runs already is recorded with what it lacks', async () => {
  const fg = await open(browser);
  await signIn(fg, ledger, anton);
  if (new URL(fg.url()).pathname === '/rol') await chooseRole(fg, ledger, 'Functionaris gegevensbescherming');
  await fg.goto(ledger.base + record + '/_test');
  await look(fg, 'formulier');
  for (const aspect of ['quality', 'currency', 'correctness', 'completeness']) await check(fg, aspect, aspect === 'completeness' ? 'insufficient' : 'sufficient');
  await check(fg, 'own_work', 'no');
  await press(fg, 'Toets vastleggen');
  await look(fg, 'formulier', { status: 422 });
  await fg.getByLabel(/^Bevindingen/).fill('De ontvangers zijn te grof beschreven.');
  await press(fg, 'Toets vastleggen');
  await look(fg, 'record');
  assert.match(await text(fg), /Getoetst door de FG/);
  await fg.goto(ledger.base + '/geschiedenis');
  assert.match(await text(fg), /Getoetst door de FG/);
  await look(fg, 'geschiedenis', { shot: false });

  await chooseRole(page, ledger, 'Proceseigenaar');
  await look(page, 'werk');
  await go(record);
  await page.getByRole('link', { name: 'Bekijk de voorwaarden' }).click();
  await look(page, 'overzicht');
  assert.match(await text(), /Nee\. Aan \d+ voorwaarden is niet voldaan/);
  await page.getByRole('link', { name: 'Noodzaakbeoordeling beginnen' }).first().click();
  await look(page, 'formulier', { shot: false });
  assert.equal(await page.getByLabel('Verwerking', { exact: true }).inputValue(), 'activity/' + record.split('/').pop(), 'the form knows the activity');
  await go(record + '/gevolgen');
  await look(page, 'overzicht', { shot: false });
  await go(record + '/_approve-start');
  await look(page, 'formulier');
  await press(page, 'Start goedkeuren');
  await look(page, 'formulier', { status: page.document.status() });
  const named = await page.locator('.gb-error-summary li').allInnerTexts();
  assert.ok(named.some((n) => /^\(c\) Noodzaakbeoordeling/.test(n)) && named.length > 5, named.join('; '));
  await go(record + '/_record-running');
  await page.getByLabel(/^Waarom loopt/).fill('Deze verwerking liep al voor dit register, kenmerk 2026-114.');
  await press(page, 'Vastleggen dat de verwerking al loopt');
  assert.match(await text(), /actief/);
  await look(page, 'record');
  await fg.goto(ledger.base + record);
  assert.match(await text(fg), /Liep al zonder: Noodzaakbeoordeling/, 'the FG sees what it lacks');
  await fg.context().close();
});

test('a receipt, a checkpoint and an export leave the building, and the accountant proves them', async () => {
  const out = temp('proof');
  const fetched = async (click, name) => {
    const download = page.waitForEvent('download');
    await click();
    const file = path.join(out, name);
    await (await download).saveAs(file);
    return file;
  };
  await chooseRole(page, ledger, 'Privacybeheerder');
  await go('/controle');
  const old = await fetched(() => page.getByRole('link', { name: 'Download het controlepunt' }).click(), 'oud.txt');
  const key = await fetched(() => page.getByRole('link', { name: 'Download de openbare sleutel' }).click(), 'sleutel.txt');
  await amend('Beveiliging volgens de BIO, vierde wijziging.', 'Na het controlepunt');
  await go(record);
  const receipt = await fetched(() => page.getByRole('link', { name: /Download het bewijs/ }).click(), 'bewijs.tlog-proof');
  assert.match(fs.readFileSync(receipt, 'utf8'), /^c2sp\.org\/tlog-proof@v1\n/);
  await go('/geschiedenis');
  const file = await fetched(() => page.getByRole('link', { name: 'Download het hele logboek' }).click(), 'export.jsonl');

  const good = await run('grootboek-verify', '--key', key, '--checkpoint', old, file);
  assert.equal(good.status, 0, good.out);
  const online = await run('grootboek-verify', '--key', key, '--checkpoint', old, ledger.base);
  assert.equal(online.status, 0, online.out);
  const bytes = fs.readFileSync(file);
  const at = bytes.indexOf('vierde wijziging');
  assert.ok(at > 0);
  bytes[at] ^= 1;
  fs.writeFileSync(file, bytes);
  const bad = await run('grootboek-verify', '--key', key, '--checkpoint', old, file);
  assert.equal(bad.status, 1, bad.out);
  assert.match(bad.out, /KLOPT NIET: eerste afwijking bij gebeurtenis \d+/);
});

// The pages that people see most, for every look they can have.
const main = () => [
  [resident, '/'], [resident, '/register'], [resident, '/register/' + record.split('/').pop()], [resident, '/controle'], [resident, '/inloggen'],
  [page, '/werk'], [page, '/verwerkingen'], [page, record], [page, record + '/_amend'], [page, record + '?bekend=' + moments.first],
  [page, record + '/vergelijken'], [page, '/geschiedenis'], [page, '/matrix'], [page, '/importeren']];

async function everyMain(name, look) {
  for (const [who, where] of main()) {
    await go(where, who);
    assert.equal(who.document.status(), 200, where);
    await look(who, where);
    const short = where.replace(record, '/record').split('?')[0].replaceAll('/', '-').slice(0, 24);
    await picture(who, `${name}${short}`);
  }
}

test('R-RPT-10 in dark colours the main pages have no axe violation', async () => {
  for (const who of [page, resident]) await who.emulateMedia({ colorScheme: 'dark' });
  await everyMain('donker', async (who, where) => {
    const ground = await who.evaluate(() => getComputedStyle(document.body).backgroundColor);
    assert.ok(Math.max(...ground.match(/\d+/g).slice(0, 3).map(Number)) < 80, `${where} is dark: ${ground}`);
    problems.push(...(await violations(who)).map((p) => `${where}: ${p}`));
  });
  for (const who of [page, resident]) await who.emulateMedia({ colorScheme: null });
});

test('R-RPT-10 in forced colours the main pages have no axe violation, and buttons keep an edge', async () => {
  for (const who of [page, resident]) await who.emulateMedia({ forcedColors: 'active' });
  await everyMain('geforceerd', async (who, where) => {
    problems.push(...(await violations(who)).map((p) => `${where}: ${p}`));
    const bare = await who.evaluate(() => [...document.querySelectorAll('.gb-button')].filter((b) => b.checkVisibility() && !parseFloat(getComputedStyle(b).borderTopWidth)).length);
    assert.equal(bare, 0, where);
  });
  for (const who of [page, resident]) await who.emulateMedia({ forcedColors: null });
});

test('R-RPT-10 with text spacing of a reader nothing is cut off at 320 px (WCAG 1.4.10, 1.4.12)', async () => {
  for (const who of [page, resident]) await who.setViewportSize(narrow);
  await everyMain('smal', async (who, where) => {
    await who.evaluate(() => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync('* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-block-end: 2em !important }');
      document.adoptedStyleSheets = [sheet];
    });
    problems.push(...(await sideways(who)).map((p) => `${where}: ${p}`));
  });
  for (const who of [page, resident]) await who.setViewportSize(wide);
});

test('signing out ends the session', async () => {
  await press(page, 'Uitloggen', page.locator('header'));
  assert.equal(new URL(page.url()).pathname, '/');
  await go('/verwerkingen');
  assert.equal(new URL(page.url()).pathname, '/inloggen');
});

test('R-RPT-10 in the theme of a municipality the main pages have no axe violation', async () => {
  for (const who of [page, resident]) await who.goto('about:blank'); // or they would ask the one that stops
  await ledger.stop();
  const theme = path.join(root, 'e2e/node_modules/@nl-design-system-unstable/voorbeeld-design-tokens/dist/theme.css');
  ledger = await start({ data, env: { GROOTBOEK_THEMA: theme, GROOTBOEK_THEMA_KLASSE: 'voorbeeld-theme' } });
  await signIn(page, ledger, sanne);
  await chooseRole(page, ledger, 'Privacybeheerder');
  await everyMain('thema', async (who, where) => {
    const colour = await who.evaluate(() => getComputedStyle(document.body).getPropertyValue('--utrecht-button-primary-action-background-color'));
    assert.notEqual(colour, '', `${where} has the theme`);
    problems.push(...(await violations(who)).concat(who.complaints.splice(0)).map((p) => `${where}: ${p}`));
  });
});

test('R-RPT-10 R-RPT-11 every page template was seen, and was accessible and Dutch', () => {
  const templates = fs.readdirSync(path.join(root, 'api/web/pages')).map((f) => path.basename(f, '.html')).filter((n) => n !== 'gallery'); // no route leads to the gallery
  assert.deepEqual(templates.filter((n) => !seen.has(n) && ![...signInTemplates, ...arrangedTemplates, ...oversightTemplates, ...petitionTemplates].includes(n)), []); // those: signin.test.mjs, arranged.test.mjs, oversight.test.mjs, petition.test.mjs
  assert.deepEqual([...seen].filter((n) => !templates.includes(n)), []);
});
