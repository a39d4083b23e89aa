// Opens Paddle's checkout for the transaction in the address (`_ptxn`) and says
// what is happening. Paddle.js opens it by itself while it is initialised; only
// "Try again" opens it from here.
(() => {
  "use strict";

  const SCRIPT_TIMEOUT = 15000;
  const OPEN_TIMEOUT = 20000;

  const page = document.getElementById("pay");
  const title = document.getElementById("title");
  const text = document.getElementById("text");
  const retry = document.getElementById("retry");
  const back = document.getElementById("back");
  const { script, token, returnTo } = page.dataset;
  const id = new URLSearchParams(location.search).get("_ptxn") || "";
  const done = returnTo.replace("{TRANSACTION}", id);

  let paddle = null;
  let timer = 0;
  let finished = false;

  function show(state, heading, words, action) {
    clearTimeout(timer);
    page.dataset.state = state;
    title.textContent = heading;
    text.textContent = words;
    retry.hidden = !action;
    retry.onclick = action || null;
  }

  function failed(words, forEngineers, action) {
    console.warn(`payment page: ${forEngineers}`);
    show("failed", "The payment form did not open", words, action);
  }

  const settings = () => ({
    displayMode: "overlay",
    variant: "one-page",
    theme: matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light",
    allowLogout: false,
    showAddDiscounts: false,
  });

  function waitForForm() {
    show("loading", "Opening the secure payment form", "This takes a moment. The form and every amount in it come from Paddle.");
    timer = setTimeout(() => {
      failed(
        "It may be blocked by a privacy extension or a poor connection. Nothing has been charged. Try again, or use another browser.",
        "no checkout.loaded event: check the default payment link, that this domain is approved, and that the client-side token is of the transaction's environment",
        reopen,
      );
    }, OPEN_TIMEOUT);
  }

  function reopen() {
    waitForForm();
    paddle.Checkout.open({ transactionId: id, settings: settings() });
  }

  function leave() {
    location.assign(done);
  }

  function onEvent(event) {
    const name = event && event.name;
    const about = event && event.data && event.data.transaction_id;
    if (typeof name !== "string" || (about && about !== id)) return;
    if (name === "checkout.loaded") {
      show("open", "Finish in the payment form", "The form is open. If you cannot see it, scroll up or reload this page.");
    } else if (name === "checkout.payment.initiated") {
      // Some methods finish in a window of their own and never report back here.
      back.href = done;
    } else if (name === "checkout.completed") {
      finished = true;
      back.href = done;
      show("done", "Thank you", "Taking you back to your account, where the result is confirmed.");
      timer = setTimeout(leave, 1500);
    } else if (name === "checkout.closed") {
      if (finished) leave();
      else show("closed", "You closed the payment form", "Nothing was finished here. You can open the form again at any time.", reopen);
    } else if ((name === "checkout.error" || name === "checkout.failed") && page.dataset.state === "loading") {
      const error = event.error || event;
      failed(
        "Paddle could not open this payment. It may have been paid or replaced already: look into your account. Otherwise try again later.",
        `${name}: ${error.code || "no code"}`,
        reopen,
      );
    }
  }

  function initialize() {
    const found = window.PaddleBillingV1 || window.Paddle;
    if (!found || typeof found.Initialize !== "function") {
      failed("Part of the payment form is missing. Reload the page, or use another browser.", "Paddle.js ran but left no Paddle", load);
      return;
    }
    paddle = found;
    waitForForm();
    try {
      if (token.startsWith("test_")) paddle.Environment.set("sandbox");
      paddle.Initialize({ token, eventCallback: onEvent, checkout: { settings: settings() } });
    } catch (error) {
      failed("Paddle could not be started. Reload the page, or try again later.", `Initialize: ${error}`, () => location.reload());
    }
  }

  function load() {
    show("loading", "Opening the secure payment form", "This takes a moment. The form and every amount in it come from Paddle.");
    const tag = document.createElement("script");
    let settled = false;
    const settle = (ok) => {
      if (settled) return;
      settled = true;
      if (ok) return initialize();
      tag.remove();
      failed(
        "Paddle's script could not be loaded. Check your connection and any ad or script blocker, then try again. Nothing has been charged.",
        `${script} did not load`,
        load,
      );
    };
    tag.src = script;
    tag.onload = () => settle(true);
    tag.onerror = () => settle(false);
    timer = setTimeout(() => settle(false), SCRIPT_TIMEOUT);
    document.head.append(tag);
  }

  if (/^txn_[A-Za-z0-9]{1,64}$/.test(id)) {
    load();
  } else {
    failed("This link is incomplete. Open it again from your e-mail, or go to your account.", "no transaction id in _ptxn", null);
  }
})();
