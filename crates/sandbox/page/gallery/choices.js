// What is shown and how: the address holds it, the switches at the top change it.

// Each list's first is what stands for itself. Pairs, since an object would put numbers first.
const LISTS = {
  provider: [['stripe', 'Stripe'], ['paddle', 'Paddle']],
  theme: [['auto', 'as the page'], ['light', 'light'], ['dark', 'dark']],
  host: [['bare', 'bare'], ['bootstrap', 'Bootstrap 5'], ['tailwind', 'Tailwind 4']],
  embed: [['element', 'element'], ['mount', 'component (light DOM)']],
  width: [['fit', 'fits'], ...['320', '480', '640', '960'].map((width) => [width, width])],
};
const usual = (name) => (name === 'lang' ? 'en' : name === 'phase' ? '' : LISTS[name][0][0]);
const knows = (name, value) => LISTS[name].some(([known]) => known === value);

/** The choices that the address makes, each one valid. */
export function read(languages) {
  const query = new URLSearchParams(location.search);
  const choice = { phase: query.get('phase') ?? '' };
  for (const name of Object.keys(LISTS)) {
    choice[name] = knows(name, query.get(name)) ? query.get(name) : usual(name);
  }
  // Any other width of the address counts, too.
  if (/^\d{3,4}$/.test(query.get('width') ?? '')) choice.width = query.get('width');
  choice.lang = languages.includes(query.get('lang')) ? query.get('lang') : 'en';
  return choice;
}

/** The address of these choices, without what is chosen anyway. */
export function address(choice) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(choice)) {
    if (value !== usual(name)) query.set(name, value);
  }
  return query.size ? `/gallery?${query}` : '/gallery';
}

/** Fills the switches; a change loads the page anew. */
export function fill(form, choice, languages) {
  for (const [name, list] of Object.entries(LISTS)) {
    form.elements[name].append(...list.map(([value, label]) => new Option(label, value)));
  }
  form.elements.lang.append(...languages.map((tag) => new Option(called(tag), tag)));
  const { width } = form.elements;
  if (!knows('width', choice.width)) width.append(new Option(choice.width, choice.width));
  for (const select of form.elements) {
    select.value = choice[select.name];
    select.addEventListener('change', () => location.assign(address({ ...choice, [select.name]: select.value })));
  }
}

/** A language's name in itself and by its tag. */
function called(tag) {
  return `${new Intl.DisplayNames([tag], { type: 'language' }).of(tag)} (${tag})`;
}
