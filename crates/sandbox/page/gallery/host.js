// The page around the widget: nothing but a font, Bootstrap or Tailwind.

const HOSTS = {
  bare: {},
  bootstrap: {
    sheet: '/page/hosts/bootstrap.css',
    card: 'card shadow-sm',
    body: 'card-body p-4',
    widget: '',
    heading: 'h5 card-title',
    text: 'card-text text-body-secondary',
    button: 'btn btn-primary',
  },
  tailwind: {
    sheet: '/page/hosts/tailwind.css',
    card: 'accent-indigo-600 rounded-xl border border-slate-200 bg-white p-6 text-slate-900 shadow-sm dark:border-slate-700 dark:accent-indigo-300 dark:bg-slate-900 dark:text-slate-100',
    body: '',
    widget: 'mb-4 [--upm-padding:0px] [--upm-surface:var(--color-white)] dark:[--upm-surface:var(--color-slate-900)]',
    heading: 'text-lg font-semibold',
    text: 'mt-1 mb-4 text-sm text-slate-500 dark:text-slate-400',
    button: 'rounded-lg bg-indigo-600 px-4 py-2.5 font-semibold text-white',
  },
};

/** Loads the host's sheet before anything is shown in it. */
export async function dress({ host, theme }) {
  const { sheet } = HOSTS[host];
  const root = document.documentElement;
  root.dataset.host = host;
  const dark = theme === 'dark' || (theme === 'auto' && matchMedia('(prefers-color-scheme: dark)').matches);
  root.dataset.bsTheme = dark ? 'dark' : 'light';
  root.classList.toggle('dark', dark);
  if (!sheet) return;
  const link = document.createElement('link');
  link.rel = 'stylesheet';
  link.href = sheet;
  await new Promise((resolve) => {
    link.onload = resolve;
    link.onerror = () => {
      document.getElementById('main').append(`${sheet} is not there: the set-up had no npm to fetch it with.`);
      resolve();
    };
    // Before the gallery's own: where the two meet, its frame stays.
    document.head.prepend(link);
  });
}

/** A place for the widget as a page of this host has it: `outer` goes into the page, the widget into `inner`. */
export function place({ host, width }, title) {
  const { card, body, widget, heading, text, button } = HOSTS[host];
  const outer = make('div', 'g-place');
  if (width !== 'fit') outer.style.width = `${width}px`;
  const inner = make('div', `g-widget ${widget ?? ''}`.trim());
  if (!card) {
    outer.append(inner);
    return { outer, inner };
  }
  const head = make('h3', heading, 'Payment method');
  const words = make('p', text, `${title}.`);
  const own = make('button', button, 'The page’s own button');
  own.type = 'button';
  outer.append(make('div', card, make('div', body, head, words, inner, own)));
  return { outer, inner };
}

function make(name, className, ...content) {
  const node = document.createElement(name);
  node.className = className;
  node.append(...content);
  return node;
}
