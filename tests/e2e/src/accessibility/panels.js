// The panels of the page, in shadow roots and out of them.
const hosts = [...document.querySelectorAll('*')].filter(({ shadowRoot }) => shadowRoot);
const panels = [document, ...hosts.map(({ shadowRoot }) => shadowRoot)].flatMap((tree) => [...tree.querySelectorAll('.upm')]);
// A panel's place in the gallery, or its phase.
const called = (panel) => (panel.getRootNode().host ?? panel).closest('figure')?.querySelector('code')?.textContent ?? panel.dataset.phase;
/** Not those of a provider's form, whose place the gallery marks. */
const textsOf = (node) => {
  const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) if (walker.currentNode.data.trim() && !walker.currentNode.parentElement.closest('.g-frame')) found.push(walker.currentNode);
  return found;
};
const wrong = [];
let looked_at = 0;
