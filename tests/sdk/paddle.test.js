// Paddle's official SDK makes every call of our server, by name, and reads what the double answers.
import assert from "node:assert/strict";
import { test } from "node:test";

import { calls } from "./lib/calls.js";
import { Paddle } from "./lib/packages.js";
import { stand } from "./lib/stand.js";
import { part } from "./lib/types.js";

const KEY = "pdl_sdbx_apikey_01kfernwayexample000000000_ExampleExampleExample0_Exa";
const KIM = { customer: "ctm_01km9s346q3d25vt4f5v37e3s3", subscription: "sub_01kfbf5kznwj47tan9zt24mnpz" };

const here = await stand();
const paddle = new Paddle(KEY, { environment: here.paddle });

/** What came over the wire last, before the SDK made objects of it. */
let wire;
const { fetch } = globalThis;
globalThis.fetch = async (...request) => {
  const response = await fetch(...request);
  if (String(request[0]).startsWith(here.paddle)) {
    wire = await response.clone().json();
  }
  return response;
};

const types = {
  imports: `
    import type { ISubscriptionResponse, ITransactionResponse } from "@paddle/paddle-node-sdk";
    ${part()}
  `,
};

await calls("paddle", here, {
  "get update transaction": {
    path: "GET /subscriptions/*/update-payment-method-transaction",
    type: "Part<ITransactionResponse>",
    async run() {
      const transaction = await paddle.subscriptions.getPaymentMethodChangeTransaction(KIM.subscription);
      assert.equal(transaction.origin, "subscription_payment_method_change");
      assert.deepEqual([transaction.status, transaction.customerId], ["ready", KIM.customer]);
      assert.equal(new URL(transaction.checkout.url).searchParams.get("_ptxn"), transaction.id);
      return wire.data;
    },
  },
  "get transaction": {
    path: "GET /transactions/*",
    type: "Part<ITransactionResponse>",
    async run() {
      const { id } = await paddle.subscriptions.getPaymentMethodChangeTransaction(KIM.subscription);
      const transaction = await paddle.transactions.get(id);
      assert.deepEqual([transaction.id, transaction.subscriptionId], [id, KIM.subscription]);
      return wire.data;
    },
  },
  "get subscription": {
    path: "GET /subscriptions/*",
    type: "Part<ISubscriptionResponse>",
    async run() {
      const subscription = await paddle.subscriptions.get(KIM.subscription);
      assert.deepEqual([subscription.status, subscription.customerId], ["active", KIM.customer]);
      return wire.data;
    },
  },
  "list subscriptions": {
    path: "GET /subscriptions",
    type: "Part<ISubscriptionResponse>[]",
    async run() {
      const list = paddle.subscriptions.list({
        customerId: [KIM.customer],
        status: ["active", "past_due", "paused", "trialing"],
        orderBy: "id[ASC]",
        perPage: 1,
      });
      const [former] = await list.next();
      assert.deepEqual([former.status, list.hasMore], ["paused", true]);
      // The link names Paddle's own host.
      list.nextLink = list.nextLink.replace("https://sandbox-api.paddle.com", here.paddle);
      const [current] = await list.next();
      assert.deepEqual([current.id, list.hasMore], [KIM.subscription, false]);
      return wire.data;
    },
  },
  "list transactions": {
    path: "GET /transactions",
    type: "Part<ITransactionResponse>[]",
    async run() {
      const list = paddle.transactions.list({
        subscriptionId: [KIM.subscription],
        status: ["paid", "completed", "past_due"],
        orderBy: "created_at[DESC]",
        perPage: 30,
      });
      const page = await list.next();
      assert.ok(page.length >= 1);
      assert.ok(page.every((transaction) => transaction.subscriptionId === KIM.subscription));
      return wire.data;
    },
  },
}, types);

test("a refusal becomes the SDK's own error", async () => {
  await assert.rejects(paddle.transactions.get("txn_01kfernwayexample000000000"), (error) => {
    assert.deepEqual([error.type, error.code], ["request_error", "not_found"]);
    return true;
  });
});
