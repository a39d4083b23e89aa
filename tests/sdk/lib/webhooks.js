// Three tests per webhook: the official SDK verifies what the double signs, the double's event has the types that the SDK
// declares, and the back end accepts what is signed as the SDK does it.
import assert from "node:assert/strict";
import { test } from "node:test";

import { names } from "./calls.js";
import { receiver } from "./receiver.js";
import { complaints } from "./types.js";

/** How long a webhook may take to arrive, in milliseconds. */
const PATIENCE = 30_000;

/**
 * Runs `happen`, which has one entry per webhook: what makes the double send it. `header` is the signature header's name,
 * `verify(body, header)` the SDK's verdict and reading, `sign(body)` a header that the SDK accepts.
 */
export async function webhooks(provider, stand, happen, { header, kind, verify, sign, imports, type }) {
  const mailbox = await receiver();
  await stand.control(provider, { webhooks: { destination: mailbox.url } });
  const post = (body, signature) =>
    fetch(`${stand.page}/webhooks/${provider}`, {
      method: "POST",
      headers: { "content-type": "application/json", ...(signature && { [header]: signature }) },
      body,
    });

  test(`${provider}: every webhook that the server listens to has a test here, and no other`, () => {
    assert.deepEqual(Object.keys(happen).sort(), [...names[provider].webhooks].sort());
  });

  for (const [name, cause] of Object.entries(happen)) {
    await test(`${provider}: webhook ${name}`, { timeout: PATIENCE }, async (t) => {
      mailbox.clear();
      await cause();
      const { headers, body } = await mailbox.next((event) => event[kind] === name);
      await t.test("the SDK verifies what the double signs", async () => {
        const event = await verify(body, headers[header]);
        assert.equal(event.type ?? event.eventType, name);
      });
      await t.test("the SDK refuses it with one byte more", async () => {
        await assert.rejects(async () => verify(Buffer.concat([body, Buffer.from(" ")]), headers[header]));
      });
      await t.test("it has the types that the SDK declares", () => {
        const json = JSON.stringify(JSON.parse(body), null, 1);
        const file = `${imports}\nconst event: ${type(name)} = ${json};\nvoid event;\n`;
        assert.deepEqual(complaints({ "event.ts": file }), []);
      });
      await t.test("the back end accepts what is signed as the SDK does it", async () => {
        assert.equal((await post(body, await sign(body))).status, 200);
      });
      await t.test("the back end refuses it with one byte more, and without a signature", async () => {
        const tampered = Buffer.concat([body, Buffer.from(" ")]);
        assert.equal((await post(tampered, await sign(body))).status, 400);
        assert.equal((await post(body)).status, 400);
      });
    });
  }

  await test(`${provider}: during a rotation either secret verifies`, { timeout: PATIENCE }, async () => {
    const secrets = ["sdk_test_next", SECRETS[provider]];
    await stand.control(provider, { webhooks: { secrets } });
    const [name, cause] = Object.entries(happen)[0];
    mailbox.clear();
    await cause();
    const { headers, body } = await mailbox.next((event) => event[kind] === name);
    await verify(body, headers[header]);
    await stand.control(provider, { webhooks: { secrets: [SECRETS[provider]] } });
  });
  mailbox.close();
}

/** What the sandbox's events are signed with. */
export const SECRETS = { stripe: "whsec_sandbox_current", paddle: "pdl_ntfset_sandbox_current" };
