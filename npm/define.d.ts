// Importing define.js defines <update-payment-method>; on a server it does nothing.

export { UpdatePaymentMethodElement } from './element.js';
