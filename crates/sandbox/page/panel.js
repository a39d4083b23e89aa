// The demo panel: what a merchant's page has no need of.

import { forget, watch } from './log.js';
import { go } from './selection.js';

const panel = document.getElementById('demo');
const form = document.getElementById('demo-form');
/** What the doubles can make of a subscription. */
const CONDITIONS = {
  stripe: ['active', 'past_due', 'paused', 'incomplete', 'canceled'],
  paddle: ['active', 'trialing', 'past_due', 'paused', 'canceled', 'manual', 'locked', 'no_method'],
};
const wide = matchMedia('(min-width: 70rem)');

/** Shows the panel, or takes it out of the page for tests. */
export function showPanel({ customer, customers, selection, widget }) {
  if (selection.e2e === '1') {
    panel.remove();
    return;
  }
  panel.open = wide.matches;
  wide.addEventListener('change', () => { panel.open = wide.matches; });

  choices(form.elements.customer, customers.map(({ key, label }) => [key, label]));
  for (const select of form.querySelectorAll('select')) select.value = selection[select.name];
  languages(selection.lang);
  form.addEventListener('change', () => go({ ...selection, ...Object.fromEntries(new FormData(form)) }));

  on('demo-open', () => widget.open());
  on('demo-close', () => widget.close());
  on('demo-reset', async () => {
    await fetch('/demo/reset', { method: 'POST' });
    forget();
    go(selection);
  });

  setUp();
  subscription(customer);
  for (const list of panel.querySelectorAll('[data-provider]')) list.hidden = list.dataset.provider !== customer.provider;
  watch(showEvents);
  watch(callsSoon);
}

/** All that the widget speaks, each by its own name; the page itself has words in a few. */
async function languages(chosen) {
  const { LANGUAGES } = await import('/index.js');
  const tags = new Set([...LANGUAGES, chosen]);
  const name = (tag) => new Intl.DisplayNames(tag, { type: 'language' }).of(tag);
  const pairs = [...tags].map((tag) => [tag, name(tag)]).sort(([, one], [, other]) => one.localeCompare(other, 'en'));
  choices(form.elements.lang, pairs);
  form.elements.lang.value = chosen;
}

/** The back end and the doubles as they are set up, and what is chosen for them. */
async function setUp() {
  const { elements } = document.getElementById('demo-setup');
  const names = { back_end: ['stripe', 'apply_to', 'sweep_seconds'], faults: ['webhooks', 'api'] };
  const answer = await fetch('/demo/setup', { cache: 'no-store' });
  const setup = answer.ok ? await answer.json() : {};
  for (const [part, list] of Object.entries(names)) {
    for (const name of list) {
      elements[name].value = setup[part]?.[name] ?? elements[name].value;
      elements[name].addEventListener('change', async () => {
        const value = (each) => (each === 'sweep_seconds' ? Number : String)(elements[each].value);
        await change({ [part]: Object.fromEntries(list.map((each) => [each, value(each)])) });
        // What the page shows came from the old one.
        if (part === 'back_end') location.reload();
      });
    }
  }
}

/** What the customer's subscription can be made, and how its debt is paid without signing in. */
function subscription({ key, provider, payment_link }) {
  const { condition } = document.getElementById('demo-setup').elements;
  condition.append(...CONDITIONS[provider].map((name) => new Option(name.replace('_', ' '), name)));
  condition.addEventListener('change', async () => {
    await change({ subscriptions: { [key]: condition.value } });
    location.reload();
  });
  const link = document.getElementById('demo-link');
  link.hidden = !payment_link;
  if (payment_link) link.href = payment_link;
}

async function change(setup) {
  const headers = { 'content-type': 'application/json' };
  await fetch('/demo/setup', { method: 'POST', headers, body: JSON.stringify(setup) });
}

function on(id, action) {
  document.getElementById(id).addEventListener('click', action);
}

function choices(select, pairs) {
  select.replaceChildren(...pairs.map(([value, label]) => new Option(label, value)));
}

function element(name, className, text) {
  const node = document.createElement(name);
  node.className = className;
  node.textContent = text;
  return node;
}

function entry(at, ...parts) {
  const item = document.createElement('li');
  item.append(element('time', 'demo-time', new Date(at).toLocaleTimeString('en-GB')), ' ', ...parts);
  return item;
}

function fillList(id, items, empty) {
  document.getElementById(id).replaceChildren(...(items.length ? items : [element('li', 'demo-note', empty)]));
}

function showEvents(entries) {
  const items = entries.map(({ at, mark, name, detail }) => mark
    ? entry(at, element('i', 'demo-mark-line', mark))
    : entry(at, element('b', 'demo-name', name), detail === null ? '' : element('code', 'demo-detail', JSON.stringify(detail))));
  fillList('demo-events', items, 'None yet.');
}

let timers = [];

/** Asks for the server's calls now, and once more for those still under way. */
function callsSoon() {
  for (const timer of timers) clearTimeout(timer);
  timers = [100, 1500, 5000, 10000].map((delay) => setTimeout(showCalls, delay));
}

async function showCalls() {
  const answer = await fetch('/demo/log').catch(() => null);
  if (!answer?.ok) return;
  const calls = await answer.json();
  const items = calls.reverse().map(({ at, provider, method, path, status, webhook, tries }) => entry(
    at,
    element('b', status >= 200 && status < 400 ? 'demo-ok' : 'demo-bad', status || (webhook ? 'lost' : 'cut')),
    webhook ? ` ${provider} tells ` : ` ${provider} `,
    element('code', 'demo-call', webhook ? path : `${method} ${path}`),
    tries > 1 ? ` ×${tries}` : '',
  ));
  fillList('demo-calls', items, 'Nothing yet.');
}
