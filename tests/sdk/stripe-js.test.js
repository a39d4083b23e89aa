// Is the double of stripe.js, as far as it goes, what the official declarations say?
import assert from "node:assert/strict";
import { test } from "node:test";

import { stand } from "./lib/stand.js";
import { complaints } from "./lib/types.js";

const { stripe } = await stand();
const script = await (await fetch(`${stripe}/endive/stripe.js`)).text();

/** In the place of the assignment: the double has one method of the global's hundred. */
const HELD = `
  /** @type {(...given: Parameters<import("@stripe/stripe-js").StripeConstructor>) => unknown} */
  const constructed = Stripe;
  /** @type {(key: string) => Pick<import("@stripe/stripe-js").Stripe, "createEmbeddedCheckoutPage">} */
  const now = newest;
  /** @type {(key: string) => { initEmbeddedCheckout: import("@stripe/stripe-js").Stripe["createEmbeddedCheckoutPage"] }} */
  const before = older;
  void [constructed, now, before];
`;

function judge(text) {
  const held = text.replace("window.Stripe = Stripe;", HELD);
  assert.notEqual(held, text);
  return complaints({ "stripe.js": held });
}

test("the double can stand where the official one is declared", () => {
  assert.deepEqual(judge(script), []);
});

for (const [what, from, to] of [
  ["without destroy", "    destroy() {", "    destroyed() {"],
  ["with a mount() that wants two arguments", "mount(/** @type {string | HTMLElement} */ location)", "mount(/** @type {string | HTMLElement} */ location, /** @type {string} */ second)"],
  ["whose callback wants something", "@property {() => void} [onComplete]", "@property {(id: string) => string} [onComplete]"],
  ["without the new name", "  createEmbeddedCheckoutPage: (", "  createEmbeddedCheckout: ("],
  ["that wants numbers for keys", "@param {string} key\n * @param {{", "@param {number} key\n * @param {{"],
]) {
  test(`a double ${what} cannot`, () => {
    const broken = script.replace(from, to);
    assert.notEqual(broken, script);
    assert.notDeepEqual(judge(broken), []);
  });
}

test("the name is the train's", async () => {
  const of = async (train) => /"renamed":(\w+)/.exec(await (await fetch(`${stripe}/${train}/stripe.js`)).text())[1];
  const names = await Promise.all(["v3", "basil", "clover", "dahlia", "endive"].map(of));
  assert.deepEqual(names, ["false", "false", "false", "true", "true"]);
  assert.equal((await fetch(`${stripe}/acacia/stripe.js`)).status, 404);
});
