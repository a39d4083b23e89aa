// What stands on the panel of a widget, as a person reads it; null before it has mounted.
const [selector] = arguments;
const host = document.querySelector(selector);
const root = (host?.shadowRoot ?? host)?.querySelector('.upm');
if (!root) return null;
const shown = (node) => (node ? node.textContent.replace(/\s+/g, ' ').trim() : null);
const seen = (node) => {
  const copy = node?.cloneNode(true);
  copy?.querySelectorAll('.upm-heard').forEach((heard) => heard.remove());
  return shown(copy);
};
const text = (place, css) => shown(place.querySelector(css));
const texts = (place, css) => [...place.querySelectorAll(css)].map(shown);
const notice = root.querySelector('.upm-notice');
const message = root.querySelector('.upm-message');
return {
  phase: root.dataset.phase,
  file: seen(root.querySelector('.upm-file')),
  notice: notice && {
    kind: notice.dataset.kind,
    title: text(notice, '.upm-title'),
    text: text(notice, '.upm-text'),
    summary: text(notice, '.upm-summary'),
    items: [...notice.querySelectorAll('.upm-items > *')].map((item) => ({
      name: text(item, '.upm-name'),
      quantity: text(item, '.upm-quantity'),
      amount: text(item, '.upm-amount'),
    })),
    totals: [...notice.querySelectorAll('.upm-totals > *')].map((row) => ({
      label: text(row, '.upm-label'),
      amount: text(row, '.upm-amount'),
      due: row.classList.contains('upm-due'),
    })),
  },
  message: message && {
    tone: message.dataset.tone,
    title: text(message, '.upm-title'),
    texts: texts(message, '.upm-text'),
  },
  buttons: texts(root, '.upm-button:not(.upm-late)'),
};
