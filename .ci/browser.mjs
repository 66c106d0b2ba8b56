// A reporter for `node --test`: one line for each browser test, what went wrong in full, and a summary. A test that was
// skipped, or is still to be written, is a failure: see also .ci/tests.mjs.
export default async function* browser(source) {
  let passed = 0;
  const failed = [];
  const skipped = [];
  for await (const { type, data } of source) {
    if (type === 'test:diagnostic' && data.nesting === 0 && !/^(tests|suites|pass|fail|cancelled|skipped|todo|duration_ms) /.test(data.message)) yield `     ${data.message}\n`;
    if (type === 'test:stderr' || type === 'test:stdout') yield data.message;
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    const seconds = (data.details.duration_ms / 1000).toFixed(1);
    if (data.skip !== undefined || data.todo !== undefined) {
      skipped.push(data.name);
    } else if (type === 'test:pass') {
      passed++;
      yield `ok   ${data.name} (${seconds} s)\n`;
    } else {
      failed.push(data.name);
      const error = data.details.error?.cause ?? data.details.error;
      const said = /^not reached/.test(error?.message) ? error.message : String(error?.stack ?? error);
      yield `FAIL ${data.name} (${seconds} s)\n${said.replace(/^/gm, '     ')}\n`;
    }
  }
  yield `\nBrowser tests: ${passed} passed, ${failed.length} failed, ${skipped.length} skipped\n`;
  for (const name of failed) yield `  failed:  ${name}\n`;
  for (const name of skipped) yield `  skipped: ${name}\n`;
  if (skipped.length || !passed) process.exitCode = 1;
}
