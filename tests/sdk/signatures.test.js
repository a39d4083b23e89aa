// Does the official SDK judge each vector as the file says? The server's own test asks the same of the server.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { mock, test } from "node:test";

import { Paddle, Stripe, WebhooksValidator } from "./lib/packages.js";

const read = (name) => JSON.parse(readFileSync(new URL(`./vectors/${name}.json`, import.meta.url), "utf8"));

/** An SDK knows one secret at a time: a webhook is accepted if one of the configured secrets fits. */
async function verdict({ secrets }, accepts) {
  for (const secret of secrets) {
    if (await accepts(secret)) {
      return "accepted";
    }
  }
  return "refused";
}

const stripe = new Stripe("sk_test_made_up", { telemetry: false });

/** Stripe's SDK takes the bytes as they came, and the time as an argument. */
function stripeAccepts({ header, body, now, tolerance }, secret) {
  const bytes = Buffer.from(body, "base64");
  try {
    return stripe.webhooks.signature.verifyHeader(bytes, header, secret, tolerance, undefined, now * 1000);
  } catch {
    return false;
  }
}

const paddle = new Paddle("pdl_sdbx_apikey_made_up");

/** Paddle's SDK takes text, looks at the clock, and has one tolerance for all. */
async function paddleAccepts({ header, body, now, tolerance }, secret) {
  const usual = WebhooksValidator.MAX_VALID_TIME_DIFFERENCE;
  mock.timers.enable({ apis: ["Date"], now: now * 1000 });
  WebhooksValidator.MAX_VALID_TIME_DIFFERENCE = tolerance;
  try {
    return await paddle.webhooks.isSignatureValid(Buffer.from(body, "base64").toString("utf8"), secret, header);
  } catch {
    return false;
  } finally {
    WebhooksValidator.MAX_VALID_TIME_DIFFERENCE = usual;
    mock.timers.reset();
  }
}

for (const [name, accepts] of Object.entries({ stripe: stripeAccepts, paddle: paddleAccepts })) {
  test(`${name}: the official SDK's verdict on every vector`, async (t) => {
    const vectors = read(name);
    assert.ok(vectors.length >= 40);
    for (const vector of vectors) {
      await t.test(vector.name, async () => {
        const official = await verdict(vector, (secret) => accepts(vector, secret));
        assert.equal(official, vector.official);
        const ours = vector.ours === "accepted" ? "accepted" : "refused";
        assert.equal(ours !== official, Boolean(vector.stricter ?? vector.broader), "a difference needs its reason");
      });
    }
  });
}

test("the defaults are the SDKs'", () => {
  assert.equal(stripe.webhooks.DEFAULT_TOLERANCE, 300);
  assert.equal(WebhooksValidator.MAX_VALID_TIME_DIFFERENCE, 5);
});
