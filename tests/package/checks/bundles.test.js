// What Vite makes of the package: texts and module stay files of their own, which a page fetches when it needs them.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { pages, root } from './lib/package.js';

const languages = readdirSync(join(root, 'src/locales'));

for (const page of ['react', 'react-development', 'vue']) {
  test(`the bundle of ${page} has a file for each language, and the module once`, () => {
    const assets = readdirSync(join(pages, page, 'assets')).map((name) => name.replace(/-[\w-]{8}(?=[.])/, ''));
    assert.deepEqual(assets.filter((name) => name.endsWith('.json')).sort(), languages.sort());
    assert.equal(assets.filter((name) => name.endsWith('.wasm')).length, 1);
  });
}

test('before the widget is wanted a page loads neither the module nor a text', () => {
  const html = readFileSync(join(pages, 'react/index.html'), 'utf8');
  assert.match(html, /<script type="module" crossorigin src="[^"]+"><\/script>/);
  assert.doesNotMatch(html, /preload|wasm|json|<script>/);
});
