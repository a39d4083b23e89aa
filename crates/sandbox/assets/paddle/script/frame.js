const OVERLAY_STYLE =
  "position: fixed; inset: 0; z-index: 2147483647; width: 100%; height: 100%; background: rgba(15, 23, 32, 0.6);";
const LOADER_STYLE =
  "position: fixed; top: calc(50% - 18px); left: calc(50% - 18px); width: 36px; height: 36px; box-sizing: border-box; " +
  "border: 3px solid rgba(255, 255, 255, 0.35); border-top-color: #fff; border-radius: 50%; animation: paddle-spin 1s linear infinite;";

function escapeAttribute(/** @type {string} */ text) {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
}

/** Writes the frame into `holder` as mark-up with inline styles, as the real script does; pages with Trusted Types break here. */
function writeFrame(/** @type {Element} */ holder, /** @type {string} */ address, /** @type {string} */ kind, /** @type {string} */ style, /** @type {string} */ height) {
  holder.innerHTML =
    `<iframe class="paddle-frame paddle-frame-${kind}" name="paddle_frame" title="Paddle checkout" allow="payment" ` +
    `allowtransparency="true" frameborder="0" height="${escapeAttribute(height)}" style="${escapeAttribute(style)}" ` +
    `src="${escapeAttribute(address)}"></iframe>`;
  return /** @type {HTMLIFrameElement} */ (holder.firstElementChild);
}

function overlayContainer() {
  const container = document.createElement("div");
  container.id = "paddle-overlay";
  container.className = "paddle-overlay";
  container.setAttribute("style", OVERLAY_STYLE);
  document.body.appendChild(container);
  return container;
}

function showSpinner() {
  if (!document.getElementById("paddle-loader")) {
    const loader = document.createElement("div");
    loader.id = "paddle-loader";
    loader.innerHTML =
      `<div style="${LOADER_STYLE} z-index: 2147483647;"></div>` +
      "<style>@keyframes paddle-spin { to { transform: rotate(360deg); } }</style>";
    document.body.appendChild(loader);
  }
}

function hideSpinner() {
  document.getElementById("paddle-loader")?.remove();
}

/** The real script brings its own style sheet; the inline styles above are enough when a policy blocks it. */
function addStyleSheet(/** @type {string} */ origin) {
  const address = `${origin}/paddle/v2/assets/css/paddle.css`;
  if (!document.querySelector(`link[href="${address}"]`)) {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = address;
    document.head.appendChild(link);
  }
}

/** Takes the open checkout off the page without a word; the caller decides whether an event follows. */
function removeCurrent() {
  const current = state.current;
  if (!current) {
    return null;
  }
  state.current = null;
  state.earlier = current.data;
  hideSpinner();
  if (current.overlay) {
    current.holder.remove();
  } else {
    current.frame.remove();
  }
  return current;
}

/** `checkout.closed` carries the last known data; a checkout that never loaded has none and closes silently. */
function announceClosed(/** @type {OpenCheckout} */ closed) {
  if (!closed.data) {
    return;
  }
  const data = { ...closed.data };
  if (data.status !== "completed") {
    data.customer = { id: null, email: null, address: null, business: null };
  }
  setTimeout(() => emit({ name: "checkout.closed", data }), 0);
}

function onFrameEvent(/** @type {OpenCheckout} */ current, /** @type {any} */ event) {
  if (event.data && event.data.id) {
    current.data = event.data;
  }
  emit(event);
  // Late news of the earlier checkout, at the worst moment. It may be of the very same transaction.
  if (event.name === "checkout.loaded" && SWITCHES.late_events && state.earlier) {
    const data = state.earlier;
    state.earlier = null;
    emit({ name: "checkout.updated", data });
  }
  if (event.name === "checkout.completed" && current.request.success_url) {
    window.location.assign(current.request.success_url);
  }
}

window.addEventListener("message", (message) => {
  const current = state.current;
  if (!current || message.origin !== current.origin || message.source !== current.frame.contentWindow) {
    return;
  }
  const { instance, action, event, height } = message.data ?? {};
  if (instance !== current.instance) {
    return;
  }
  if (action === "hello") {
    current.frame.contentWindow?.postMessage({ instance, action: "start", request: current.request }, current.origin);
  } else if (action === "ready") {
    hideSpinner();
  } else if (action === "event") {
    onFrameEvent(current, event);
  } else if (action === "resize" && !current.overlay && Number.isFinite(height)) {
    current.frame.style.height = `${Math.ceil(height)}px`;
  } else if (action === "dismiss") {
    const closed = removeCurrent();
    if (closed) {
      announceClosed(closed);
    }
  }
});
