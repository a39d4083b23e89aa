// Every entry of the package can be imported where there is no document.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';

/** In a process of its own, since a module is imported once. */
const run = (script) => execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8', cwd: import.meta.dirname }).trim();

test('every entry is imported on a server without throwing', () => {
  assert.equal(run("const { mount, paddleEvent } = await import('update-payment-method'); console.log(typeof mount, typeof paddleEvent)"), 'function function');
  for (const entry of ['element', 'element/define']) {
    const script = `const { UpdatePaymentMethodElement } = await import('update-payment-method/${entry}');
      console.log(typeof UpdatePaymentMethodElement, UpdatePaymentMethodElement.define())`;
    assert.equal(run(script), 'function undefined', entry);
  }
});

test('texts and manifests are imported by their names', () => {
  const script = `for (const name of ['locales/de', 'custom-elements.json', 'package.json']) {
      const { default: value } = await import('update-payment-method/' + name, { with: { type: 'json' } });
      console.log(Object.keys(value).length > 2);
    }`;
  assert.equal(run(script), 'true\ntrue\ntrue');
});

test('nothing else of the package is anybody\'s to import', () => {
  const script = "await import('update-payment-method/update-payment-method.js').catch(({ code }) => console.log(code))";
  assert.equal(run(script), 'ERR_PACKAGE_PATH_NOT_EXPORTED');
});
