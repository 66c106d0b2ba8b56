// Reads the JSON of `go test -json` from standard input; prints a line for each package, everything of what failed, and
// a summary. It fails if a test failed or was skipped, if a package did not build, and if there were no tests at all. A
// test may be skipped if it says the text given as the argument.
import readline from 'node:readline';

const output = new Map(); // what each test and package printed, while it is not known how it ends
const packages = new Map();
const failed = [];
const skipped = [];
const allowed = [];
const maySkip = process.argv[2];
let passed = 0;
const broken = new Set();

const key = (e) => `${e.Package ?? e.ImportPath} ${e.Test ?? ''}`;
const of = (pkg) => packages.get(pkg) ?? packages.set(pkg, { passed: 0 }).get(pkg);
const said = (e) => (output.get(key(e)) ?? []).join('');
const tell = (e) => console.log(said(e).replace(/^/gm, '    ').trimEnd());

function testEnded(e) {
  if (e.Action === 'pass') {
    passed++;
    of(e.Package).passed++;
  } else if (e.Action === 'skip') {
    (maySkip && said(e).includes(maySkip) ? allowed : skipped).push(`${e.Package} ${e.Test}: ${said(e).split('\n').filter((l) => !/^\s*(===|---)/.test(l)).join(' ').trim()}`);
  } else {
    failed.push(`${e.Package} ${e.Test}`);
    console.log(`FAIL ${e.Package} ${e.Test}`);
    tell(e);
  }
}

function packageEnded(e) {
  const none = /\[no test files\]/.test(said(e));
  console.log(`${{ pass: 'ok  ', fail: 'FAIL', skip: '--  ' }[e.Action]} ${e.Package}  ${none ? 'no tests' : `${of(e.Package).passed} tests, ${e.Elapsed} s`}`);
  if (e.Action !== 'fail') return;
  broken.add(e.Package);
  for (const unfinished of [...output.keys()].filter((k) => k.startsWith(`${e.Package} `))) { // a panic ends all tests under way
    console.log(`  ${unfinished}`);
    console.log(output.get(unfinished).join('').replace(/^/gm, '    ').trimEnd());
  }
}

for await (const line of readline.createInterface({ input: process.stdin })) {
  let e;
  try {
    e = JSON.parse(line);
  } catch {
    console.log(line); // not of the tests: the go command itself
    continue;
  }
  if (e.Action === 'output' || e.Action === 'build-output') (output.get(key(e)) ?? output.set(key(e), []).get(key(e))).push(e.Output);
  if (e.Action === 'build-fail') { broken.add(e.ImportPath.split(' ')[0]); tell(e); output.delete(key(e)); }
  if (!['pass', 'fail', 'skip'].includes(e.Action)) continue;
  if (e.Test) testEnded(e); else packageEnded(e);
  output.delete(key(e));
}

console.log(`\nGo tests: ${passed} passed, ${failed.length} failed, ${skipped.length} skipped, ${broken.size} packages failed`);
failed.forEach((f) => console.log(`  failed:  ${f}`));
allowed.forEach((s) => console.log(`  not run: ${s}`));
skipped.forEach((s) => console.log(`  skipped: ${s}`));
if (skipped.length) console.log('  A skipped test proves nothing: see the first lines of .ci/run for what must be here.');
if (!passed) console.log('  No test ran at all.');
process.exitCode = failed.length || skipped.length || broken.size || !passed ? 1 : 0;
