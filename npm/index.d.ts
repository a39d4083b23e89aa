// Types of `mount`, and all that the ways to embed have in common. Importing index.js loads nothing and needs no DOM.

/** An amount in whole minor units: 2988 with two decimals is 29.88. */
export interface Money {
  amount: number;
  /** ISO 4217, upper case. */
  currency: string;
  /** Digits behind the decimal point, as the sender counts them. */
  decimals: number;
}

export interface Item {
  name: string;
  quantity: number;
  /** Before tax. */
  amount?: Money;
}

/** Absent sums are not shown. `discount` and `credit` are not negative. */
export interface Totals {
  subtotal?: Money;
  discount?: Money;
  tax?: Money;
  total?: Money;
  credit?: Money;
}

/** What the customer is told before anything is paid. */
export interface Notice {
  kind: 'past_due' | 'zero_value' | 'charge' | Other;
  /** Whether finishing takes the money now. */
  charged_now: boolean;
  /** After credit. */
  due?: Money;
  items?: Item[];
  totals?: Totals;
  /** When the provider tries again by itself, RFC 3339. */
  next_attempt?: string;
  /** The provider's id of what is due. */
  invoice?: string;
}

export interface PaymentMethod {
  /** `card`, `link`, `paypal`, … in the provider's words. */
  type: string;
  brand?: string;
  last4?: string;
  exp_month?: number;
  exp_year?: number;
}

export interface InvoiceOutcome {
  status: 'paid' | 'open' | 'declined' | 'requires_action' | Other;
  amount?: Money;
  /** The provider's own page for it. */
  url?: string;
  reason?: string;
  next_attempt?: string;
}

/** What the back end has confirmed. */
export interface Verification {
  status: 'updated' | 'paid_with_previous_method' | Other;
  payment_method?: PaymentMethod;
  invoice?: InvoiceOutcome;
}

/** The closed list of error codes. */
export type ErrorCode =
  | 'invalid_option' | 'secret_refused' | 'mode_unsupported' | 'network' | 'timeout' | 'unauthorized' | 'forbidden'
  | 'not_found' | 'rate_limited' | 'subscription_locked' | 'subscription_canceled' | 'subscription_paused'
  | 'manual_collection' | 'payment_method_missing' | 'payment_link_missing' | 'provider_setup' | 'server_error'
  | 'bad_answer' | 'redirect_refused' | 'checkout_url_missing'
  | 'script_failed' | 'provider_failed' | 'checkout_failed' | 'checkout_timeout' | 'unknown_session'
  | 'session_expired' | 'update_failed' | 'module_failed';

/** The texts that `messages` may override. */
export type MessageKey =
  | 'action_start' | 'action_start_pay' | 'action_retry' | 'action_cancel' | 'action_again' | 'action_check' | 'action_agree'
  | 'action_continue' | 'action_invoice' | 'starting' | 'redirecting' | 'redirecting_slow' | 'opening'
  | 'open_title' | 'confirming_title' | 'confirming_text' | 'updated_title' | 'updated_text' | 'updated_text_plain'
  | 'updated_paid' | 'updated_paid_plain' | 'updated_open' | 'updated_open_date' | 'updated_declined'
  | 'updated_action' | 'previous_title' | 'previous_text' | 'received_title' | 'received_text' | 'waiting_title'
  | 'waiting_text' | 'cancelled_title' | 'cancelled_text' | 'past_due_title' | 'past_due_title_plain'
  | 'past_due_charged' | 'past_due_charged_plain' | 'past_due_later' | 'past_due_later_date' | 'zero_value_title'
  | 'zero_value_text' | 'charge_title' | 'charge_title_plain' | 'charge_text' | 'items' | 'subtotal' | 'discount'
  | 'tax' | 'total' | 'credit' | 'due' | 'due_now' | 'on_file' | 'card' | 'card_digits' | 'card_expires'
  | 'card_expired' | 'frame_label' | 'error_title' | 'error_generic' | 'error_network' | 'error_script'
  | 'error_session' | 'error_busy' | 'error_later' | 'error_expired' | 'error_declined' | 'declined_expired'
  | 'declined_funds' | 'declined_bank' | 'error_canceled' | 'error_paused' | 'error_manual' | 'error_missing'
  | 'error_support' | 'error_setup';

/** The texts that count; `{count}` is the number. */
export type PluralKey = 'items_count' | 'card_expires_soon';

/** A text that counts has a form for each plural category of the language; a single text is for all. */
export type Messages = Partial<Record<MessageKey, string>> &
  Partial<Record<PluralKey, string | Partial<Record<Intl.LDMLPluralRule, string>>>>;

/** The value of the `Authorization` header, or a function that is asked before each request. No text, no header. */
export type Authorization =
  | string
  | (() => string | null | undefined | Promise<string | null | undefined>);

/** What Paddle.js hands to its one callback. */
export interface PaddleEvent {
  name?: string;
  type?: string;
  data?: unknown;
  error?: unknown;
}

