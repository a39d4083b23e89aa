// Your own server mints the token; here it is the demo's.
import { customerToken } from '/session.js';

const widget = document.querySelector('update-payment-method');
widget.authorization = async () => `Bearer ${await customerToken()}`;
