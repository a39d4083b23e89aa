// Template types of <update-payment-method> for Vue 3. Types only: name them in tsconfig.json,
// `"types": ["update-payment-method/vue"]`.

import type { HTMLAttributes, PublicProps } from 'vue';
import type { Loading, MountOptions, UpdatePaymentMethodElement, UpdatePaymentMethodEventMap } from './element.js';

type Camel<Name extends string> = Name extends `${infer First}-${infer Rest}` ? `${First}${Capitalize<Camel<Rest>>}` : Name;

type Listeners = {
  [Name in keyof UpdatePaymentMethodEventMap as Camel<`on-${Name}`>]?: (event: UpdatePaymentMethodEventMap[Name]) => void;
};

declare module 'vue' {
  interface GlobalComponents {
    'update-payment-method': new () => UpdatePaymentMethodElement & {
      $props: HTMLAttributes & PublicProps & MountOptions & { loading?: Loading | null } & Listeners;
    };
  }
}