/** A `CustomEvent` of the widget. All bubble and are composed. */
export interface UpdatePaymentMethodEventMap {
  /** An update starts. Cancelable; the default action: it starts. Prevented: nothing happens. */
  'upm-start': CustomEvent<null>;
  /** It is known what is due. */
  'upm-loaded': CustomEvent<{ notice: Notice }>;
  /**
   * Confirmed by the back end, or, where that cannot be asked, received.
   * Cancelable; the default action: the success message shows. Prevented: back to the button.
   */
  'upm-updated': CustomEvent<{ confirmed: true; outcome: Verification } | { confirmed: false; outcome?: undefined }>;
  /**
   * Ended without an update.
   * Cancelable; the default action: after `cancelled` the message "Nothing was changed" shows. Prevented: back to the button.
   */
  'upm-close': CustomEvent<{ reason: 'cancelled' | 'superseded' | 'moved' }>;
  'upm-error': CustomEvent<{ code: ErrorCode; /** For engineers: what to do next. */ detail: string; retryable: boolean }>;
  /** An event of Paddle.js that belongs to a checkout of the page's own. */
  'upm-paddle-event': CustomEvent<PaddleEvent>;
}

export type Mode = 'auto' | 'redirect' | 'overlay' | 'inline';
export type Trigger = 'click' | 'load' | 'manual';
export type PaddleEvents = 'own' | 'forwarded' | 'replace';
export type Theme = 'auto' | 'light' | 'dark';

/** Options that are attributes of the element, too. `null` is the default. */
export interface WordOptions {
  /** How the checkout is shown. Default `auto`. */
  mode?: Mode | null;
  /** `click`: by the widget's button. `load`: by itself, once. `manual`: no button, only `open()`. Default `click`. */
  trigger?: Trigger | null;
  /** Paddle's client-side token (`test_…`, `live_…`). Default: from the answer. */
  clientToken?: string | null;
  /** Stripe's publishable key. Default: from the answer. */
  publishableKey?: string | null;
  /** Who hears Paddle's events on a page that has initialised Paddle.js itself. Default `own`. */
  paddleEvents?: PaddleEvents | null;
  /** Paddle Retain's customer (`ctm_…`). */
  pwCustomer?: string | null;
  /** A BCP 47 tag. Default: the nearest `lang`, then the browser's. */
  locale?: string | null;
  /** Default `auto`: as the page, by its `color-scheme`. */
  theme?: Theme | null;
  /** As in `fetch`. Default `same-origin`. */
  credentials?: RequestCredentials | null;
  /** Whole origins that a redirect may go to besides the built-in ones; in a string, separated by blanks or commas. */
  allowedRedirectOrigins?: string | readonly string[] | null;
  /** The query parameter that brings a session's id back. Default `upm_session`. */
  returnParam?: string | null;
  /** Another address of Paddle.js, for doubles. Only builds with the cargo feature `sandbox` read it. */
  sandboxPaddleScript?: string | null;
  /** The same for Stripe.js. */
  sandboxStripeScript?: string | null;
}

/** Options that are never attributes. */
export interface ObjectOptions {
  /** How to authenticate to the endpoint. A token does not belong into markup. */
  authorization?: Authorization | null;
  /** Texts that differ, by key. */
  messages?: Messages | null;
  /** The page's own Paddle callback, called after the widget's: for `paddleEvents: 'replace'`. */
  paddleCallback?: ((event: PaddleEvent) => void) | null;
  /** For the demo's gallery: the events whose state is shown. Only builds with the cargo feature `sandbox` read it. */
  sandboxState?: readonly unknown[] | null;
}

export interface MountOptions extends WordOptions, ObjectOptions {
  /** Your back end's resource. */
  endpoint: string;
  /** Ask the endpoint first, and show the card on file and what is overdue before any press. Default off. */
  overview?: boolean;
  /** The nonce for the provider's script under your content security policy. */
  nonce?: string;
}

/** A widget that `mount` made. After `unmount` its methods do nothing. */
export interface Widget {
  /**
   * Fulfilled when the widget stands in the page, or was unmounted before that. Rejected when its files could not be
   * loaded, which `upm-error` (`module_failed`) says, too; `open()` then tries again, and this is a new promise.
   */
  readonly ready: Promise<void>;
  /** Takes new options, all of them. Texts and colours change at once, the rest from the next press. */
  update(options: MountOptions): void;
  /** Starts an update, as the button does; before the widget is ready, as soon as it is. */
  open(): void;
  /** Ends the update that is under way, as the customer's own Cancel does. */
  close(): void;
  /** Says that the element was moved in the document, which breaks an inline checkout: it closes with the reason `moved`. */
  moved(): void;
  /** Takes the widget out of the page and closes a checkout of its own. */
  unmount(): void;
}

/**
 * Mounts the widget at the end of `element`. Answers at once; its files are fetched from here on.
 *
 * @example
 * const widget = mount(document.querySelector('#billing'), { endpoint: '/payment-method-updates', overview: true });
 */
export function mount(element: HTMLElement, options: MountOptions): Widget;

/** For `paddleEvents: 'forwarded'`: hands over every event that the page's own `eventCallback` receives. */
export function paddleEvent(event: PaddleEvent): void;

/** The names of the languages, one file each in `./locales`; English (`en`) is built in. */
export const LANGUAGES: readonly string[];

/** The one of `LANGUAGES` for a BCP 47 tag (`es-MX`: `es-419`); `undefined` where none fits, and texts are English. */
export function nearestLanguage(tag: string): string | undefined;

/** A word that this version does not know. */
type Other = string & {};

declare global {
  /** They bubble, so that a page may listen on any element, on the document and on the window. */
  interface GlobalEventHandlersEventMap extends UpdatePaymentMethodEventMap {}
}
