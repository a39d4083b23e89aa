// Served inside one function scope, after `const SWITCHES = …`, together with embedded.js.

const scriptAddress = new URL(/** @type {HTMLScriptElement} */ (document.currentScript).src);
const fromProvider = scriptAddress.hostname === "js.stripe.com";

/** Where Stripe's API is: at its own name, or at this script's origin when it is served from loopback. */
const API = fromProvider ? "https://api.stripe.com" : scriptAddress.origin;

class IntegrationError extends Error {
  name = "IntegrationError";
}

/**
 * @param {string} key
 * @param {{ locale?: string }} [options]
 */
function Stripe(key, options = {}) {
  if (typeof key !== "string" || key === "") {
    throw new IntegrationError("Please call Stripe() with your publishable key. You used an empty string.");
  }
  if (/^(sk|rk)_/.test(key)) {
    throw new IntegrationError("You should not use your secret key with Stripe.js.\nPlease pass a publishable key instead.");
  }
  if (!key.startsWith("pk_")) {
    throw new IntegrationError("Please call Stripe() with your publishable key.");
  }
  const { locale = "auto" } = options;
  if (locale !== "auto" && !SWITCHES.locales.includes(locale)) {
    throw new IntegrationError(`Invalid value for Stripe(): locale should be one of the following strings: auto, ${SWITCHES.locales.join(", ")}. You specified: ${locale}.`);
  }
  return SWITCHES.renamed ? newest(key) : older(key);
}

/** Until the train clover. */
const older = (/** @type {string} */ key) => ({
  initEmbeddedCheckout: (/** @type {EmbeddedOptions} */ options) => make(key, "initEmbeddedCheckout", options),
});

/** From the train dahlia on. */
const newest = (/** @type {string} */ key) => ({
  createEmbeddedCheckoutPage: (/** @type {EmbeddedOptions} */ options) => make(key, "createEmbeddedCheckoutPage", options),
  initEmbeddedCheckout() {
    throw new IntegrationError("stripe.initEmbeddedCheckout() has been removed. Please use stripe.createEmbeddedCheckoutPage() instead.");
  },
});

/** The train; `3` before there were trains. */
Stripe.version = SWITCHES.train;

if (!SWITCHES.no_global) {
  window.Stripe = Stripe;
}
