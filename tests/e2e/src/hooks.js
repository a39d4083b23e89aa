// Runs before anything else in every document: records what a test asks for later.
(() => {
  const NAMES = ['upm-start', 'upm-loaded', 'upm-updated', 'upm-close', 'upm-error', 'upm-paddle-event'];
  const e2e = { shows: [], violations: [] };
  window.e2e = e2e;
  addEventListener('pageshow', ({ persisted }) => e2e.shows.push(persisted));
  addEventListener('securitypolicyviolation', (event) => {
    e2e.violations.push(`${event.effectiveDirective}: ${event.blockedURI} ${event.sample}`);
  });
  // In the session's storage, so that the events before a redirect are there after it.
  for (const name of NAMES) {
    document.addEventListener(name, ({ target, detail }) => {
      const told = JSON.parse(sessionStorage.getItem('e2e-told') ?? '[]');
      told.push({ name, widget: target.id, detail: detail ?? null });
      sessionStorage.setItem('e2e-told', JSON.stringify(told));
    });
  }
})();
