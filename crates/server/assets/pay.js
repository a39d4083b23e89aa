// Opens Paddle's checkout for the transaction in the address (`_ptxn`) and says
// what is happening. Paddle.js opens it by itself while it is initialised; only
// "Try again" opens it from here. The words come with the page, in its language.
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
  const words = JSON.parse(page.dataset.words);
  const named = new URLSearchParams(location.search).getAll("_ptxn");
  const id = named.length === 1 && /^txn_[A-Za-z0-9]{1,64}$/.test(named[0]) ? named[0] : "";
  const done = returnTo.replace("{TRANSACTION}", id);

  let paddle = null;
  let timer = 0;
  let finished = false;

  function show(state, said, action) {
    clearTimeout(timer);
    page.dataset.state = state;
    title.textContent = said.title;
    text.textContent = said.text;
    retry.hidden = !action;
    retry.onclick = action || null;
  }

  function failed(said, forEngineers, action) {
    console.warn(`payment page: ${forEngineers}`);
    show("failed", said, action);
  }

  const settings = () => ({
    displayMode: "overlay",
    variant: "one-page",
    theme: matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light",
    allowLogout: false,
    showAddDiscounts: false,
  });

  function waitForForm() {
    show("loading", words.opening);
    timer = setTimeout(() => {
      failed(
        words.silent,
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
      show("open", words.open);
    } else if (name === "checkout.payment.initiated") {
      // Some methods finish in a window of their own and never report back here.
      back.href = done;
    } else if (name === "checkout.completed") {
      finished = true;
      back.href = done;
      show("done", words.done);
      timer = setTimeout(leave, 1500);
    } else if (name === "checkout.closed") {
      if (finished) leave();
      else show("closed", words.closed, reopen);
    } else if ((name === "checkout.error" || name === "checkout.failed") && page.dataset.state === "loading") {
      const error = event.error || event;
      failed(words.refused, `${name}: ${error.code || "no code"}`, reopen);
    }
  }

  function initialize() {
    const found = window.PaddleBillingV1 || window.Paddle;
    if (!found || typeof found.Initialize !== "function") {
      failed(words.broken, "Paddle.js ran but left no Paddle", load);
      return;
    }
    paddle = found;
    waitForForm();
    try {
      if (token.startsWith("test_")) paddle.Environment.set("sandbox");
      paddle.Initialize({ token, eventCallback: onEvent, checkout: { settings: settings() } });
    } catch (error) {
      failed(words.broken, `Initialize: ${error}`, () => location.reload());
    }
  }

  function load() {
    show("loading", words.opening);
    const tag = document.createElement("script");
    let settled = false;
    const settle = (ok) => {
      if (settled) return;
      settled = true;
      if (ok) return initialize();
      tag.remove();
      failed(words.blocked, `${script} did not load`, load);
    };
    tag.src = script;
    tag.onload = () => settle(true);
    tag.onerror = () => settle(false);
    timer = setTimeout(() => settle(false), SCRIPT_TIMEOUT);
    document.head.append(tag);
  }

  if (id) {
    load();
  } else {
    failed(words.incomplete, "not exactly one transaction id in _ptxn", null);
  }
})();
