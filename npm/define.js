// @ts-check
// Defines <update-payment-method>: what a plain page loads.

import { UpdatePaymentMethodElement } from './element.js';

UpdatePaymentMethodElement.define();

export { UpdatePaymentMethodElement };
