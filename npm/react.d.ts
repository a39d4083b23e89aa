// JSX types of <update-payment-method> for React 19 and newer. Types only: name them in tsconfig.json,
// `"types": ["update-payment-method/react"]`.

import type { DetailedHTMLProps, HTMLAttributes } from 'react';
import type { Loading, MountOptions, UpdatePaymentMethodElement, UpdatePaymentMethodEventMap } from './element.js';

type Listeners = {
  [Name in keyof UpdatePaymentMethodEventMap as `on${Name}`]?: (event: UpdatePaymentMethodEventMap[Name]) => void;
};

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'update-payment-method':
        & DetailedHTMLProps<HTMLAttributes<UpdatePaymentMethodElement>, UpdatePaymentMethodElement>
        & MountOptions & { loading?: Loading | null } & Listeners;
    }
  }
}
