// Stripe's webhooks, by name: what the double signs, and what the back end accepts.
import { Stripe } from "./lib/packages.js";
import { stand } from "./lib/stand.js";
import { STRIPE_TYPES } from "./lib/stripe-types.js";
import { SECRETS, webhooks } from "./lib/webhooks.js";

const KEY = "sk_test_51FernwayExampleExampleExample";
const ROBIN = { customer: "cus_X0t0ZBfdTEmxI6", subscription: "sub_1CmuxV5EbOApZOXzcycDeZ6d", currency: "usd" };
const SAM = { customer: "cus_uDxYYMfGmzWkpA", subscription: "sub_1ePcEJIukB4geqNfngAFTClo", currency: "gbp" };

/** Fails when it is charged later. */
const BAD_LATER = "4000000000000341";
/** Asks for authentication when it is saved and whenever it is charged. */
const ALWAYS_ASKS = "4000002760003184";

const here = await stand();
await here.control("stripe", { limit: "off" });
const stripe = new Stripe(KEY, {
  host: "127.0.0.1",
  port: here.stripePort,
  protocol: "http",
  maxNetworkRetries: 0,
  telemetry: false,
});

function create({ customer, subscription, currency } = ROBIN) {
  const metadata = { subscription_id: subscription, upm_attempt: "01939f7e-0000-7000-8000-000000000000" };
  return stripe.checkout.sessions.create({
    mode: "setup",
    customer,
    currency,
    success_url: "https://app.example.com/account?upm_session={CHECKOUT_SESSION_ID}",
    metadata,
    setup_intent_data: { metadata },
  });
}

/** A payment method that was saved in a session of its own. */
async function saved(who, card) {
  const session = await create(who);
  await here.save(session, card);
  const { setup_intent: intent } = await stripe.checkout.sessions.retrieve(session.id, { expand: ["setup_intent"] });
  return intent.payment_method;
}

/** Pays Sam's open invoice, or tries to. */
async function pay(card) {
  const { data } = await stripe.invoices.list({ subscription: SAM.subscription, status: "open" });
  const method = await saved(SAM, card);
  await stripe.invoices.pay(data[0].id, { payment_method: method, off_session: false }).catch((error) => {
    if (!(error instanceof Stripe.errors.StripeCardError)) {
      throw error;
    }
  });
}

await webhooks("stripe", here, {
  "checkout.session.completed": () => saved(),
  "checkout.session.expired": async () => stripe.checkout.sessions.expire((await create()).id),
  "setup_intent.succeeded": () => saved(),
  "setup_intent.setup_failed": async () => here.refuse(await create()),
  "payment_method.attached": () => saved(),
  "payment_method.automatically_updated": async () => here.control("stripe", { renewed: [await saved()] }),
  "customer.updated": () => stripe.customers.update(ROBIN.customer, { metadata: { note: "changed" } }),
  "customer.subscription.updated": () => stripe.subscriptions.update(ROBIN.subscription, { metadata: { note: "changed" } }),
  "invoice.payment_failed": () => pay(BAD_LATER),
  "invoice.payment_action_required": () => pay(ALWAYS_ASKS),
  "invoice.paid": () => pay(),
}, {
  header: "stripe-signature",
  kind: "type",
  verify: (body, header) => stripe.webhooks.constructEvent(body, header, SECRETS.stripe),
  sign: (body) => stripe.webhooks.generateTestHeaderString({ payload: body.toString(), secret: SECRETS.stripe }),
  imports: STRIPE_TYPES,
  type: (name) => `Part<Extract<Stripe.Event, { type: "${name}" }>>`,
});
