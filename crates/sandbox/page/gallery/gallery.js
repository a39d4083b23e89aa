// Every state of the widget: the real one, in the real element or mounted into the
// page, with its state given (`sandboxState`) and nothing carried out.
//
// `<html data-ready>` says that everything is there, for tests.

import './clock.js';
import languages from '/demo/languages' with { type: 'json' };
import sections from './states.json' with { type: 'json' };
import { address, fill, read } from './choices.js';
import { embed } from './embed.js';
import { dress, place } from './host.js';

const choice = read(languages);
const main = document.getElementById('main');
document.documentElement.dataset.theme = choice.theme;
document.getElementById('home').href = address({ ...choice, phase: '' });
fill(document.getElementById('choices'), choice, languages);

const shown = sections
  .map(({ title, states }) => ({ title, states: states.filter(({ providers }) => providers.includes(choice.provider)) }))
  .filter(({ states }) => states.length);
const order = shown.flatMap(({ states }) => states);
const single = sections.flatMap(({ states }) => states).find(({ name }) => name === choice.phase);

await dress(choice);
const waits = single ? one(single) : all();
await Promise.all(waits);
document.documentElement.dataset.ready = 'yes';

/** All states of the provider, section by section. */
function all() {
  const contents = make('nav', 'g-contents', ...shown.map(({ title }) => link(title, `#${id(title)}`)));
  contents.ariaLabel = 'Sections';
  main.append(make('h1', 'g-heading', 'Update payment method, state by state'), contents);
  const waits = [];
  for (const { title, states } of shown) {
    const heading = make('h2', 'g-title', title);
    heading.id = id(title);
    const grid = make('div', 'g-grid');
    main.append(heading, grid);
    for (const state of states) {
      const { outer, inner } = place(choice, title);
      const caption = make('figcaption', 'g-caption', link(state.title, address({ ...choice, phase: state.name })), ' ', make('code', 'g-name', state.name));
      const figure = make('figure', 'g-figure', caption, outer);
      figure.style.width = outer.style.width;
      grid.append(figure);
      waits.push(embed(inner, state, choice));
    }
  }
  return waits;
}

/** One state, and the way to its neighbours. */
function one(state) {
  document.title = `${state.title} – Gallery`;
  const at = order.indexOf(state);
  const neighbour = (step, text) => (order[at + step] && at >= 0 ? [link(`${text}: ${order[at + step].title}`, address({ ...choice, phase: order[at + step].name }))] : []);
  const { outer, inner } = place(choice, state.title);
  const steps = make('nav', 'g-contents', link('All states', address({ ...choice, phase: '' })), ...neighbour(-1, 'Before'), ...neighbour(1, 'Next'));
  steps.ariaLabel = 'States';
  main.append(make('h1', 'g-heading', state.title, ' ', make('code', 'g-name', state.name)), steps, outer);
  return [embed(inner, state, choice)];
}

function id(title) {
  return title.toLowerCase().replace(/\W+/g, '-');
}

function link(text, href) {
  const node = make('a', 'g-link', text);
  node.href = href;
  return node;
}

function make(name, className, ...content) {
  const node = document.createElement(name);
  node.className = className;
  node.append(...content);
  return node;
}
