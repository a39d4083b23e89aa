// Served inside one function scope, after `const SWITCHES = …`, together with the other files of this folder.

/** What the double answers to `Paddle.Status.libraryVersion`. */
const LIBRARY_VERSION = "2.3.0";

const scriptAddress = new URL(/** @type {HTMLScriptElement} */ (document.currentScript).src);
const fromProvider = scriptAddress.hostname.endsWith(".paddle.com");

/** Where the frames come from: the provider's own names, or this script's origin when it is served from loopback. */
const ORIGINS = {
  production: {
    buy: fromProvider ? "https://buy.paddle.com" : scriptAddress.origin,
    assets: fromProvider ? "https://cdn.paddle.com" : scriptAddress.origin,
  },
  sandbox: {
    buy: fromProvider ? "https://sandbox-buy.paddle.com" : scriptAddress.origin,
    assets: fromProvider ? "https://sandbox-cdn.paddle.com" : scriptAddress.origin,
  },
};

/** Everything the double remembers. Not reachable from outside: the real object has no getter for callback or token. */
const state = {
  /** @type {"production" | "sandbox"} */
  environment: "production",
  initialized: false,
  token: "",
  /** @type {((event: any) => void) | undefined} */
  callback: undefined,
  /** @type {Record<string, any>} page-wide checkout settings */
  defaults: {},
  /** @type {OpenCheckout | null} */
  current: null,
  /** @type {any} data of the checkout that was open before this one */
  earlier: null,
  opened: 0,
};

/**
 * @typedef {object} OpenCheckout
 * @property {string} instance  marks this opening's messages
 * @property {string} origin    the frame's origin, the only one that is listened to
 * @property {HTMLIFrameElement} frame
 * @property {Element} holder   the overlay container or the page's own target
 * @property {boolean} overlay
 * @property {Record<string, any>} request what the frame is told to open
 * @property {any} data         data of the latest event, null before `checkout.loaded`
 */

/** The one channel for results; an exception of the page's callback is the page's. */
function emit(/** @type {any} */ event) {
  if (typeof state.callback === "function") {
    state.callback(event);
  }
}

function complain(/** @type {string} */ text) {
  console.error(`[PADDLE BILLING] ${text}`);
}
