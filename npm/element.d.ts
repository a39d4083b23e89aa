// Types of <update-payment-method>. Importing element.js defines the element.

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
  | 'manual_collection' | 'payment_method_missing' | 'payment_link_missing' | 'provider_setup' | 'server_error' | 'bad_answer' | 'redirect_refused' | 'checkout_url_missing'
  | 'script_failed' | 'provider_failed' | 'checkout_failed' | 'checkout_timeout' | 'unknown_session'
  | 'session_expired' | 'update_failed' | 'module_failed';

/** The texts that `messages` may override. */
export type MessageKey =
  | 'action_start' | 'action_retry' | 'action_cancel' | 'action_again' | 'action_check' | 'action_agree'
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

export type Messages = Partial<Record<MessageKey, string>>;

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

/** The events, all bubbling and composed; `start`, `updated` and `close` are cancelable. */
export interface UpdatePaymentMethodEventMap {
  /** A start; preventing it starts nothing. */
  'upm-start': CustomEvent<null>;
  /** It is known what is due. */
  'upm-loaded': CustomEvent<{ notice: Notice }>;
  /** Confirmed by the back end, or, where that cannot be asked, received. Preventing it keeps the message away. */
  'upm-updated': CustomEvent<{ confirmed: true; outcome: Verification } | { confirmed: false; outcome?: undefined }>;
  /** Ended without an update. Preventing it keeps the message away. */
  'upm-close': CustomEvent<{ reason: 'cancelled' | 'superseded' | 'moved' }>;
  'upm-error': CustomEvent<{ code: ErrorCode; /** For engineers. */ detail: string; retryable: boolean }>;
  /** An event of Paddle.js that belongs to a checkout of the page's own. */
  'upm-paddle-event': CustomEvent<PaddleEvent>;
}

export class UpdatePaymentMethodElement extends HTMLElement {
  static readonly observedAttributes: readonly string[];
  /** Defines the element under another name or in another registry; where it is defined already, answers what is there. */
  static define(tag?: string, registry?: CustomElementRegistry): CustomElementConstructor;

  /** Never an attribute: a token does not belong into markup. */
  authorization: Authorization | undefined;
  messages: Messages | undefined;
  /** The page's own Paddle callback, called after the widget's: for `paddle-events="replace"`. */
  paddleCallback: ((event: PaddleEvent) => void) | undefined;
  /** For the demo's gallery: the events whose state is shown. Only builds for its sandbox read it. */
  sandboxState: unknown[] | undefined;

  /** Starts an update, as the button does. */
  open(): Promise<void>;
  /** Ends the update that is under way, as the customer's own Cancel does. */
  close(): void;
}

/** For `paddle-events="forwarded"`: hands over every event that the page's own `eventCallback` receives. */
export function paddleEvent(event: PaddleEvent): Promise<void>;

/** A word that this version does not know. */
type Other = string & {};

declare global {
  interface HTMLElementTagNameMap {
    'update-payment-method': UpdatePaymentMethodElement;
  }
  /** They bubble, so that a page may listen on any element, on the document and on the window. */
  interface GlobalEventHandlersEventMap extends UpdatePaymentMethodEventMap {}
}
