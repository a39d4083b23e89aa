import { StrictMode, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { Billing } from './Billing';
import { MountedBilling } from './MountedBilling';
import { way } from './session';

function Page() {
  const [here, setHere] = useState(true);
  if (!here) return <p id="left">Nothing of the account is here.</p>;
  return (
    <main>
      {way === 'mount' ? <MountedBilling /> : <Billing />}
      <button id="leave" onClick={() => setHere(false)}>Leave</button>
    </main>
  );
}

createRoot(document.querySelector('#root')!).render(<StrictMode><Page /></StrictMode>);
