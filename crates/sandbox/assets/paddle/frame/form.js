// The card form: typing aids, the checks a customer expects, and nothing more.

import { word } from "./words.js";

const COUNTRIES = ["AU", "AT", "BE", "BR", "CA", "CL", "CZ", "DK", "FI", "FR", "DE", "HU", "IE", "IT", "JP", "KR", "KW", "NL", "NO", "PL", "PT", "ES", "SE", "CH", "GB", "US"];

const byId = (id) => document.getElementById(id);
const digits = (text) => text.replace(/\D/g, "");

/** Fills the country list and groups digits while the customer types. */
export function prepare(country) {
  const names = new Intl.DisplayNames(document.documentElement.lang || "en", { type: "region" });
  const codes = COUNTRIES.includes(country) ? COUNTRIES : [country, ...COUNTRIES];
  byId("country").replaceChildren(...codes.map((code) => new Option(names.of(code), code, false, code === country)));
  byId("card-number").addEventListener("input", ({ target }) => {
    target.value = digits(target.value).slice(0, 19).replace(/(.{4})(?=.)/g, "$1 ");
  });
  byId("card-expiry").addEventListener("input", ({ target }) => {
    const typed = digits(target.value).slice(0, 4);
    target.value = typed.length > 2 ? `${typed.slice(0, 2)}/${typed.slice(2)}` : typed;
  });
  byId("card-cvc").addEventListener("input", ({ target }) => {
    target.value = digits(target.value);
  });
}

function passesLuhn(number) {
  const sum = [...number].reverse().reduce((total, digit, place) => {
    const value = Number(digit) * (place % 2 === 1 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return number.length >= 12 && sum % 10 === 0;
}

function isFuture(month, year) {
  const now = new Date();
  return month >= 1 && month <= 12 && (year > now.getFullYear() || (year === now.getFullYear() && month > now.getMonth()));
}

/** The card as typed, or null after marking the first field that is wrong. */
export function read() {
  const number = digits(byId("card-number").value);
  const expiry = digits(byId("card-expiry").value);
  const cvc = byId("card-cvc").value;
  const month = Number(expiry.slice(0, 2));
  const year = 2000 + Number(expiry.slice(2));
  const checks = [
    ["card-number", passesLuhn(number), "Check the card number."],
    ["card-expiry", expiry.length === 4 && isFuture(month, year), "Check the expiry date."],
    ["card-cvc", cvc.length >= 3, "Check the security code."],
  ];
  for (const [id, valid] of checks) {
    byId(id).setAttribute("aria-invalid", String(!valid));
  }
  const wrong = checks.find(([, valid]) => !valid);
  say(wrong ? wrong[2] : "");
  if (wrong) {
    byId(wrong[0]).focus();
    return null;
  }
  return { number, expiry_month: month, expiry_year: year, country: byId("country").value };
}

/** Shows a problem under the fields; an empty text takes it away. */
export function say(problem) {
  byId("payment-error").textContent = word(problem);
}

/** While a payment runs, a second press does nothing. */
export function lock(locked) {
  byId("submit-payment").disabled = locked;
  byId("pay-with-paypal").disabled = locked;
}
