// What the frame shows. Text goes in as text: names of products and sellers are data.

import { speak, word } from "./words.js";

const byId = (id) => document.getElementById(id);
const PHASES = { form: "payment-form", wait: "popup-wait", success: "success", failure: "failure" };

/** One phase at a time: `form`, `wait`, `success` or `failure`. */
export function show(phase) {
  document.documentElement.dataset.phase = phase;
  for (const [name, id] of Object.entries(PHASES)) {
    byId(id).hidden = name !== phase;
  }
  byId("summary").hidden = phase === "success" || phase === "failure";
}

/** Mode, theme and language before anything is known about the transaction. */
export function dress(request) {
  const root = document.documentElement;
  root.dataset.mode = request.display_mode;
  root.dataset.theme = request.theme;
  // Without a locale the real one takes the browser's.
  speak(request.locale ?? navigator.language);
}

/** Formats an event's number, which is in major units, with the currency's digits at Paddle. */
function formatter(checkout) {
  const format = new Intl.NumberFormat(document.documentElement.lang || "en", {
    style: "currency",
    currency: checkout.data.currency_code,
    minimumFractionDigits: checkout.decimals,
    maximumFractionDigits: checkout.decimals,
  });
  return (amount) => format.format(amount);
}

function itemRow(item, money) {
  const row = document.createElement("li");
  const name = document.createElement("span");
  const price = document.createElement("small");
  name.textContent = item.product.name;
  price.textContent = item.quantity > 1 ? `${item.price_name} × ${item.quantity}` : item.price_name;
  name.append(price);
  const amount = document.createElement("span");
  amount.textContent = money(item.totals.subtotal);
  row.append(name, amount);
  return row;
}

function totalRow(label, amount, className) {
  const term = document.createElement("dt");
  const value = document.createElement("dd");
  term.textContent = label;
  value.textContent = amount;
  term.className = value.className = className;
  return [term, value];
}

/** The overlay's upper half: items and totals of a debt, or the sentence for an update without a charge. */
export function fill(checkout) {
  const money = formatter(checkout);
  const { data } = checkout;
  const owed = data.totals.balance;
  const charges = data.status === "past_due" && owed > 0;
  document.documentElement.dataset.charges = String(charges);
  byId("seller").textContent = checkout.seller;
  byId("summary-title").textContent = charges ? word("% overdue", money(owed)) : word("You're updating your payment method");
  byId("summary-message").textContent = word(
    charges
      ? "Pay the overdue amount. Your new payment method is used for future payments, too."
      : "You won't be charged today. The new payment method is used for future payments.",
  );
  byId("items").replaceChildren(...(charges ? data.items.map((item) => itemRow(item, money)) : []));
  byId("totals").replaceChildren(
    ...(charges
      ? [
          ...totalRow(word("Subtotal"), money(data.totals.subtotal), ""),
          ...totalRow(word("Tax"), money(data.totals.tax), ""),
          ...(data.totals.credit > 0 ? totalRow(word("Credit"), money(-data.totals.credit), "") : []),
          ...totalRow(word("Due today"), money(owed), "due"),
        ]
      : []),
  );
  byId("items").hidden = byId("totals").hidden = !charges;
  // Inline the button has one text in both cases.
  const inline = document.documentElement.dataset.mode === "inline";
  byId("submit-payment").textContent = charges && !inline ? word("Pay %", money(owed)) : word("Update payment method");
  byId("success-title").textContent = word(charges ? "Payment received" : "Payment method updated");
  byId("success-message").textContent = charges
    ? word("We charged % and saved your new payment method.", money(owed))
    : word("Your new payment method is used from the next payment on.");
  byId("done").hidden = inline;
}
