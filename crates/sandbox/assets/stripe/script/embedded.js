/**
 * @typedef {object} EmbeddedOptions
 * @property {string} [clientSecret]
 * @property {() => Promise<string>} [fetchClientSecret]
 * @property {() => void} [onComplete]
 */

/** Whether there is an embedded Checkout, or one is being made. Not reachable from outside: the real one has no getter. */
let taken = false;

/**
 * Makes the page's embedded Checkout. What is wrong with the options is a rejection, as everything here is.
 * @param {string} key
 * @param {string} method
 * @param {EmbeddedOptions} options
 */
async function make(key, method, options) {
  if (taken) {
    throw new IntegrationError("You cannot have multiple Embedded Checkout objects.");
  }
  taken = true;
  try {
    await loadChunk();
    const secret = await secretOf(method, options ?? {});
    const [id] = secret.split("_secret_");
    const response = await fetch(`${API}/v1/payment_pages/${encodeURIComponent(id)}/init`, {
      method: "POST",
      body: new URLSearchParams({ key, client_secret: secret }),
    });
    const { frame, error } = await response.json();
    if (error) {
      throw new IntegrationError(error.message);
    }
    return checkoutIn(new URL(frame), options.onComplete);
  } catch (error) {
    taken = false;
    throw error;
  }
}

/** The real script fetches the rest of itself first, by an ordinary tag; pages with Trusted Types break here. */
function loadChunk() {
  return new Promise((resolve, reject) => {
    const tag = document.createElement("script");
    tag.src = new URL(`/${SWITCHES.train}/embedded-checkout-outer.js`, scriptAddress).href;
    tag.addEventListener("load", resolve);
    tag.addEventListener("error", () => reject(new Error("Failed to load Stripe.js")));
    document.head.append(tag);
  });
}

/**
 * @param {string} method
 * @param {EmbeddedOptions} options
 */
async function secretOf(method, { clientSecret, fetchClientSecret, onComplete }) {
  if (onComplete !== undefined && typeof onComplete !== "function") {
    throw new IntegrationError(`Invalid value for ${method}(): onComplete should be a function.`);
  }
  if ((clientSecret === undefined) === (fetchClientSecret === undefined)) {
    throw new IntegrationError(`Invalid ${method}() parameters: exactly one of clientSecret and fetchClientSecret must be given.`);
  }
  const secret = fetchClientSecret ? await fetchClientSecret() : clientSecret;
  if (typeof secret !== "string" || !/^cs_\w+?_secret_./.test(secret)) {
    throw new IntegrationError(`Invalid value for ${method}(): clientSecret should be a client secret of the form \${id}_secret_\${secret}. You specified: ${secret}.`);
  }
  return secret;
}

/**
 * @param {URL} address
 * @param {(() => void) | undefined} onComplete
 */
function checkoutIn(address, onComplete) {
  /** @type {HTMLIFrameElement | null} */
  let frame = null;
  let destroyed = false;
  const alive = () => {
    if (destroyed) {
      throw new IntegrationError("This Embedded Checkout has already been destroyed. Please create a new one.");
    }
  };
  const listen = (/** @type {MessageEvent} */ message) => {
    if (!frame || message.source !== frame.contentWindow || message.origin !== address.origin) {
      return;
    }
    const { action, height, url } = message.data ?? {};
    if (action === "resize" && Number.isFinite(height)) {
      frame.style.height = `${Math.ceil(height)}px`;
    } else if (action === "redirect") {
      window.location.assign(url);
    } else if (action === "complete") {
      onComplete?.();
    }
  };
  const remove = () => {
    frame?.remove();
    frame = null;
    removeEventListener("message", listen);
  };
  return {
    mount(/** @type {string | HTMLElement} */ location) {
      alive();
      const target = typeof location === "string" ? document.querySelector(location) : location;
      if (!(target instanceof Element) || !document.contains(target)) {
        throw new IntegrationError(`The selector you specified (${location}) applies to no DOM elements that are currently on the page.\nMake sure the element exists on the page before calling mount().`);
      }
      if (frame) {
        throw new IntegrationError("This Embedded Checkout is already mounted. Use `unmount()` before mounting it again.");
      }
      frame = document.createElement("iframe");
      frame.name = "embedded-checkout";
      frame.title = "Secure payment input frame";
      frame.allow = "payment *; publickey-credentials-get *";
      frame.src = address.href;
      Object.assign(frame.style, { display: "block", width: "100%", height: "480px", border: "none" });
      addEventListener("message", listen);
      target.append(frame);
    },
    unmount() {
      alive();
      remove();
    },
    destroy() {
      alive();
      remove();
      destroyed = true;
      taken = false;
    },
  };
}
