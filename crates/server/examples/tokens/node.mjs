// Mints a customer token with nothing but Node. On your own server, for the customer who is signed in there.
import { createHmac } from 'node:crypto';

export function customerToken({ secret, audience, provider, customer, subscription }) {
  const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const now = Math.floor(Date.now() / 1000);
  const claims = { aud: audience, iat: now, exp: now + 3600, provider, customer, subscription };
  const signed = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`;
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}

// TOKEN_SECRET=… node node.mjs account stripe cus_… sub_…
const [audience, provider, customer, subscription] = process.argv.slice(2);
console.log(customerToken({ secret: process.env.TOKEN_SECRET, audience, provider, customer, subscription }));
