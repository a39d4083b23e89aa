import { useEffect, useRef } from 'react';
import { mount } from 'update-payment-method';
import { customerToken } from './session';

const bearer = async () => `Bearer ${await customerToken()}`;

export function MountedBilling() {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const options = { endpoint: '/payment-method-updates', mode: 'inline', authorization: bearer } as const;
    const widget = mount(place.current!, options);
    return () => widget.unmount();
  }, []);
  return <div ref={place} id="billing" />;
}
