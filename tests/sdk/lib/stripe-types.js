// Stripe's declarations, as far as they are of the wire.
import { part } from "./types.js";

/** `Stripe` and `Part<T>`. */
export const STRIPE_TYPES = `
  import type { Stripe } from "stripe";
  ${part(`
    // The SDK makes an object of its own of each decimal.
    T extends Stripe.Decimal ? string :
    // Metadata; in what was before, null is a key that was not there.
    string extends keyof T ? { [name: string]: string | null } :
  `)}
`;
