// The events as they fire, for the panel and, in `window.upmEvents`, for tests.

const KEY = 'fernway-demo-events';
const KEPT = 60;

window.upmEvents = [];
let entries = [];
let kept = false;
const listeners = new Set();

/** A copy that JSON can carry; an event's detail may hold anything. */
function plain(detail) {
  try {
    return JSON.parse(JSON.stringify(detail ?? null));
  } catch {
    return String(detail);
  }
}

function add(entry) {
  entries = [{ at: Date.now(), ...entry }, ...entries].slice(0, KEPT);
  if (kept) sessionStorage.setItem(KEY, JSON.stringify(entries));
  for (const listener of listeners) listener(entries);
}

/** Lets the list outlive the page: after a redirect the story goes on where it stopped. */
export function remember(customer) {
  kept = true;
  try {
    entries = JSON.parse(sessionStorage.getItem(KEY)) ?? [];
  } catch {
    entries = [];
  }
  const abroad = document.referrer && new URL(document.referrer).origin !== location.origin;
  add({ mark: abroad ? 'back from the provider' : `page loaded for ${customer}` });
  addEventListener('pageshow', ({ persisted }) => {
    if (persisted) add({ mark: 'page shown again by Back' });
  });
}

/** Calls `listener` with the entries, newest first, now and after each change. */
export function watch(listener) {
  listeners.add(listener);
  listener(entries);
}

/** The event listener. */
export function record({ type: name, detail }) {
  const event = { name, detail: plain(detail) };
  window.upmEvents.push(event);
  add(event);
}

/** Forgets the list. */
export function forget() {
  sessionStorage.removeItem(KEY);
}
