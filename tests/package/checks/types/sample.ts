// Every way to embed, as a page in TypeScript has it; and what the types must refuse.
import 'update-payment-method/element/define';
import { mount, paddleEvent } from 'update-payment-method';
import type { ErrorCode, MountOptions, Notice, Widget } from 'update-payment-method';
import { UpdatePaymentMethodElement } from 'update-payment-method/element';
import { UpdatePaymentMethodElement as Defined } from 'update-payment-method/element/define';
import texts from 'update-payment-method/locales/de' with { type: 'json' };
import manifest from 'update-payment-method/custom-elements.json' with { type: 'json' };

const place = document.querySelector<HTMLElement>('#billing')!;
const bearer = async () => `Bearer ${await Promise.resolve('token')}`;

// mount
const options: MountOptions = {
  endpoint: '/payment-method-updates', mode: 'inline', overview: true, authorization: bearer, messages: { action_start: texts.action_start },
};
const widget: Widget = mount(place, options);
widget.ready.then(() => widget.open());
widget.update({ ...options, theme: 'dark', locale: null, allowedRedirectOrigins: ['https://pay.example.com'] });
widget.close();
widget.unmount();
paddleEvent({ name: 'checkout.loaded' });
// @ts-expect-error The endpoint is required.
mount(place, { mode: 'inline' });
// @ts-expect-error There is no such mode.
mount(place, { endpoint: '/', mode: 'popup' });
// @ts-expect-error There is no such text.
mount(place, { endpoint: '/', messages: { action_begin: 'Begin' } });
// @ts-expect-error It may not be there.
mount(document.querySelector('#billing'), options);
// @ts-expect-error When the module is fetched is the element's alone.
mount(place, { endpoint: '/', loading: 'idle' });

// The element, by its name
const element = document.querySelector('update-payment-method')!;
const same: UpdatePaymentMethodElement = document.createElement('update-payment-method');
const theirs: typeof UpdatePaymentMethodElement = Defined;
element.authorization = bearer;
element.authorization = 'Bearer token';
element.mode = 'overlay';
element.overview = true;
element.loading = 'idle';
element.clientToken = null;
const mode: 'auto' | 'redirect' | 'overlay' | 'inline' | null = same.mode;
element.open();
element.close();
theirs.define('my-update')?.name;
// @ts-expect-error There is no such mode.
element.mode = 'popup';
// @ts-expect-error A number is no token.
element.authorization = 3;
// @ts-expect-error Options are properties of the element.
element.update(options);

// Events, on the element and wherever they bubble to
element.addEventListener('upm-start', (event) => event.preventDefault());
document.addEventListener('upm-loaded', ({ detail }) => {
  const notice: Notice = detail.notice;
  const now: boolean = notice.charged_now;
  return now && notice.due?.amount.toFixed(notice.due.decimals);
});
window.addEventListener('upm-updated', ({ detail }) => {
  if (detail.confirmed) detail.outcome.payment_method?.last4?.padStart(4);
  // @ts-expect-error What nobody has confirmed has no outcome.
  else detail.outcome.payment_method;
});
element.addEventListener('upm-close', ({ detail }) => {
  const reason: 'cancelled' | 'superseded' | 'moved' = detail.reason;
  return reason;
});
element.addEventListener('upm-error', ({ detail }) => {
  const code: ErrorCode = detail.code;
  // @ts-expect-error The codes are a closed list.
  if (code === 'no_such_code') return;
});
// @ts-expect-error There is no such event's detail.
element.addEventListener('upm-begin', ({ detail }) => detail);

export { manifest, mode };
