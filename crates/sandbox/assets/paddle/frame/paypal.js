// The popup of a redirecting method. It settles the transaction and tells nobody; `successUrl` opens in here.

import { ask } from "./bridge.js";

const byId = (id) => document.getElementById(id);
const checkout = new URLSearchParams(location.search).get("checkout");

byId("paypal-cancel").addEventListener("click", () => window.close());
byId("paypal-approve").addEventListener("click", async () => {
  byId("paypal-approve").disabled = true;
  const answer = await ask(`/transaction-checkout/${encodeURIComponent(checkout)}/pay`, { method: "paypal" });
  if (answer.success_url) {
    location.assign(answer.success_url);
    return;
  }
  byId("paypal-approve").hidden = byId("paypal-cancel").hidden = true;
  byId("paypal-message").textContent = answer.completed ? "Approved. You can close this window." : "This payment could not be approved.";
});
