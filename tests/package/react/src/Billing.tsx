import { useRef, useState } from 'react';
import 'update-payment-method/element/define';
import type { UpdatePaymentMethodElement } from 'update-payment-method/element';
import { customerToken } from './session';

const bearer = async () => `Bearer ${await customerToken()}`;

export function Billing() {
  const widget = useRef<UpdatePaymentMethodElement>(null);
  const [card, setCard] = useState('');
  return (
    <>
      <update-payment-method
        ref={widget}
        endpoint="/payment-method-updates"
        overview
        authorization={bearer}
        onupm-updated={({ detail }) => setCard(detail.outcome?.payment_method?.last4 ?? '')}
      >
        <a href="mailto:help@example.com">Update payment method</a>
      </update-payment-method>
      <p>Bills go to {card ? `the card that ends in ${card}` : 'the card on file'}.</p>
      <button onClick={() => widget.current?.open()}>Change it</button>
    </>
  );
}
