// <update-payment-method>: the one owner of the custom element.
//
// The author's children are the fallback: a form that works without JavaScript.
// They are never touched; they show through the default slot until the widget
// has mounted, and again if its module cannot be loaded.

const WORDS = [
  'endpoint', 'mode', 'trigger', 'overview', 'client-token', 'publishable-key', 'paddle-events', 'pw-customer',
  'locale', 'theme', 'credentials', 'allowed-redirect-origins', 'return-param', 'nonce', 'sandbox-paddle-script',
];
const OBJECTS = ['authorization', 'messages', 'paddleCallback', 'sandboxState'];
// The languages that have a file in ./locales besides English, which is built in.
const LANGUAGES = ['ar', 'de'];

const camel = (word) => word.replace(/-./g, (part) => part[1].toUpperCase());

let loading;

/** Loads the module, once; a failed load can be tried again. */
function load() {
  loading ??= import(new URL('./update-payment-method.js', import.meta.url).href)
    .then(async (module) => {
      await module.default({ module_or_path: new URL('./update-payment-method_bg.wasm', import.meta.url) });
      return module;
    })
    .catch((error) => {
      loading = undefined;
      throw error;
    });
  return loading;
}

/** Hands the widget an event of a Paddle.js that the page itself initialised. */
export const paddleEvent = (event) => load().then((module) => module.paddleEvent(event));

export class UpdatePaymentMethodElement extends HTMLElement {
  static observedAttributes = [...WORDS, 'lang'];

  static define(tag = 'update-payment-method', registry = customElements) {
    if (!registry.get(tag)) registry.define(tag, this);
    return registry.get(tag);
  }

  #root = this.attachShadow({ mode: 'open' });
  #fallback = document.createElement('slot');
  #place = document.createElement('div');
  #widget;
  #given = {};
  #turn = 0;
  // What open() asked for before the widget was there.
  #wanted = false;
  // How often attributes or properties have changed: what is read across a wait may be old by then.
  #changes = 0;

  constructor() {
    super();
    this.#root.append(this.#fallback);
    for (const name of OBJECTS) {
      // Set before this class was defined: an own property would hide the accessor.
      const early = Object.hasOwn(this, name) ? this[name] : undefined;
      delete this[name];
      this.#given[name] = early;
    }
  }

  connectedCallback() {
    // Moved, not removed: only an inline checkout cannot survive that.
    if (this.#widget) this.#widget.moved();
    else this.#mount();
  }

  disconnectedCallback() {
    queueMicrotask(() => {
      if (!this.isConnected) this.#unmount();
    });
  }

  // For moveBefore(), which keeps frames alive: nothing to do.
  connectedMoveCallback() {}

  attributeChangedCallback() {
    this.#changes++;
    this.#update();
  }

  /** Starts an update, as the button does. */
  open() {
    if (this.#widget) return this.#widget.open();
    this.#wanted = true;
    this.#mount();
  }

  /** Ends the update that is under way, as the customer's own Cancel does. */
  close() {
    this.#wanted = false;
    this.#widget?.close();
  }

  async #mount() {
    const turn = ++this.#turn;
    try {
      const module = await load();
      const options = await this.#latest();
      if (turn !== this.#turn || !this.isConnected) return;
      this.#root.replaceChildren(this.#place);
      this.#widget = module.mount(this.#place, options);
      if (this.#wanted) this.#widget.open();
      this.#wanted = false;
    } catch (error) {
      if (turn !== this.#turn) return;
      this.#root.replaceChildren(this.#fallback);
      const detail = { code: 'module_failed', detail: String(error), retryable: true };
      this.dispatchEvent(new CustomEvent('upm-error', { bubbles: true, composed: true, detail }));
    }
  }

  #unmount() {
    this.#turn++;
    this.#wanted = false;
    this.#widget?.unmount();
    this.#widget = undefined;
    this.#root.replaceChildren(this.#fallback);
  }

  async #update() {
    const widget = this.#widget;
    const options = widget && (await this.#latest());
    if (widget && widget === this.#widget) widget.update(options);
  }

  /** The options as they are after their texts have come. */
  async #latest() {
    for (;;) {
      const seen = this.#changes;
      const options = await this.#options();
      if (seen === this.#changes) return options;
    }
  }

  async #options() {
    const options = { ...this.#given };
    for (const word of WORDS) {
      const value = this.getAttribute(word);
      if (value !== null) options[camel(word)] = word === 'overview' ? value !== 'false' : value;
    }
    // A page with a content security policy empties the attribute; the property keeps it.
    options.nonce = this.nonce || undefined;
    // The language is settled here, once: the texts that are fetched and the rest then agree.
    options.locale ||= language(this);
    options.messages = { ...(await texts(options.locale)), ...options.messages };
    return options;
  }

  static {
    for (const name of OBJECTS) {
      Object.defineProperty(this.prototype, name, {
        get() {
          return this.#given[name];
        },
        set(value) {
          this.#given[name] = value;
          this.#changes++;
          this.#update();
        },
        configurable: true,
        enumerable: true,
      });
    }
  }
}

/** The nearest `lang`, through shadow roots, then the browser's. */
function language(node) {
  for (let at = node; at; at = at.getRootNode().host) {
    const found = at.closest('[lang]')?.lang;
    if (found) return found.replaceAll('_', '-');
  }
  return navigator.language;
}

const files = new Map();

/** The texts of a language; English where there are none, or they do not load. */
async function texts(tag) {
  const name = LANGUAGES.find((known) => known === tag.toLowerCase().split('-')[0]);
  if (!name) return {};
  if (!files.has(name)) {
    const file = fetch(new URL(`./locales/${name}.json`, import.meta.url))
      .then((answer) => answer.json())
      .catch(() => {
        files.delete(name);
        return {};
      });
    files.set(name, file);
  }
  return files.get(name);
}

UpdatePaymentMethodElement.define();
