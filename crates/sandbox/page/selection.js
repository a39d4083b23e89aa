// What the panel has chosen. An address that names a customer stands for itself;
// on any other, such as the return from Stripe, the session's storage fills in.

const KEY = 'fernway-demo';
const LISTS = {
  mode: ['auto', 'redirect', 'overlay', 'inline'],
  theme: ['auto', 'light', 'dark'],
  trigger: ['click', 'load', 'manual'],
};

function stored() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY)) ?? {};
  } catch {
    return {};
  }
}

function language(tag) {
  try {
    return Intl.getCanonicalLocales(tag)[0] ?? 'en';
  } catch {
    return 'en';
  }
}

/** The selection as the address and the session have it, each part valid. */
export function read(customers) {
  const query = new URLSearchParams(location.search);
  const old = query.has('customer') ? {} : stored();
  const ask = (name) => query.get(name) ?? old[name];
  const selection = {
    customer: customers.some(({ key }) => key === ask('customer')) ? ask('customer') : customers[0].key,
    lang: language(ask('lang') ?? 'en'),
    e2e: ask('e2e') === '1' ? '1' : '0',
  };
  for (const [name, list] of Object.entries(LISTS)) {
    selection[name] = list.includes(ask(name)) ? ask(name) : list[0];
  }
  sessionStorage.setItem(KEY, JSON.stringify(selection));
  return selection;
}

/** Loads the page again with another selection in its address. */
export function go(selection) {
  const { customer, mode, theme, lang, trigger, e2e } = selection;
  const query = new URLSearchParams({ customer, mode, theme, lang, trigger });
  if (e2e === '1') query.set('e2e', e2e);
  location.assign(`/?${query}`);
}

/**
 * Tells the server, by cookie, whose page this is and whether the checkout is wanted in it: the
 * security policy depends on both. Returns whether the page as served has the right policy.
 */
export function agree({ customer, mode }, customers) {
  const provider = (key) => customers.find((each) => each.key === key)?.provider ?? 'stripe';
  const cookie = (name) => document.cookie.match(new RegExp(`(?:^|; )${name}=([^;]*)`))?.[1];
  const policy = (key, inline) => (provider(key) === 'stripe' && inline ? 'embedded' : provider(key));
  const before = policy(cookie('demo_customer'), cookie('demo_inline') === '1');
  document.cookie = `demo_customer=${customer}; SameSite=Lax; path=/`;
  document.cookie = `demo_inline=${mode === 'inline' ? 1 : 0}; SameSite=Lax; path=/`;
  // Without cookies a second load would change nothing.
  return before === policy(customer, mode === 'inline') || cookie('demo_customer') !== customer;
}
