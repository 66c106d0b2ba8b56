// The real program, as a user starts it: built from this checkout, with a folder of its own, on a free port.
import { execFile, execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export const root = fileURLToPath(new URL('../..', import.meta.url));
const startLimit = 60_000; // ms: a start verifies the log first
const stopLimit = 20_000;

const temporary = [];
process.on('exit', () => temporary.forEach((dir) => fs.rmSync(dir, { recursive: true, force: true })));

// temp makes a folder that goes when the tests end.
export function temp(name) {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), `grootboek-e2e-${name}-`));
  temporary.push(dir);
  return dir;
}

let built;
// program returns the path of one of the two programs, built once. E2E_BIN names a folder where they already stand.
export function program(name) {
  built ??= process.env.E2E_BIN ?? temp('bin');
  const file = path.join(built, name);
  if (!fs.existsSync(file)) execFileSync('go', ['build', '-o', file, `./cmd/${name}`], { cwd: root, stdio: 'inherit', env: { ...process.env, CGO_ENABLED: '0' } });
  return file;
}

// run runs a program to its end: { status, out }, where out is everything it said.
export async function run(name, ...args) {
  try {
    const { stdout, stderr } = await promisify(execFile)(program(name), args, { timeout: 120_000, maxBuffer: 64 << 20 });
    return { status: 0, out: stdout + stderr };
  } catch (e) {
    if (typeof e.code !== 'number') throw e;
    return { status: e.code, out: e.stdout + e.stderr };
  }
}

// start serves a ledger from a folder, and resolves when it says where it listens: { base, welcome, stop, log }.
// welcome is the one-time link of the first set-up, if the folder is new.
export function start({ data, env = {} }) {
  const fresh = !fs.existsSync(data) || fs.readdirSync(data).length === 0;
  return begin(['serve', '--data', data], { fresh, env });
}

// startDemo serves a municipality with years behind it; it has password, and email(role) of who signs in.
export async function startDemo() {
  const demo = await begin(['demo'], { fresh: false, env: {} });
  demo.password = demo.out().match(/wachtwoord (\S+)/)[1];
  demo.email = (role) => demo.out().match(new RegExp(`${role}\\s+(\\S+@\\S+)`))[1];
  return demo;
}

function begin(args, { fresh, env }) {
  const clean = Object.fromEntries(Object.entries(process.env).filter(([k]) => !k.startsWith('GROOTBOEK_')));
  const child = spawn(program('grootboek'), [...args, '--listen', '127.0.0.1:0'], { env: { ...clean, ...env } });
  const gone = new Promise((resolve) => child.on('exit', (code, signal) => resolve(code ?? signal)));
  let out = '';
  let log = '';
  child.stderr.on('data', (d) => (log += d));
  const stop = async () => {
    const late = setTimeout(() => child.kill('SIGKILL'), stopLimit);
    child.kill('SIGTERM');
    const code = await gone;
    clearTimeout(late);
    if (code !== 0) throw new Error(`grootboek stopped with ${code}\n${out}\n${log}`);
  };
  return new Promise((resolve, reject) => {
    const fail = (why) => reject(new Error(`grootboek does not start: ${why}\n${out}\n${log}`));
    const late = setTimeout(() => { child.kill('SIGKILL'); fail('it takes too long'); }, startLimit);
    gone.then((code) => fail(`it ended with ${code}`));
    child.stdout.on('data', (d) => {
      out += d;
      const base = out.match(/(http:\/\/\S+)\/controle\n/)?.[1];
      const welcome = out.match(/(http\S+welkom\/\S+)\n/)?.[1];
      if (!base || (fresh && !welcome)) return;
      clearTimeout(late);
      resolve({ base, welcome, stop, log: () => log, out: () => out });
    });
  });
}
