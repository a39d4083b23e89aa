/** A field of the request that the real service complains about on almost every page: no `name`, no `data`. */
const EARLY_WARNING = {
  type: "checkout.warning",
  code: "checkout_creation_invalid_field",
  detail: "Invalid values for fields in request",
  documentation_url: "https://developer.paddle.com/errors/shared/invalid_field",
  errors: [{ field: "/data/customer", message: "Either id or email is required." }],
};

/** What the frame is told. Only a passed transaction is known here: checkouts from `items` end in an error of the frame. */
function requestOf(/** @type {any} */ options, /** @type {Record<string, any>} */ settings) {
  return {
    transaction_id: options.transactionId ?? null,
    token: state.token,
    environment: state.environment,
    display_mode: settings.displayMode === "inline" ? "inline" : "overlay",
    theme: settings.theme === "dark" ? "dark" : "light",
    variant: settings.variant ?? "multi-page",
    locale: settings.locale ?? null,
    allowed_payment_methods: settings.allowedPaymentMethods ?? null,
    success_url: settings.successUrl ?? null,
  };
}

function frameAddress(/** @type {string} */ instance, /** @type {{buy: string, assets: string}} */ origins) {
  const address = SWITCHES.error_frame
    ? new URL("/paddle/v2/error.html", origins.assets)
    : new URL("/checkout", origins.buy);
  address.searchParams.set("instance", instance);
  address.searchParams.set("parent_origin", window.location.origin);
  return address;
}

/**
 * Opens a checkout. Returns nothing; results arrive through the page's one callback.
 * A checkout that is already open is replaced without `checkout.closed`. What the real script does then is not
 * documented; silence is the harder case for a page that waits for the event.
 */
function open(/** @type {any} */ options) {
  if (!state.initialized) {
    complain("Paddle.Initialize() must be called before a checkout is opened.");
    return;
  }
  if (!options || (!options.transactionId && !options.items)) {
    complain("Checkout.open() needs items or a transactionId.");
    return;
  }
  const settings = { ...state.defaults, ...options.settings };
  const inline = settings.displayMode === "inline";
  const target = inline ? document.getElementsByClassName(settings.frameTarget ?? "")[0] : undefined;
  if (inline && !target) {
    complain("frameTarget names no element of this document.");
    return;
  }
  removeCurrent();
  state.opened += 1;
  const instance = `${Date.now().toString(36)}-${state.opened}`;
  const origins = ORIGINS[state.environment];
  const address = frameAddress(instance, origins);
  const request = requestOf(options, settings);
  addStyleSheet(origins.assets);
  const holder = target ?? overlayContainer();
  const frame = target
    ? writeFrame(holder, address.href, "inline", settings.frameStyle ?? "", String(settings.frameInitialHeight ?? ""))
    : writeFrame(holder, address.href, "overlay", `width: 100%; height: 100%; border: none; background-color: transparent; color-scheme: ${request.theme};`, "100%");
  if (!inline) {
    showSpinner();
  }
  state.current = { instance, origin: address.origin, frame, holder, overlay: !inline, request, data: null };
  emit(structuredClone(EARLY_WARNING));
}

/** Closes whatever checkout is open. `checkout.closed` comes after this has returned. */
function close() {
  const closed = removeCurrent();
  if (closed) {
    announceClosed(closed);
  }
}

/** The items and the customer of a passed transaction cannot change. */
function refuseChange() {
  complain("The items of a checkout for a transaction cannot be changed.");
}
