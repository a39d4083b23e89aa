// The life of one checkout inside its frame. Every event of it leaves through here.

import { ask, dismiss, emit, ready, reportHeight, request } from "./bridge.js";
import * as form from "./form.js";
import * as view from "./view.js";

const byId = (id) => document.getElementById(id);
const named = (name, data) => emit({ name, data });

async function start() {
  const wanted = await request();
  view.dress(wanted);
  byId("close-checkout").addEventListener("click", dismiss);
  byId("done").addEventListener("click", dismiss);
  if (wanted.display_mode === "inline") {
    reportHeight();
  }
  // An event that no typing knows, before anything else and without data.
  named("checkout.experiment.assigned", null);
  const checkout = await ask("/transaction-checkout", wanted);
  if (checkout.silent) {
    return;
  }
  if (checkout.error) {
    view.show("failure");
    ready();
    emit({ name: "checkout.error", ...checkout.error });
    return;
  }
  view.fill(checkout);
  form.prepare(checkout.country);
  view.show("form");
  ready();
  announceLoaded(checkout);
  offerMethods(checkout, wanted.allowed_payment_methods);
}

function announceLoaded({ data, loaded }) {
  if (loaded !== "never") {
    named("checkout.loaded", data);
  }
  if (loaded === "twice") {
    named("checkout.loaded", data);
  }
  named("checkout.customer.created", data);
  named("checkout.wallets.checked", { transaction_id: data.transaction_id, wallets: [] });
}

function offerMethods(checkout, allowed) {
  const offers = (method) => !allowed || allowed.includes(method);
  byId("pay-with-paypal").hidden = !offers("paypal");
  byId("or-card").hidden = !offers("paypal") || !offers("card");
  byId("card-fields").hidden = byId("submit-payment").hidden = !offers("card");
  if (!offers("paypal") && !offers("card")) {
    form.say("No payment methods are available.");
    emit({
      name: "checkout.payment.error",
      type: "front-end_error",
      code: "no_payment_methods_available",
      detail: "No payment methods available",
      documentation_url: "https://developer.paddle.com/api-reference/overview",
    });
    return;
  }
  listen(checkout);
}

function listen(checkout) {
  let { data } = checkout;
  const chosen = (type) => ({ ...data, payment: { method_details: { type } } });
  byId("card-fields").addEventListener("focusin", () => named("checkout.payment.selected", chosen("card")), { once: true });
  byId("country").addEventListener("change", ({ target }) => {
    const address = { city: null, first_line: null, id: null, postal_code: null, region: "", ...data.customer.address, country_code: target.value };
    data = { ...data, customer: { ...data.customer, address } };
    named("checkout.customer.updated", data);
  });
  byId("payment-form").addEventListener("submit", async (event) => {
    event.preventDefault();
    const card = form.read();
    if (!card) {
      return;
    }
    form.lock(true);
    named("checkout.payment.initiated", chosen("card"));
    const answer = await ask(`/transaction-checkout/${data.id}/pay`, { method: "card", ...card });
    form.lock(false);
    if (answer.completed) {
      view.show("success");
      named("checkout.completed", { ...data, ...answer.completed });
    } else {
      form.say("Your card was declined. Try another card.");
      named("checkout.payment.failed", chosen("card"));
    }
  });
  byId("pay-with-paypal").addEventListener("click", () => {
    named("checkout.payment.selected", chosen("paypal"));
    named("checkout.payment.initiated", chosen("paypal"));
    // The approval happens in a window of its own, and nothing of it is heard here again.
    window.open(`/checkout/paypal?checkout=${encodeURIComponent(data.id)}`, "paypal", "popup,width=440,height=620");
    view.show("wait");
  });
  byId("popup-back").addEventListener("click", () => view.show("form"));
}

start();
