// Stripe's official SDK makes every call of our server, by name, and reads what the double answers.
import assert from "node:assert/strict";
import { test } from "node:test";

import { calls } from "./lib/calls.js";
import { Stripe } from "./lib/packages.js";
import { stand } from "./lib/stand.js";
import { STRIPE_TYPES } from "./lib/stripe-types.js";

const KEY = "sk_test_51FernwayExampleExampleExample";
const ROBIN = { customer: "cus_X0t0ZBfdTEmxI6", subscription: "sub_1CmuxV5EbOApZOXzcycDeZ6d" };
const SAM = { customer: "cus_uDxYYMfGmzWkpA", subscription: "sub_1ePcEJIukB4geqNfngAFTClo" };

const here = await stand();
const stripe = new Stripe(KEY, {
  host: "127.0.0.1",
  port: here.stripePort,
  protocol: "http",
  maxNetworkRetries: 0,
  telemetry: false,
});

// The tests ask faster than a business does.
await here.control("stripe", { limit: "off" });

function create(parameters, { customer, subscription } = ROBIN) {
  const metadata = { subscription_id: subscription, upm_attempt: "01939f7e-0000-7000-8000-000000000000" };
  return stripe.checkout.sessions.create({
    mode: "setup",
    customer,
    currency: "usd",
    success_url: "https://app.example.com/account?upm_session={CHECKOUT_SESSION_ID}",
    cancel_url: "https://app.example.com/account",
    metadata,
    setup_intent_data: { metadata },
    ...parameters,
  });
}

/** A session whose card is saved, read again with its setup intent. */
async function saved(who = ROBIN, currency = "usd") {
  const session = await create({ currency }, who);
  await here.save(session);
  return stripe.checkout.sessions.retrieve(session.id, { expand: ["setup_intent"] });
}

