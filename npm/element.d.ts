// Types of <update-payment-method>. Importing element.js defines nothing: define.js does, or `define()`.

import type { Authorization, Messages, Mode, ObjectOptions, PaddleEvents, Theme, Trigger } from './index.js';

export type * from './index.js';

/** When the widget's module is fetched. */
export type Loading = 'visible' | 'eager' | 'idle';

/**
 * `<update-payment-method>`. Its content is the fallback: a form, or a link, that works without JavaScript, and
 * shows until the widget has mounted. Every property but the last four mirrors an attribute in kebab-case; `null` is no attribute.
 */
export class UpdatePaymentMethodElement extends HTMLElement {
  static readonly observedAttributes: readonly string[];
  /**
   * Defines the element, also under another name or in another registry. Where the name is taken it answers what is
   * there, on a server nothing.
   */
  static define(tag?: string, registry?: CustomElementRegistry): CustomElementConstructor | undefined;

  /** Your back end's resource. Required. */
  get endpoint(): string | null;
  set endpoint(value: string | null | undefined);
  /** How the checkout is shown. Default `auto`. */
  get mode(): Mode | null;
  set mode(value: Mode | null | undefined);
  /** `click`: by the widget's button. `load`: by itself, once. `manual`: no button, only `open()`. Default `click`. */
  get trigger(): Trigger | null;
  set trigger(value: Trigger | null | undefined);
  /** Ask the endpoint first, and show the card on file and what is overdue before any press. */
  get overview(): boolean;
  set overview(value: boolean);
  /**
   * When the module is fetched: shortly before the element can be seen, at once, or when the browser is idle. Default
   * `visible`. Always at once with `overview`, `trigger="load"`, `open()`, or a return parameter in the address.
   */
  get loading(): Loading | null;
  set loading(value: Loading | null | undefined);
  /** Paddle's client-side token (`test_…`, `live_…`). Default: from the answer. */
  get clientToken(): string | null;
  set clientToken(value: string | null | undefined);
  /** Stripe's publishable key. Default: from the answer. */
  get publishableKey(): string | null;
  set publishableKey(value: string | null | undefined);
  /** Who hears Paddle's events on a page that has initialised Paddle.js itself. Default `own`. */
  get paddleEvents(): PaddleEvents | null;
  set paddleEvents(value: PaddleEvents | null | undefined);
  /** Paddle Retain's customer (`ctm_…`). */
  get pwCustomer(): string | null;
  set pwCustomer(value: string | null | undefined);
  /** A BCP 47 tag. Default: the nearest `lang`, then the browser's. */
  get locale(): string | null;
  set locale(value: string | null | undefined);
  /** Default `auto`: as the page, by its `color-scheme`. */
  get theme(): Theme | null;
  set theme(value: Theme | null | undefined);
  /** As in `fetch`. Default `same-origin`. */
  get credentials(): RequestCredentials | null;
  set credentials(value: RequestCredentials | null | undefined);
  /** Whole origins, separated by blanks or commas, that a redirect may go to besides the built-in ones. */
  get allowedRedirectOrigins(): string | null;
  set allowedRedirectOrigins(value: string | readonly string[] | null | undefined);
  /** The query parameter that brings a session's id back. Default `upm_session`. */
  get returnParam(): string | null;
  set returnParam(value: string | null | undefined);
  /** Another address of Paddle.js, for doubles. Only builds with the cargo feature `sandbox` read it. */
  get sandboxPaddleScript(): string | null;
  set sandboxPaddleScript(value: string | null | undefined);
  /** The same for Stripe.js. */
  get sandboxStripeScript(): string | null;
  set sandboxStripeScript(value: string | null | undefined);

  /** How to authenticate to the endpoint. Never an attribute: a token does not belong into markup. */
  authorization: Authorization | null | undefined;
  /** Texts that differ, by key. */
  messages: Messages | null | undefined;
  /** The page's own Paddle callback, called after the widget's: for `paddle-events="replace"`. */
  paddleCallback: ObjectOptions['paddleCallback'];
  /** For the demo's gallery: the events whose state is shown. Only builds with the cargo feature `sandbox` read it. */
  sandboxState: ObjectOptions['sandboxState'];

  /** Starts an update, as the button does; before the widget has mounted, as soon as it has. */
  open(): void;
  /** Ends the update that is under way, as the customer's own Cancel does. */
  close(): void;
}

declare global {
  interface HTMLElementTagNameMap {
    'update-payment-method': UpdatePaymentMethodElement;
  }
}
