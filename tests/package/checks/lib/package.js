// Where the tarball and the repository are. The package itself is installed beside these tests.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';

/** The repository. */
export const root = process.env.UPM_ROOT;
/** The tarball. */
export const tarball = process.env.UPM_TARBALL;
/** The folder with the built pages. */
export const pages = process.env.UPM_PAGES;
/** Where the package is installed. */
export const installed = fileURLToPath(new URL('../node_modules/update-payment-method/', import.meta.url));
/** A program of the packages beside these tests. */
export const program = (name) => fileURLToPath(new URL(`../node_modules/.bin/${name}`, import.meta.url));
/** A file of the package, as JSON. */
export const json = (name) => JSON.parse(readFileSync(join(installed, name), 'utf8'));
