// Both ways into a page, each with a given state.

const ENDPOINT = '/payment-method-updates';
const RIGHT_TO_LEFT = ['ar', 'fa', 'he', 'ur'];

/** Puts the widget in this state into `place`; fulfilled when it shows there. */
export async function embed(place, { name, events }, { lang, theme, embed: way }) {
  place.lang = lang;
  place.dir = RIGHT_TO_LEFT.includes(lang) ? 'rtl' : 'ltr';
  const root = await (way === 'mount' ? mounted : element)(place, events, lang, theme);
  // What a checkout inside the page would be shown in.
  if (/^(opening|open)$/.test(root.dataset.phase) && events.some(({ mode }) => mode === 'inline')) frame(place, root);
  const phase = name.split('-')[0];
  await until(() => root.dataset.phase === phase);
}

async function element(place, events, lang, theme) {
  await import('/define.js');
  const widget = document.createElement('update-payment-method');
  // Tests look at all of them at once.
  widget.loading = 'eager';
  widget.setAttribute('endpoint', ENDPOINT);
  widget.setAttribute('locale', lang);
  widget.setAttribute('theme', theme);
  widget.sandboxState = events;
  place.append(widget);
  return until(() => widget.shadowRoot.querySelector('.upm'));
}

/** As an application in Leptos has it: the same elements in the page's own tree. */
async function mounted(place, events, lang, theme) {
  const { mount } = await import('/index.js');
  mount(place, { endpoint: ENDPOINT, locale: lang, theme, sandboxState: events });
  return until(() => place.querySelector('.upm'));
}

function frame(place, root) {
  const box = document.createElement('div');
  box.className = 'g-frame';
  // As a form has fields.
  box.tabIndex = 0;
  box.append('The provider’s own form stands here.');
  const widget = place.querySelector('update-payment-method');
  if (widget) box.slot = 'upm-frame';
  (widget ?? root.querySelector('.upm-frame')).append(box);
}

/** Waits frame by frame for what `look` answers. */
async function until(look) {
  for (;;) {
    const found = look();
    await new Promise(requestAnimationFrame);
    if (found) return found;
  }
}
