// Saves without a second entry in the history, as Stripe's page does. Without
// this script the form does the same by an ordinary post.
"use strict";

for (const form of document.querySelectorAll("form[method=post]")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (form.dataset.busy) return;
    form.dataset.busy = "true";
    const error = document.getElementById("error");
    try {
      const answer = await fetch(location.pathname, {
        method: "POST",
        headers: { Accept: "application/json" },
        body: new URLSearchParams(new FormData(form, event.submitter)),
      }).then((response) => response.json());
      if (answer.location) return go(answer.location);
      if (answer.reload) return location.reload();
      show(answer);
    } catch {
      if (error) show({ message: "The connection was lost. Try again." });
    }
    delete form.dataset.busy;
  });
}

/** Out of a frame it is the page around it that goes there. */
function go(url) {
  if (parent === window) location.assign(url);
  else parent.postMessage({ action: "redirect", url }, "*");
}

function show({ field, message }) {
  const error = document.getElementById("error");
  if (!error) return location.reload();
  error.textContent = message;
  error.dataset.field = field ?? "";
  for (const input of document.querySelectorAll("#payment-form input")) {
    input.toggleAttribute("aria-invalid", input.name === field);
    if (input.name === field) input.setAttribute("aria-invalid", "true");
  }
  (document.getElementById(field ?? "cardNumber") ?? document.getElementById("submit"))?.focus();
}

// 4242 4242 4242 4242 and 04 / 30 while typing, only ever at the end of the text.
function group(id, grouped) {
  const input = document.getElementById(id);
  input?.addEventListener("input", () => {
    if (input.selectionStart === input.value.length) input.value = grouped(input.value.replace(/\D/g, ""));
  });
}
group("cardNumber", (digits) => digits.slice(0, 19).replace(/(.{4})(?=.)/g, "$1 "));
group("cardExpiry", (digits) => digits.slice(0, 4).replace(/^(..)(?=.)/, "$1 / "));

// A page that comes back from the back/forward cache must be usable.
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
