// @ts-check
// `mount`, and what every way to embed the widget needs once it is wanted: the module,
// and the texts of the customer's language. Importing it loads nothing.

/** @import { MountOptions, PaddleEvent, Widget } from './index.js' */

/** What the module mounts; see src/mount.rs. @typedef {Omit<Widget, 'ready'>} Mounted */
/**
 * What wasm-bindgen writes.
 * @typedef {{
 *   default(init: { module_or_path: Promise<Response> }): Promise<unknown>,
 *   mount(element: HTMLElement, options: object): Mounted,
 *   paddleEvent(event: PaddleEvent): void,
 * }} Glue
 */

/** The languages, a file each in ./locales; English is built in. The same as in crates/contract/src/language.rs. */
export const LANGUAGES =
  'ar bg cs da de el en en-GB es es-419 et fi fil fr fr-CA hi-IN hr hu id it ja ko lt lv ms mt nb nl pl pt pt-BR ro ru sk sl sv th tr vi zh zh-HK zh-TW'.split(' ');
/** Other names of a language. @type {Map<string, string>} */
const ALIASES = new Map([['hi', 'hi-IN'], ['in', 'id'], ['nn', 'nb'], ['no', 'nb'], ['tl', 'fil']]);
// Where one language is written in more than one way: the first row counts of which the tag
// has any of the parts, or any region where none are named.
const PLACES = [
  ['en', 'as ca gu mp ph pr um us vi', 'en'],
  ['en', '', 'en-GB'],
  ['es', 'ea es gq ic ph', 'es'],
  ['es', '', 'es-419'],
  ['fr', 'ca', 'fr-CA'],
  ['pt', 'br', 'pt-BR'],
  ['zh', 'hans', 'zh'],
  ['zh', 'hk mo', 'zh-HK'],
  ['zh', 'hant tw', 'zh-TW'],
];
const LOADING = ['visible', 'eager', 'idle'];
/** How long the widget waits for its texts before it begins in English, in milliseconds. */
const PATIENCE = 4000;

/** Kept here, or the browser would in time collect a widget whose handle the page let go, and take it off the page. @type {Set<Mounted>} */
const mounted = new Set();
/** The module, once it is there. @type {Glue | undefined} */
let module;
/** @type {Promise<Glue> | undefined} */
let loading;
/** Where the glue is, once it has failed. */
let address = '';
let failures = 0;

