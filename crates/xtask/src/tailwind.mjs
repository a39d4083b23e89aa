// Compiles Tailwind's sheet, preflight and all, for the words that stand in a file:
// node tailwind.mjs DIRECTORY-WITH-NODE_MODULES FILE SHEET

import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const [place, file, sheet] = process.argv.slice(2);
const require = createRequire(`${place}/`);
const { compile } = require('tailwindcss');

const source = '@import "tailwindcss"; @custom-variant dark (&:where(.dark, .dark *));';
const loadStylesheet = async (id, base) => {
  const path = require.resolve(`${id}/index.css`);
  return { path, base, content: readFileSync(path, 'utf8') };
};
const { build } = await compile(source, { loadStylesheet });
writeFileSync(sheet, build(readFileSync(file, 'utf8').split(/['"`\s]+/)));
