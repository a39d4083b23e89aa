// What is in the tarball: these files and no others, and nothing of the machine that built them.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { root, tarball } from './lib/package.js';

const FILES = [
  'LICENSE-APACHE', 'LICENSE-MIT', 'README.md', 'custom-elements.json', 'define.d.ts', 'define.js', 'element.d.ts', 'element.js',
  'index.d.ts', 'index.js', 'package.json', 'react.d.ts', 'update-payment-method.js', 'update-payment-method_bg.wasm', 'vue.d.ts',
];

const list = () => execFileSync('tar', ['-tzf', tarball], { encoding: 'utf8' }).trim().split('\n').map((name) => name.replace('package/', ''));
const read = (name) => execFileSync('tar', ['-xzOf', tarball, `package/${name}`], { maxBuffer: 1 << 24 });

test('the tarball holds these files and no others', () => {
  const texts = readdirSync(join(root, 'src/locales')).map((name) => `locales/${name}`);
  assert.deepEqual(list().sort(), [...FILES, ...texts].sort());
});

test('no file names a place on the machine that built it', () => {
  const places = [root, process.env.HOME, '/home/', '/Users/', '/root/', '/tmp/', '/rustc/', '.cargo', 'C:\\'];
  for (const name of list()) {
    const file = read(name);
    for (const place of places.filter((place) => place?.length > 2)) assert.ok(!file.includes(place), `${name} names ${place}`);
  }
});

test('the module is the published one, which reads no address of doubles', () => {
  const module = read('update-payment-method_bg.wasm');
  assert.ok(module.includes('publishableKey'), 'options stand in it by name');
  for (const option of ['sandboxPaddleScript', 'sandboxStripeScript', 'sandboxState']) assert.ok(!module.includes(option), option);
});

test('an import by an address that only the page knows is left alone by bundlers', () => {
  for (const name of ['element.js', 'index.js']) {
    const imports = String(read(name)).match(/\bimport\([^)]*/g);
    const addresses = imports.filter((text) => !/^import\(["'][^"']+["']$/.test(text));
    assert.ok(addresses.length > 0, `${name} has one: ${imports}`);
    for (const text of addresses) assert.match(text, /@vite-ignore.*webpackIgnore: true/);
  }
});

test('the package can be published', () => {
  const manifest = JSON.parse(read('package.json'));
  const source = JSON.parse(readFileSync(join(root, 'npm/package.json'), 'utf8'));
  assert.equal(source.private, true, 'the room itself has no wasm, so nobody may publish it');
  assert.deepEqual(manifest, Object.fromEntries(Object.entries(source).filter(([key]) => key !== 'private')));
});
