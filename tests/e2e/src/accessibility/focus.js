// What has the focus, through shadow roots: its words, and whether it is seen to have it.
let node = document.activeElement;
while (node?.shadowRoot?.activeElement) node = node.shadowRoot.activeElement;
const words = node.ariaLabel ?? node.title ?? '';
const name = node.matches('button, a, .upm-message') ? node.innerText.replace(/\s+/g, ' ').trim() : words;
const { outlineStyle, outlineWidth } = getComputedStyle(node);
const shows = outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2;
const { width, height, top, bottom } = node.getBoundingClientRect();
return {
  on: `${(node.role ?? node.localName)} ${name}`.trim(),
  // A frame shows what has the focus inside of it.
  shows: node.localName === 'iframe' || (shows && width > 0 && height > 0),
};
