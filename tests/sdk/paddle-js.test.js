// Is the double of paddle.js what the official declarations say that Paddle's global is?
import assert from "node:assert/strict";
import { test } from "node:test";

import { stand } from "./lib/stand.js";
import { complaints } from "./lib/types.js";

const { paddle } = await stand();
const response = await fetch(`${paddle}/paddle/v2/paddle.js`);
const script = await response.text();

/** The script with the official declarations of `window.Paddle` and `window.PaddleBillingV1`. */
const judge = (text) => complaints({ "paddle.js": text, "window.d.ts": 'import "@paddle/paddle-js";\n' });

test("the double's global can stand where the official one is declared", () => {
  assert.deepEqual(judge(script), []);
});

for (const [what, from, to] of [
  ["without close", "Checkout: { open, close,", "Checkout: { open,"],
  ["with another version", '/** @type {"v1"} */\n  Version: "v1"', 'Version: "v2"'],
  ["with an open() that wants two arguments", "function open(/** @type {any} */ options) {", "function open(/** @type {any} */ options, /** @type {string} */ second) {"],
  ["with a method that answers another type", "TransactionPreview: () => notOffered(\"TransactionPreview\")", "TransactionPreview: () => 1"],
]) {
  test(`a double ${what} cannot`, () => {
    const broken = script.replace(from, to);
    assert.notEqual(broken, script);
    const found = judge(broken);
    assert.ok(found.some((text) => text.includes("is not assignable to type 'Paddle'")), found.join("\n"));
  });
}
