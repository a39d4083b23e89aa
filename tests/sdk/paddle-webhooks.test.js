// Paddle's webhooks, by name: what the double signs, and what the back end accepts.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";

import { Paddle } from "./lib/packages.js";
import { stand } from "./lib/stand.js";
import { part } from "./lib/types.js";
import { SECRETS, webhooks } from "./lib/webhooks.js";

const KEY = "pdl_sdbx_apikey_01kfernwayexample000000000_ExampleExampleExample0_Exa";
const KIM = "sub_01kfbf5kznwj47tan9zt24mnpz";
const PAST_DUE = "paddle_past_due";

const here = await stand();
const paddle = new Paddle(KEY, { environment: here.paddle });
await here.control("paddle", { settle_ms: 0 });

/** The update transaction of a subscription, paid or tried to. */
async function pay(subscription, number) {
  const { id } = await paddle.subscriptions.getPaymentMethodChangeTransaction(subscription);
  const result = await here.payAtPaddle(id, number);
  assert.equal("completed" in result, number === GOOD, JSON.stringify(result));
}

const GOOD = "4242424242424242";
const DECLINED = "4000000000000002";

const { subscriptions } = await here.control("paddle", {});
const owing = subscriptions.find(({ key }) => key === PAST_DUE).id;

/** The SDK verifies; it signs nothing, so its own verdict says whether this is how it is signed. */
async function sign(body) {
  const at = Math.floor(Date.now() / 1000);
  const signature = createHmac("sha256", SECRETS.paddle).update(`${at}:${body}`).digest("hex");
  const header = `ts=${at};h1=${signature}`;
  assert.equal(await paddle.webhooks.isSignatureValid(body.toString(), SECRETS.paddle, header), true);
  return header;
}

const TYPES = `
  import type {
    IEventsResponse, IPaymentMethodNotificationResponse, ISubscriptionNotificationResponse, ITransactionNotificationResponse,
  } from "@paddle/paddle-node-sdk";
  ${part()}
  // Paddle sends the times of prices and products; the SDK declares them for transactions only.
  type Item = Part<ISubscriptionNotificationResponse["items"][number]>;
  type Times = { created_at?: string; updated_at?: string };
  type Items = (Omit<Item, "price" | "product"> & { price?: Item["price"] & Times; product?: Item["product"] & Times })[];
  interface Data {
    transaction: Part<ITransactionNotificationResponse>;
    subscription: Part<Omit<ISubscriptionNotificationResponse, "items">> & { items: Items };
    payment_method: IPaymentMethodNotificationResponse;
  }
`;

await webhooks("paddle", here, {
  "transaction.payment_failed": () => pay(owing, DECLINED),
  "transaction.paid": () => pay(KIM, GOOD),
  "transaction.completed": () => pay(KIM, GOOD),
  "payment_method.saved": () => pay(KIM, GOOD),
  "subscription.updated": () => pay(owing, GOOD),
}, {
  header: "paddle-signature",
  kind: "event_type",
  verify: (body, header) => paddle.webhooks.unmarshal(body.toString(), SECRETS.paddle, header),
  sign,
  imports: TYPES,
  type: (name) => `IEventsResponse<Data["${name.split(".")[0]}"]>`,
});
