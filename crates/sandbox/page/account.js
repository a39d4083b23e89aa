// The account page: fills in the customer and sets the widget's options.
//
// Both lists are imported, not fetched, so that all is set before the next
// script of the page, the element's own, runs.

import config from '/demo/config' with { type: 'json' };
import customers from '/demo/customers' with { type: 'json' };
import { record, remember } from './log.js';
import { showPanel } from './panel.js';
import { agree, read } from './selection.js';
import { translate } from './texts.js';

const EVENTS = ['upm-start', 'upm-loaded', 'upm-updated', 'upm-close', 'upm-error', 'upm-paddle-event'];

const widget = document.querySelector('update-payment-method');
const selection = read(customers);
const customer = customers.find(({ key }) => key === selection.customer);

if (agree({ ...selection, customer: customer.key }, customers)) {
  start();
} else {
  // A widget that is about to go must not claim the return from Stripe.
  widget.remove();
  location.reload();
}

function start() {
  document.documentElement.dataset.theme = selection.theme;

  if (selection.e2e !== '1') remember(customer.key);
  for (const name of EVENTS) document.addEventListener(name, record);
  // The debt may be paid now.
  document.addEventListener('upm-updated', async () => {
    const answer = await fetch('/demo/customers', { cache: 'no-store' });
    const now = answer.ok && (await answer.json()).find(({ key }) => key === customer.key);
    if (now) fill(translate(selection.lang), now);
  });
  setOptions();
  fill(translate(selection.lang));
  showPanel({ customer, customers, selection, widget });
}

async function token() {
  const answer = await fetch(`/demo/token?customer=${customer.key}`);
  if (!answer.ok) throw new Error(`No customer token: ${answer.status}`);
  return (await answer.json()).token;
}

function setOptions() {
  widget.authorization = async () => `Bearer ${await token()}`;
  widget.setAttribute('mode', selection.mode);
  widget.setAttribute('theme', selection.theme);
  widget.setAttribute('locale', selection.lang);
  widget.setAttribute('trigger', selection.trigger);
  if (config.allowed_redirect_origins) widget.setAttribute('allowed-redirect-origins', config.allowed_redirect_origins);
  if (config.stripe_script) widget.setAttribute('sandbox-stripe-script', config.stripe_script);
  if (config.paddle_script) widget.setAttribute('sandbox-paddle-script', config.paddle_script);

  const field = widget.querySelector('[name=customer_token]');
  token().then((value) => { field.value = value; }, console.error);
}

function fill(text, { name, email, plan, status, history } = customer) {
  const put = (id, value) => { document.getElementById(id).textContent = value ?? ''; };
  put('initials', name.split(' ').map((word) => word[0]).join('').slice(0, 2));
  put('person-name', name);
  put('account-name', name);
  put('account-email', email);
  put('plan-name', plan);
  put('pay-text', text.payText.replace('{plan}', plan));
  pill(document.getElementById('plan-status'), status, text);
  document.getElementById('history-rows').replaceChildren(...(history ?? []).map((row) => line(row, text)));
}

function pill(span, status, text) {
  span.hidden = !status;
  span.dataset.status = status;
  span.textContent = text[status] ?? status;
  return span;
}

function line({ date, description, amount, status }, text) {
  const row = document.createElement('tr');
  const cell = (...content) => {
    const td = row.insertCell();
    td.append(...content);
    return td;
  };
  const when = document.createElement('time');
  when.dateTime = date;
  when.textContent = new Intl.DateTimeFormat(selection.lang, { dateStyle: 'medium', timeZone: 'UTC' }).format(new Date(date));
  cell(when);
  const what = document.createElement('bdi');
  what.textContent = description;
  cell(what);
  const mark = document.createElement('span');
  mark.className = 'pill';
  cell(pill(mark, status, text));
  cell(amount ? money(amount) : '').className = 'amount';
  return row;
}

function money({ amount, currency, decimals }) {
  const style = { style: 'currency', currency, minimumFractionDigits: decimals, maximumFractionDigits: decimals };
  const text = new Intl.NumberFormat(selection.lang, style).format(amount / 10 ** decimals);
  // Between Arabic words "US$" would lose its sign to the other side without this mark.
  return document.documentElement.dir === 'rtl' ? `${text}\u200e` : text;
}
