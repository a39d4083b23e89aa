// The peer of `cargo xtask bench server`: a session for the customer whose token it is, and the new default once Stripe says
// that it is complete. Written as the SDK's and Express' own guides do it.
import express from 'express';
import jwt from 'jsonwebtoken';
import Stripe from 'stripe';

const { PORT, RETURN_URL, STRIPE_API_BASE, STRIPE_SECRET_KEY, TOKEN_AUDIENCE, TOKEN_SECRET, WEBHOOK_SECRET } = process.env;
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
  response.set('Cache-Control', 'no-store').json({ id: session.id, url: session.url, expires_at: session.expires_at });
});

app.post('/webhooks/stripe', express.raw({ type: 'application/json' }), async (request, response) => {
  let event;
  try {
    event = stripe.webhooks.constructEvent(request.body, request.get('stripe-signature'), WEBHOOK_SECRET);
  } catch {
    return response.sendStatus(400);
  }
  if (event.type === 'checkout.session.completed' && event.data.object.mode === 'setup') {
    const session = await stripe.checkout.sessions.retrieve(event.data.object.id, { expand: ['setup_intent'] });
    const { status, payment_method } = session.setup_intent;
    if (session.status === 'complete' && status === 'succeeded') {
      await stripe.subscriptions.update(session.metadata.subscription_id, { default_payment_method: payment_method });
    }
  }
  response.sendStatus(200);
});

app.get('/healthz', (_, response) => response.send('ok\n'));
app.listen(Number(PORT), '127.0.0.1');