await calls("stripe", here, {
  "create session": {
    path: "POST /v1/checkout/sessions",
    type: "Part<Stripe.Checkout.Session>",
    async run() {
      const session = await create({ locale: "de" });
      assert.equal(session.status, "open");
      assert.equal(session.url.startsWith(`${here.stripe}/c/pay/${session.id}`), true);
      return session;
    },
  },
  "get session": {
    path: "GET /v1/checkout/sessions/*",
    type: "Part<Stripe.Checkout.Session>",
    async run() {
      const session = await saved();
      assert.deepEqual([session.status, session.url, session.setup_intent.status], ["complete", null, "succeeded"]);
      return session;
    },
  },
  "expire session": {
    path: "POST /v1/checkout/sessions/*/expire",
    type: "Part<Stripe.Checkout.Session>",
    async run() {
      const older = await create();
      const session = await stripe.checkout.sessions.expire(older.id);
      assert.deepEqual([session.id, session.status, session.url], [older.id, "expired", null]);
      return session;
    },
  },
  "create portal session": {
    path: "POST /v1/billing_portal/sessions",
    type: "Part<Stripe.BillingPortal.Session>",
    async run() {
      const page = "https://app.example.com/account";
      const session = await stripe.billingPortal.sessions.create({
        customer: ROBIN.customer,
        return_url: page,
        locale: "en-AU",
        flow_data: {
          type: "payment_method_update",
          after_completion: { type: "redirect", redirect: { return_url: `${page}?upm_session=bps_0` } },
        },
      });
      assert.equal(session.flow.after_completion.redirect.return_url, `${page}?upm_session=bps_0`);
      return session;
    },
  },
  "list setup intents": {
    path: "GET /v1/setup_intents",
    type: "Part<Stripe.ApiList<Stripe.SetupIntent>>",
    async run() {
      const { setup_intent: intent } = await saved();
      const since = Math.floor(Date.now() / 1000) - 7 * 24 * 60 * 60;
      const list = await stripe.setupIntents.list({
        customer: ROBIN.customer,
        created: { gte: since },
        limit: 100,
        expand: ["data.latest_attempt"],
      });
      assert.equal(list.data[0].id, intent.id);
      assert.equal(list.data[0].latest_attempt.object, "setup_attempt");
      return list;
    },
  },
  "get payment method": {
    path: "GET /v1/payment_methods/*",
    type: "Part<Stripe.PaymentMethod>",
    async run() {
      const { setup_intent: intent } = await saved();
      const method = await stripe.paymentMethods.retrieve(intent.payment_method);
      assert.deepEqual([method.type, method.card.last4, method.customer], ["card", "4242", ROBIN.customer]);
      return method;
    },
  },
  "get customer": {
    path: "GET /v1/customers/*",
    type: "Part<Stripe.Customer>",
    async run() {
      const customer = await stripe.customers.retrieve(ROBIN.customer);
      assert.equal(customer.id, ROBIN.customer);
      return customer;
    },
  },
  "get subscription": {
    path: "GET /v1/subscriptions/*",
    type: "Part<Stripe.Subscription>",
    async run() {
      const subscription = await stripe.subscriptions.retrieve(SAM.subscription);
      assert.deepEqual([subscription.status, subscription.customer], ["past_due", SAM.customer]);
      return subscription;
    },
  },
  "set subscription default": {
    path: "POST /v1/subscriptions/*",
    type: "Part<Stripe.Subscription>",
    async run() {
      const { setup_intent: intent } = await saved();
      const subscription = await stripe.subscriptions.update(
        ROBIN.subscription,
        { default_payment_method: intent.payment_method, metadata: { upm_applied: `1:${intent.id}` } },
        { idempotencyKey: intent.id },
      );
      assert.equal(subscription.default_payment_method, intent.payment_method);
      assert.equal(subscription.metadata.upm_applied, `1:${intent.id}`);
      return subscription;
    },
  },
  "set customer default": {
    path: "POST /v1/customers/*",
    type: "Part<Stripe.Customer>",
    async run() {
      const { setup_intent: intent } = await saved();
      const customer = await stripe.customers.update(ROBIN.customer, {
        invoice_settings: { default_payment_method: intent.payment_method },
        metadata: { upm_applied: `1:${intent.id}` },
      });
      assert.equal(customer.invoice_settings.default_payment_method, intent.payment_method);
      return customer;
    },
  },
  "list invoices": {
    path: "GET /v1/invoices",
    type: "Part<Stripe.ApiList<Stripe.Invoice>>",
    async run() {
      const list = await stripe.invoices.list({ subscription: SAM.subscription, status: "open", limit: 100 });
      assert.equal(list.data.length, 1);
      assert.equal(list.data[0].amount_remaining, 2639);
      return list;
    },
  },
  "list sessions": {
    path: "GET /v1/checkout/sessions",
    type: "Part<Stripe.ApiList<Stripe.Checkout.Session>>",
    async run() {
      const session = await saved();
      const since = Math.floor(Date.now() / 1000) - 7 * 24 * 60 * 60;
      const list = await stripe.checkout.sessions.list({ status: "complete", created: { gte: since }, limit: 100 });
      assert.equal(list.data[0].id, session.id);
      return list;
    },
  },
  "list events": {
    path: "GET /v1/events",
    type: "Part<Stripe.ApiList<Stripe.Event>>",
    async run() {
      const { setup_intent: intent } = await saved();
      await stripe.subscriptions.update(ROBIN.subscription, { default_payment_method: intent.payment_method });
      const since = Math.floor(Date.now() / 1000) - 60;
      const list = await stripe.events.list({
        type: "customer.subscription.updated",
        created: { gte: since },
        limit: 100,
      });
      const { object, previous_attributes: before } = list.data[0].data;
      assert.deepEqual([object.id, object.default_payment_method], [ROBIN.subscription, intent.payment_method]);
      assert.ok("default_payment_method" in before);
      return list;
    },
  },
  "get invoice": {
    path: "GET /v1/invoices/*",
    type: "Part<Stripe.Invoice>",
    async run() {
      const { data } = await stripe.invoices.list({ subscription: SAM.subscription, status: "open" });
      const invoice = await stripe.invoices.retrieve(data[0].id);
      assert.deepEqual([invoice.status, invoice.amount_remaining], ["open", 2639]);
      assert.equal(invoice.parent.subscription_details.subscription, SAM.subscription);
      return invoice;
    },
  },
  "list lines": {
    path: "GET /v1/invoices/*/lines",
    type: "Part<Stripe.ApiList<Stripe.InvoiceLineItem>>",
    async run() {
      const { data } = await stripe.invoices.list({ subscription: SAM.subscription, status: "open" });
      const list = await stripe.invoices.listLineItems(data[0].id, { limit: 100 });
      assert.ok(list.data.length >= 1);
      return list;
    },
  },
  "pay invoice": {
    path: "POST /v1/invoices/*/pay",
    type: "Part<Stripe.Invoice>",
    async run() {
      const { data } = await stripe.invoices.list({ subscription: SAM.subscription, status: "open" });
      const { setup_intent: intent } = await saved(SAM, "gbp");
      const invoice = await stripe.invoices.pay(data[0].id, {
        payment_method: intent.payment_method,
        off_session: false,
      });
      assert.deepEqual([invoice.status, invoice.amount_remaining], ["paid", 0]);
      return invoice;
    },
  },
}, { imports: STRIPE_TYPES });

test("a refusal becomes the SDK's own error", async () => {
  await assert.rejects(create({ customer: "cus_nobody" }), (error) => {
    assert.ok(error instanceof Stripe.errors.StripeInvalidRequestError);
    assert.deepEqual([error.code, error.param, error.statusCode], ["resource_missing", "customer", 400]);
    return true;
  });
});
