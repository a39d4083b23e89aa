// What reads packages finds nothing to say about this one.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import Ajv from 'ajv';
import schema from 'custom-elements-manifest/schema.json' with { type: 'json' };
import { publint } from 'publint';
import { installed, json, program, tarball } from './lib/package.js';

test('publint finds nothing', async () => {
  const { messages } = await publint({ pkgDir: installed, pack: false, level: 'suggestion', strict: true });
  assert.deepEqual(messages, []);
});

test('the types are where the compiler looks for them', () => {
  // There is no CommonJS in the package, as in any that needs a browser.
  const { status, stdout, stderr } = spawnSync(program('attw'), [tarball, '--profile', 'esm-only', '--no-color'], { encoding: 'utf8' });
  assert.equal(status, 0, stdout + stderr);
});

test('custom-elements.json is a manifest as its format has it', () => {
  const ajv = new Ajv({ strict: false, allErrors: true });
  const manifest = json(json('package.json').customElements);
  assert.ok(ajv.validate(schema, manifest), ajv.errorsText());
  assert.ok(!ajv.validate(schema, { ...manifest, modules: [{ kind: 'module' }] }), 'the schema refuses something');
});
