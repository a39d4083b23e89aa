// The frame's line to the page that opened it: exact origins both ways, one opening per frame.

const query = new URLSearchParams(location.search);
const instance = query.get("instance");
const parentOrigin = query.get("parent_origin");

function tell(message) {
  parent.postMessage({ instance, ...message }, parentOrigin);
}

/** Asks the page what to open. Resolves once it has answered. */
export function request() {
  return new Promise((resolve) => {
    addEventListener("message", (message) => {
      if (message.source === parent && message.origin === parentOrigin && message.data?.instance === instance && message.data.action === "start") {
        resolve(message.data.request);
      }
    });
    tell({ action: "hello" });
  });
}

/** Passes an event to the page's callback. */
export const emit = (event) => tell({ action: "event", event });

/** The frame shows something: the page's spinner can go. */
export const ready = () => tell({ action: "ready" });

/** The customer has closed the overlay. */
export const dismiss = () => tell({ action: "dismiss" });

/** Keeps an inline frame as tall as its content, so that the footer is never cut off. */
export function reportHeight() {
  const card = document.getElementById("checkout");
  new ResizeObserver(() => tell({ action: "resize", height: card.getBoundingClientRect().height })).observe(card);
}

/** Asks the double's own checkout service, on this frame's origin. */
export async function ask(path, body) {
  const response = await fetch(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return response.json();
}
