// The peer of `cargo xtask bench server`: a session for the customer whose token it is, and the new default once Stripe says
// that it is complete. Written as the SDK's and Express' own guides do it. With WORK=guide it does what Stripe's guide does;
// otherwise it does what the companion back end does, so that sessions left open, late and doubled events, a second server and
// changes made elsewhere do no harm.
import express from 'express';
import jwt from 'jsonwebtoken';
import Stripe from 'stripe';

const { PORT, RETURN_URL, STRIPE_API_BASE, STRIPE_SECRET_KEY, TOKEN_AUDIENCE, TOKEN_SECRET, WEBHOOK_SECRET, WORK } = process.env;
const api = new URL(STRIPE_API_BASE);
const stripe = new Stripe(STRIPE_SECRET_KEY, { host: api.hostname, port: api.port, protocol: 'http' });
const app = express();
app.disable('x-powered-by');

app.post('/payment-method-updates', express.json(), async (request, response) => {
  let claims;
  try {
    const token = request.get('authorization')?.replace(/^Bearer /, '');
    claims = jwt.verify(token, TOKEN_SECRET, { algorithms: ['HS256'], audience: TOKEN_AUDIENCE });
  } catch {
    return response.status(401).json({ code: 'token_invalid' });
  }
  const subscription = await stripe.subscriptions.retrieve(claims.subscription);
  if (subscription.customer !== claims.customer) return response.status(404).json({ code: 'not_found' });
  const metadata = { subscription_id: subscription.id, upm_attempt: request.body.attempt };
  const session = await stripe.checkout.sessions.create(
    {
      mode: 'setup',
      customer: claims.customer,
      currency: subscription.currency,
      success_url: `${RETURN_URL}?upm_session={CHECKOUT_SESSION_ID}`,
      cancel_url: RETURN_URL,
      metadata,
      setup_intent_data: { metadata },
    },
    { idempotencyKey: request.body.attempt },
  );
  if (WORK !== 'guide') await expireOthers(session);
  response.set('Cache-Control', 'no-store').json({ id: session.id, url: session.url, expires_at: session.expires_at });
});

app.post('/webhooks/stripe', express.raw({ type: 'application/json' }), async (request, response) => {
  let event;
  try {
    event = stripe.webhooks.constructEvent(request.body, request.get('stripe-signature'), WEBHOOK_SECRET);
  } catch {
    return response.sendStatus(400);
  }
  const session = event.data.object;
  if (event.type === 'checkout.session.completed' && session.mode === 'setup') {
    await (WORK === 'guide' ? apply(session.id) : reconcile(session.customer, session.metadata.subscription_id));
  }
  response.sendStatus(200);
});

async function expireOthers({ id, customer, metadata }) {
  const open = await stripe.checkout.sessions.list({ customer, status: 'open', limit: 100 });
  const others = open.data.filter((other) => other.id !== id && other.metadata.subscription_id === metadata.subscription_id);
  await Promise.all(others.map((other) => stripe.checkout.sessions.expire(other.id)));
}

async function apply(id) {
  const session = await stripe.checkout.sessions.retrieve(id, { expand: ['setup_intent'] });
  const { status, payment_method } = session.setup_intent;
  if (session.status === 'complete' && status === 'succeeded') {
    await stripe.subscriptions.update(session.metadata.subscription_id, { default_payment_method: payment_method });
  }
}

async function reconcile(customer, id) {
  for (let round = 0; round < 6; round += 1) {
    const since = Math.floor(Date.now() / 1000) - 7 * 24 * 3600;
    const [intents, subscription] = await Promise.all([
      stripe.setupIntents.list({ customer, created: { gte: since }, limit: 100, expand: ['data.latest_attempt'] }),
      stripe.subscriptions.retrieve(id),
    ]);
    const [newest] = intents.data
      .filter((intent) => intent.status === 'succeeded' && intent.metadata.subscription_id === id)
      .sort((a, b) => b.latest_attempt.created - a.latest_attempt.created);
    const at = newest?.latest_attempt.created;
    const [applied = 0] = (subscription.metadata.upm_applied ?? '').split(':');
    if (!newest || at <= Number(applied)) return;
    const events = await stripe.events.list({ type: 'customer.subscription.updated', created: { gte: at }, limit: 100 });
    const elsewhere = ({ data: { object, previous_attributes: before } }) =>
      object.id === id && before?.default_payment_method !== undefined && before.metadata?.upm_applied === undefined;
    if (events.data.some(elsewhere)) return;
    await stripe.subscriptions.update(id, {
      default_payment_method: newest.payment_method,
      metadata: { upm_applied: `${at}:${newest.id}` },
    });
  }
}

app.get('/healthz', (_, response) => response.send('ok\n'));
app.listen(Number(PORT), '127.0.0.1');
