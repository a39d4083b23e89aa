// @ts-check
// <update-payment-method>: the class. Importing it defines nothing and loads nothing.
//
// The author's children are the fallback: a form, or a link, that works without JavaScript.
// They are never touched; they show through the default slot until the widget has mounted,
// and again if it cannot be loaded. A press on them before that is kept, and carried out by
// the widget; where the widget does not come, by the fallback after all.
//
// This file is in the first download of every page, so it is weighed. What is needed only
// with the widget is in index.js.

/** @import { Widget, mount } from './index.js' */

/** Attributes, each with a property that mirrors it. */
const WORDS = 'endpoint mode trigger client-token publishable-key paddle-events pw-customer locale theme loading credentials allowed-redirect-origins return-param sandbox-paddle-script sandbox-stripe-script'.split(' ');
/** Properties that are no attributes. */
const OBJECTS = ['authorization', 'messages', 'paddleCallback', 'sandboxState'];
const camel = (/** @type {string} */ word) => word.replace(/-./g, (part) => part[1].toUpperCase());
/** All that the widget takes. */
const OPTIONS = [...WORDS.map(camel), 'overview', 'nonce', ...OBJECTS];
/** How long a press waits for the widget. */
const PATIENCE = 8000;

// A line that runs below the fallback and takes no room; the widget is in the same tree, and is not
// dressed by this. What runs is a border: forced colours leave no backgrounds.
const STYLE = `:host(:not([hidden])){display:block}
slot:not([name]){display:block}
slot:has(+[part=busy]){opacity:.8;cursor:progress}
[part=busy]{max-inline-size:15em;margin-block:5px -8px;overflow:hidden;border-radius:3px;color:var(--upm-accent,inherit);background:color-mix(in srgb,currentColor 20%,transparent)}
[part=busy]:before{content:"";display:block;inline-size:40%;border-block-start:3px solid;border-radius:3px;animation:a 1.2s ease-in-out infinite}
@keyframes a{0%{margin-inline-start:-40%}to{margin-inline-start:100%}}
@keyframes b{50%{opacity:.3}}
@media(prefers-reduced-motion:reduce){[part=busy]:before{inline-size:auto;animation-name:b}}`;

/** @type {CSSStyleSheet | undefined} */
let sheet;
const dress = () => {
  if (!sheet) (sheet = new CSSStyleSheet()).replaceSync(STYLE);
  return sheet;
};

/** @type {Promise<{ mount: typeof mount }> | undefined} */
let loading;
/** Where index.js is, once it has failed. */
let address = '';
let failures = 0;

/** Loads index.js, once; a failed load can be tried again. */
const load = () => (loading ??= (address ? import(/* @vite-ignore */ /* webpackIgnore: true */ `${address}?retry=${failures}`) : import('./index.js'))
  .catch((error) => {
    loading = undefined;
    failures++;
    // Many browsers remember a module that failed, by its address, which their message names.
    address = /https?:[^\s?]+/.exec(error.message)?.[0] ?? '';
    throw error;
  }));

export class UpdatePaymentMethodElement extends /** @type {typeof HTMLElement} */ (globalThis.HTMLElement ?? class {}) {
  static observedAttributes = [...WORDS, 'overview', 'nonce', 'lang'];

  static define(tag = 'update-payment-method', registry = globalThis.customElements) {
    // A class has one name in a registry.
    if (registry && !registry.get(tag)) registry.define(tag, registry.getName?.(this) ? class extends this {} : this);
    return registry?.get(tag);
  }

