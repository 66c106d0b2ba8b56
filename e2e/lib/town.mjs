// What people of a small municipality do with the ledger, step by step: shared by the tests.
import fs from 'node:fs';
import path from 'node:path';
import { root } from './ledger.mjs';
import { press } from './page.mjs';

export const password = 'een lange zin als wachtwoord';
export const sanne = { name: 'Sanne de Vries', email: 'sanne@heemstede.example' };
export const anton = { name: 'Anton Bos', email: 'anton@heemstede.example' };
export const bea = { name: 'Bea Jansen', email: 'bea@heemstede.example' };

// The templates that the tests of signing in see; the story sees all others.
export const signInTemplates = ['account', 'herstelcodes', 'instellen', 'stap', 'uitgelogd'];

// The templates that arranged.test.mjs sees, in a municipality that has years behind it.
export const arrangedTemplates = ['dossier', 'dpia', 'dpia-bestand', 'dpia-document', 'dpia-inlezen', 'dpia-kalender', 'dpia-onderdeel', 'geinformeerd', 'lezen', 'privacyverklaring', 'selectielijst', 'verklaring-opstellen'];
// oversightTemplates are seen by oversight.test.mjs.
export const oversightTemplates = ['controlestuk', 'verschil'];
// petitionTemplates are seen by petition.test.mjs.
export const petitionTemplates = ['ontvangen', 'verzoek', 'volgen'];

// In the middle of a message, so that who reads it knows what was imported.
const real = path.join(root, '../shared/data/registers/purmerend_register_webpaginas.csv');
const own = `Naam verwerking,Gemeente,Verantwoordelijke,Team,Grondslag,Doel,Betrokkenen,Persoonsgegevens,Herkomst,Ontvangers,Bewaartermijn,Verwerker,_bron_url,_doel_ingekort
Uitvoeren (aanvraag) leerlingenvervoer,Voorbeeld,Burgemeester en Wethouders,Maatschappelijke Ontwikkeling,Wettelijke verplichting,Afhandelen van aanvragen voor leerlingenvervoer,"aanvrager, leerling","NAW, telefoonnummer, BSN",School,vervoerder,tot de betrokkene 23 jaar wordt,Voorbeeld BV,https://voorbeeld.example/1,ja
Vroegsignalering,Voorbeeld,Burgemeester en Wethouders,Wonen en Wmo,Wettelijke verplichting,Voorkomen van schulden,betrokkene,"NAW, BSN",woningcorporaties,casemanager,12 maanden,nee,https://voorbeeld.example/2,ja
`;

// registerFile is the register that is imported, as Playwright takes files, with a word on where it comes from.
export function registerFile() {
  if (fs.existsSync(real)) return { from: 'the real register of Purmerend (../shared/data)', name: path.basename(real), mimeType: 'text/csv', buffer: fs.readFileSync(real) };
  return { from: 'a register written for this test: ../shared/data is not here', name: 'register.csv', mimeType: 'text/csv', buffer: Buffer.from(own) };
}

export function upload({ name, mimeType, buffer }) {
  return { name, mimeType, buffer };
}

// firstAccount uses the set-up link.
export async function firstAccount(page, ledger) {
  await page.goto(ledger.welcome);
  await page.getByLabel('Uw naam').fill(sanne.name);
  await page.getByLabel('Uw e-mailadres').fill(sanne.email);
  await page.getByLabel('Wachtwoord').fill(password);
  await press(page, 'Account maken en beginnen');
}

export async function chooseRole(page, ledger, role) {
  await page.goto(`${ledger.base}/rol`);
  await page.getByLabel(role, { exact: true }).check();
  await press(page, 'Kies deze rol');
}

// signIn gives the password of somebody. Where a second step is on, the page that asks for it follows.
export async function signIn(page, ledger, who) {
  await page.goto(`${ledger.base}/inloggen`);
  await page.getByLabel('E-mailadres').fill(who.email);
  await page.getByLabel('Wachtwoord').fill(password);
  await press(page, 'Inloggen');
}

export async function addPerson(page, ledger, who) {
  await page.goto(`${ledger.base}/personen`);
  await page.getByLabel('Naam', { exact: true }).fill(who.name);
  await page.getByLabel(/^E-mailadres van het werk/).fill(who.email);
  await press(page, 'Persoon toevoegen');
}

// appoint fills in the form of an appointment; more does what else there is to fill in.
export async function appoint(page, ledger, who, role, more = async () => {}) {
  await page.goto(`${ledger.base}/rollen/_appoint`);
  await choose(page.getByLabel('Persoon', { exact: true }), who.name);
  await page.getByLabel('Rol', { exact: true }).selectOption(role);
  await page.getByLabel('Met ingang van').fill('01-01-2025');
  await more();
  await press(page, 'Aanwijzen');
}

// choose takes the option that begins with the words.
export async function choose(select, words) {
  const label = (await select.locator('option').allTextContents()).find((t) => t.startsWith(words));
  if (!label) throw new Error(`no option begins with ${words}`);
  await select.selectOption({ label });
}

// staffAndRoles fills the staff directory and appoints, as secretary and as college.
export async function staffAndRoles(page, ledger) {
  await chooseRole(page, ledger, 'Gemeentesecretaris');
  await addPerson(page, ledger, anton);
  await addPerson(page, ledger, bea);
  for (const role of ['COL', 'TM']) await appoint(page, ledger, sanne, role);
  await appoint(page, ledger, bea, 'TM');
  await chooseRole(page, ledger, 'College van burgemeester en wethouders');
  await appoint(page, ledger, anton, 'FG', () => page.getByLabel(/^E-mailadres van de functie/).fill('fg@heemstede.example'));
}

export async function addProcess(page, ledger, name, owner) {
  await page.goto(`${ledger.base}/processen/_register`);
  await page.getByLabel('Naam van het proces').fill(name);
  await page.getByLabel('Gemeentelijke taak').fill('Vervoer van leerlingen naar een passende school');
  await page.getByLabel('Afdelingen of teams').fill('Maatschappelijke Ontwikkeling');
  await choose(page.getByLabel('Proceseigenaar'), owner.name);
  await press(page, 'Proces registreren');
}

// complete fills in what an imported activity lacks.
export async function complete(page, process) {
  const field = (name) => page.locator(`[name="${name}"]`);
  await field('controller_contact').fill('Postbus 352, 2100 AJ Heemstede');
  await choose(field('process'), process);
  await field('explanation-0').fill('Wet op het primair onderwijs, artikel 4');
  await field('security').fill('Toegang op naam en rol, versleutelde opslag, jaarlijkse controle.');
  await field('bsn_basis').fill('Wet algemene bepalingen burgerservicenummer, artikel 10; nodig om leerlingen niet te verwisselen.');
  await check(page, 'outside_eu', 'no');
  await check(page, 'obtained_from', 'both');
  await check(page, 'carried_out_by', 'municipality');
  await check(page, 'brp_link', 'indirect');
  await check(page, 'automated', 'no');
}

export async function check(page, name, value) {
  await page.locator(`[name="${name}"][value="${value}"]`).check();
}

// settled waits until the import shows a page that is not about progress.
export async function settled(page, heading) {
  await page.getByRole('heading', { level: 1, name: heading }).waitFor({ timeout: 60_000 });
  await page.waitForLoadState();
}
