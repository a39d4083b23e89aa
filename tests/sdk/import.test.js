// The npm package"s own files where there is no DOM, as on a server that renders pages.

import assert from "node:assert/strict";
import { test } from "node:test";

const npm = (name) => import(new URL(`../../npm/${name}`, import.meta.url));

test("every file can be imported without a DOM, and defines nothing", async () => {
  assert.equal(globalThis.HTMLElement, undefined);
  const { UpdatePaymentMethodElement } = await npm("element.js");
  assert.equal(UpdatePaymentMethodElement.define(), undefined);
  assert.ok(UpdatePaymentMethodElement.observedAttributes.includes("endpoint"));
  assert.equal((await npm("define.js")).UpdatePaymentMethodElement, UpdatePaymentMethodElement);
  const { mount, paddleEvent } = await npm("index.js");
  assert.throws(() => mount(null, { endpoint: "/x" }), /must be an element/);
  paddleEvent({ name: "checkout.loaded" });
});