/** Loads the module, once; a failed load can be tried again. */
function load() {
  loading ??= start().catch((error) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

async function start() {
  // Both at once; neither needs the other to be fetched.
  const wasm = fetch(new URL('./update-payment-method_bg.wasm', import.meta.url));
  const [glue] = await Promise.all([importGlue(), wasm]);
  await glue.default({ module_or_path: wasm });
  module = glue;
  return glue;
}

/** @returns {Promise<Glue>} */
async function importGlue() {
  try {
    // @ts-ignore The build puts it here.
    if (!address) return await import('./update-payment-method.js');
    return await import(/* @vite-ignore */ /* webpackIgnore: true */ `${address}?retry=${failures}`);
  } catch (error) {
    failures++;
    // Many browsers remember a module that failed, by its address, which their message names.
    address = /https?:[^\s?]+/.exec(/** @type {Error} */ (error).message)?.[0] ?? '';
    throw error;
  }
}

/**
 * Mounts the widget at the end of `element`, and answers at once.
 *
 * @param {HTMLElement} element
 * @param {MountOptions} options
 * @returns {Widget}
 */
export function mount(element, options) {
  if (element?.nodeType !== 1) {
    throw new TypeError('mount(element, options): the first argument must be an element; is it in the document yet?');
  }
  /** The options as they were given last. */
  let given = options ?? {};
  /** @type {Mounted | undefined} */
  let widget;
  /** `open()` was called before there was anything to open. */
  let wanted = false;
  let failed = false;
  let gone = false;

  const report = (/** @type {string} */ code, /** @type {string} */ detail, /** @type {boolean} */ retryable) => {
    console.warn(`update-payment-method: ${code}: ${detail}`);
    const init = { bubbles: true, composed: true, detail: { code, detail, retryable } };
    element.dispatchEvent(new CustomEvent('upm-error', init));
  };

  const update = (/** @type {MountOptions} */ options) => {
    given = options;
    const apply = () => {
      if (given === options) widget?.update(complete(element, options));
    };
    // At once where the texts are there, so that what is opened next has these options.
    const texts = textsOf(element, options);
    if (!(texts instanceof Promise)) return apply();
    // In English where they take too long, and in the right language when they come after all.
    fetchTexts(element, options).then(apply);
    texts.then(apply);
  };

  const begin = async () => {
    failed = false;
    try {
      const [glue] = await Promise.all([load(), fetchTexts(element, given)]);
      // Other options may have come meanwhile.
      for (let seen; seen !== given; ) await fetchTexts(element, (seen = given));
      if (gone) return;
      const late = textsOf(element, given);
      // Of a checkout in a page that was copied.
      host(element)?.querySelector(':scope > [slot="upm-frame"]')?.remove();
      widget = glue.mount(element, complete(element, given));
      mounted.add(widget);
      if (late instanceof Promise) update(given);
      if (wanted) widget.open();
    } catch (error) {
      wanted = false;
      failed = true;
      if (!gone) report('module_failed', String(error), true);
      throw error;
    }
  };
  const again = () => {
    const attempt = begin();
    // Whoever does not look at it has the event.
    attempt.catch(() => {});
    return attempt;
  };

  const { loading: when } = /** @type {{ loading?: string }} */ (given);
  if (when && !LOADING.includes(when)) {
    report('invalid_option', `The option loading must be one of ${LOADING.join(', ')}.`, false);
  }
  let ready = again();

  return {
    get ready() {
      return ready;
    },
    update,
    open() {
      if (widget) return widget.open();
      if (gone) return;
      wanted = true;
      if (failed) ready = again();
    },
    close() {
      wanted = false;
      widget?.close();
    },
    moved() {
      widget?.moved();
    },
    unmount() {
      gone = true;
      widget?.unmount();
      if (widget) mounted.delete(widget);
      widget = undefined;
    },
  };
}

/**
 * Hands the widget an event of a Paddle.js that the page itself initialised. Before
 * there is a module no checkout is the widget's.
 *
 * @param {PaddleEvent} event
 */
export function paddleEvent(event) {
  module?.paddleEvent(event);
}

const host = (/** @type {Node} */ node) => /** @type {ShadowRoot} */ (node.getRootNode()).host;

/**
 * The language of the texts for a BCP 47 tag, out of `LANGUAGES`; undefined where none fits.
 *
 * @param {string} tag
 */
export function nearestLanguage(tag) {
  // What follows a single letter is not about the language.
  const [first, ...parts] = tag.trim().toLowerCase().replaceAll('_', '-').split(/-.(?:-|$)/)[0].split('-');
  const language = ALIASES.get(first) ?? first;
  const fits = (/** @type {string} */ among) =>
    parts.some((part) => (among ? among.split(' ').includes(part) : /^([a-z]{2}|\d{3})$/.test(part)));
  const name = PLACES.find(([its, among]) => its === language && fits(among))?.[2] ?? language;
  return LANGUAGES.find((known) => known.toLowerCase() === name.toLowerCase());
}

/**
 * The customer's language, and which of ours it is: as the options say, the nearest `lang`
 * through shadow roots, or the first of the browser's that is spoken here.
 *
 * @param {Element} node
 * @param {MountOptions} options
 */
function settle(node, { locale }) {
  for (let at = node; at && !locale; at = host(at)) locale = /** @type {HTMLElement | null} */ (at.closest('[lang]'))?.lang;
  const tag = (locale || navigator.languages.find(nearestLanguage) || navigator.language).replaceAll('_', '-');
  const name = nearestLanguage(tag);
  // Under another name, or written as no browser takes it, it goes by ours.
  const known = /^[a-z]+(?=(-[a-z\d]{1,8})*$)/i.exec(tag)?.[0].toLowerCase() === name?.split('-')[0];
  return { tag: known ? tag : name ?? tag, name };
}

/** @type {Map<string, object | Promise<object>>} */
const files = new Map();

/**
 * The texts of the language, or their promise; English where there are none, or they do not load.
 *
 * @param {Element} node
 * @param {MountOptions} options
 */
function textsOf(node, options) {
  const { name } = settle(node, options);
  if (!name || name === 'en') return {};
  const found = files.get(name);
  if (found) return found;
  const file = fetch(new URL(`./locales/${name}.json`, import.meta.url))
    .then((answer) => answer.json())
    .then(
      (texts) => {
        files.set(name, texts);
        return texts;
      },
      () => {
        files.delete(name);
        return {};
      },
    );
  files.set(name, file);
  return file;
}

/** Waits for the texts, for a while. @type {(node: Element, options: MountOptions) => Promise<unknown>} */
const fetchTexts = (node, options) =>
  Promise.race([textsOf(node, options), new Promise((resolve) => setTimeout(resolve, PATIENCE))]);

/**
 * What the module takes: the language is settled here, once, so that the texts and the rest agree.
 *
 * @param {Element} node
 * @param {MountOptions} options
 */
function complete(node, options) {
  return {
    ...options,
    locale: settle(node, options).tag,
    messages: { ...textsOf(node, options), ...options.messages },
    allowedRedirectOrigins: `${options.allowedRedirectOrigins ?? ''}`,
    paddleCallback: options.paddleCallback ?? undefined,
  };
}
