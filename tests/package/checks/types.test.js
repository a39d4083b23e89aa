// The types, strictly and as each resolution finds them; and our own JavaScript by them.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { program, root } from './lib/package.js';

function compile(...options) {
  const { status, stdout } = spawnSync(program('tsc'), options, { encoding: 'utf8', cwd: import.meta.dirname });
  assert.equal(status, 0, stdout);
}

for (const resolution of ['bundler', 'node16']) {
  test(`a strict sample compiles with moduleResolution ${resolution}`, () => compile('--project', `types/${resolution}`));
}

test('our own JavaScript is what its types say', () => {
  const files = ['index', 'element', 'define'].map((name) => join(root, `npm/${name}.js`));
  const options = '--noEmit --strict --allowJs --checkJs --target esnext --module nodenext --lib esnext,dom,dom.iterable --types';
  compile(...options.split(' '), '', ...files);
});