  // A browser without these throws before there is a shadow root, which would hide the fallback.
  #internals = this.attachInternals();
  #sheet = dress();
  #root = this.attachShadow({ mode: 'open' });
  #fallback = document.createElement('slot');
  #place = document.createElement('div');
  #bar = document.createElement('div');
  /** @type {Record<string, unknown>} */
  #given = {};
  /** This mount, from its first request on. @type {{} | undefined} */
  #turn;
  /** @type {Widget | undefined} */
  #widget;
  /** Whether the widget stands in the place of the fallback. */
  #shown = false;
  /** What is done if the widget does not come, while something waits for it. @type {(() => void) | undefined} */
  #instead;
  /** Runs while a press waits; what `open()` asked for has no end. @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** The fallback does what it does without us. */
  #passing = false;
  /** The click that the next submit belongs to. @type {MouseEvent | undefined} */
  #click;
  /** @type {IntersectionObserver | undefined} */
  #observer;
  /** Attributes or properties have changed in this turn. */
  #changed = false;

  constructor() {
    super();
    this.#root.adoptedStyleSheets = [this.#sheet];
    this.#root.append(this.#fallback, this.#place);
    this.#bar.setAttribute('role', 'progressbar');
    this.#bar.setAttribute('part', 'busy');
    for (const type of ['click', 'submit', 'keydown', 'pointerenter', 'focusin']) this.addEventListener(type, (event) => this.#hear(event));
    /** @type {any} */
    const self = this;
    for (const name of OPTIONS) {
      // Set before this class was defined: an own property would hide the accessor.
      if (Object.hasOwn(this, name)) {
        const early = self[name];
        delete self[name];
        self[name] = early;
      }
    }
  }

  get overview() {
    return (this.getAttribute('overview') ?? 'false') !== 'false';
  }

  set overview(on) {
    if (on) this.setAttribute('overview', '');
    else this.removeAttribute('overview');
  }

  connectedCallback() {
    // Moved, not removed: only an inline checkout cannot survive that.
    if (this.#shown) this.#widget?.moved();
    else this.#schedule();
  }

  disconnectedCallback() {
    queueMicrotask(() => this.isConnected || this.#unmount());
  }

  // For moveBefore(), which keeps frames alive: nothing to do.
  connectedMoveCallback() {}

  attributeChangedCallback() {
    if (this.#changed) return;
    this.#changed = true;
    queueMicrotask(() => {
      this.#update();
      if (this.isConnected) this.#schedule();
    });
  }

  /** Starts an update, as the button does. */
  open() {
    if (!this.#shown) return this.#want(() => {});
    this.#update();
    this.#widget?.open();
  }

  /** Ends the update that is under way, as the customer's own Cancel does. */
  close() {
    this.#rest();
    this.#widget?.close();
  }

  #update() {
    if (this.#changed) this.#widget?.update(this.#options());
    this.#changed = false;
  }

  /** @returns {any} */
  #options() {
    return Object.fromEntries(OPTIONS.map((name) => [name, /** @type {any} */ (this)[name]]));
  }

  /** Loads now, or says when to. */
  #schedule() {
    this.#observer?.disconnect();
    if (this.#shown) return;
    const word = (/** @type {string} */ name) => this.getAttribute(name);
    const query = new URLSearchParams(location.search);
    const when = word('loading');
    if (when === 'eager' || word('trigger') === 'load' || this.overview || this.#instead
      || query.has('_ptxn') || query.has(word('return-param') || 'upm_session')) this.#load();
    else if (when === 'idle') (globalThis.requestIdleCallback ?? setTimeout)(() => this.#load());
    else {
      this.#observer = new IntersectionObserver(
        (entries) => entries.some((entry) => entry.isIntersecting) && this.#load(),
        { rootMargin: '200px' },
      );
      this.#observer.observe(this);
    }
  }

  #load() {
    if (this.#turn || !this.isConnected) return;
    const turn = (this.#turn = {});
    load()
      .then(async ({ mount }) => {
        if (turn !== this.#turn) return;
        const widget = (this.#widget = mount(this.#place, this.#options()));
        await widget.ready;
        if (turn === this.#turn) this.#show();
      })
      .catch((error) => {
        if (turn !== this.#turn) return;
        // What index.js could not load, it has said itself.
        if (!this.#widget) {
          const detail = { code: 'module_failed', detail: String(error), retryable: true };
          this.dispatchEvent(new CustomEvent('upm-error', { bubbles: true, composed: true, detail }));
        }
        this.#turn = this.#widget = undefined;
        this.#giveUp();
      });
  }

  /** The widget in place of the fallback, also for the keyboard. */
  #show() {
    const focused = this.matches(':focus-within');
    const find = (/** @type {string} */ css) => /** @type {HTMLElement | null} */ (this.#root.querySelector(css));
    this.#shown = true;
    this.#observer?.disconnect();
    this.#fallback.remove();
    if (focused) (find('button') ?? find('section'))?.focus();
    if (this.#rest()) this.open();
  }

  #unmount() {
    this.#observer?.disconnect();
    this.#rest();
    this.#widget?.unmount();
    this.#turn = this.#widget = undefined;
    this.#shown = false;
    this.#root.prepend(this.#fallback);
  }

  #hear(/** @type {Event} */ event) {
    const { type, target, defaultPrevented } = event;
    if (this.#shown || this.#passing || defaultPrevented) return;
    if (type === 'keydown') {
      // A held Enter presses again and again.
      const { key, repeat } = /** @type {KeyboardEvent} */ (event);
      if (repeat && key === 'Enter' && this.#instead) event.preventDefault();
      return;
    }
    if (type !== 'click' && type !== 'submit') return this.#load();
    let click = /** @type {MouseEvent | undefined} */ (event);
    let instead;
    if (type === 'click') {
      this.#click = click;
      const link = /** @type {Element} */ (target).closest('a[href]');
      // Beside a form, a link leads somewhere else.
      if (!link || this.querySelector('form')) return;
      instead = () => /** @type {HTMLElement} */ (link).click();
    } else {
      const form = /** @type {HTMLFormElement} */ (target);
      const submitter = /** @type {HTMLButtonElement | null} */ (/** @type {SubmitEvent} */ (event).submitter);
      click = submitter ? this.#click : undefined;
      // The page may have made the button anew meanwhile, or the form.
      instead = () => {
        const own = form.isConnected ? form : this.querySelector('form');
        own?.requestSubmit(submitter?.form === own ? submitter : null);
      };
    }
    if (click?.ctrlKey || click?.metaKey || click?.shiftKey || click?.altKey || click?.button) return;
    event.preventDefault();
    // The second click of a double click counts for nothing; a second press takes the first back.
    if (!click || click.detail < 2) {
      if (this.#timer) this.#rest();
      else this.#want(instead, PATIENCE);
    }
  }

  /** Starts an update once the widget is there. */
  #want(/** @type {() => void} */ instead, patience = 0) {
    this.#rest();
    this.#instead = instead;
    if (patience) this.#timer = setTimeout(() => this.#giveUp(), patience);
    // Who comes back to the page later has not pressed now.
    addEventListener('pagehide', () => this.#rest(), { once: true });
    // Named as what was pressed, in the page's own language.
    this.#bar.setAttribute('aria-label', this.textContent?.trim() || document.title);
    this.#fallback.after(this.#bar);
    this.#internals.ariaBusy = 'true';
    this.#load();
  }

  /** Waits no longer; answers what was to be done instead. */
  #rest() {
    const instead = this.#instead;
    this.#instead = undefined;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#bar.remove();
    this.#internals.ariaBusy = null;
    return instead;
  }

  #giveUp() {
    const instead = this.#rest();
    this.#passing = true;
    instead?.();
    this.#passing = false;
  }

  static {
    const accessor = (/** @type {string} */ name, /** @type {PropertyDescriptor & ThisType<any>} */ both) =>
      Object.defineProperty(this.prototype, name, { ...both, configurable: true, enumerable: true });
    for (const word of WORDS) {
      accessor(camel(word), {
        get() {
          return this.getAttribute(word);
        },
        set(value) {
          if (value == null) this.removeAttribute(word);
          else this.setAttribute(word, value);
        },
      });
    }
    for (const name of OBJECTS) {
      accessor(name, {
        get() {
          return this.#given[name];
        },
        set(value) {
          this.#given[name] = value;
          this.attributeChangedCallback();
        },
      });
    }
  }
}
