function initialize(/** @type {any} */ options) {
  if (state.initialized) {
    console.warn("[PADDLE BILLING] Paddle.Setup() was called more than once on this page; this call is ignored.");
    return;
  }
  if (!options || typeof options.token !== "string") {
    throw new Error("[PADDLE BILLING] Paddle.Initialize() needs a client-side token.");
  }
  state.token = options.token;
  state.callback = options.eventCallback;
  state.defaults = options.checkout?.settings ?? {};
  state.initialized = true;
  const transactionId = new URLSearchParams(window.location.search).get("_ptxn");
  if (transactionId) {
    open({ transactionId });
  }
}

/** Only `eventCallback` has an effect here: it replaces the callback. Token, environment and settings stay. */
function update(/** @type {any} */ options) {
  if (!state.initialized) {
    complain("Paddle.Update() was called before Paddle.Initialize().");
  } else if (options && "eventCallback" in options) {
    state.callback = options.eventCallback;
  }
}

/** Only before `Initialize`: a late call changes nothing, so the token then meets the wrong environment. */
function setEnvironment(/** @type {"production" | "sandbox"} */ environment) {
  if (environment !== "production" && environment !== "sandbox") {
    complain("Environment.set() takes production or sandbox.");
  } else if (!state.initialized) {
    state.environment = environment;
  }
}

function notOffered(/** @type {string} */ name) {
  return Promise.reject(new Error(`[PADDLE BILLING] ${name} is not part of this test double.`));
}

const paddle = {
  Checkout: { open, close, updateCheckout: refuseChange, updateItems: refuseChange },
  Environment: {
    set: setEnvironment,
    get: () => state.environment,
    detect: () => state.environment,
  },
  Retain: {
    demo: () => complain("Retain is not loaded on sandbox accounts."),
    initCancellationFlow: () => notOffered("Retain.initCancellationFlow"),
  },
  PricePreview: () => notOffered("PricePreview"),
  TransactionPreview: () => notOffered("TransactionPreview"),
  Setup: initialize,
  Spinner: { show: showSpinner, hide: hideSpinner },
  Status: { libraryVersion: LIBRARY_VERSION },
  get Initialized() {
    return state.initialized;
  },
  Initialize: initialize,
  Update: update,
  /** @type {"v1"} */
  Version: "v1",
};

if (!SWITCHES.no_global) {
  window.PaddleBillingV1 = paddle;
  window.Paddle = paddle;
  // The other product under the same roof: a page that picks it up gets nothing.
  window.PaddleClassic = { Setup: () => complain("This is Paddle Classic."), Checkout: { open: () => complain("This is Paddle Classic.") } };
}
