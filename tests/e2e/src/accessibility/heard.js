// A small model of an assistive technology: what is put into a live region is said, the region as a whole,
// once for each turn in which something was put there. Kept over navigations.
(() => {
  const LIVE = '[role=status], [role=alert], [aria-live]';
  const say = (region) => {
    const said = JSON.parse(sessionStorage.getItem('e2e-heard') ?? '[]');
    said.push([region.role, region.innerText.replace(/\s+/g, ' ').trim()]);
    sessionStorage.setItem('e2e-heard', JSON.stringify(said));
  };
  const observer = new MutationObserver((records) => {
    const regions = new Set();
    for (const { type, target, addedNodes } of records) {
      const region = (target.nodeType === Node.ELEMENT_NODE ? target : target.parentElement)?.closest(LIVE);
      if (!region || region.ariaLive === 'off') continue;
      const added = type === 'characterData' ? [target] : [...addedNodes];
      if (added.some((node) => node.isConnected && node.textContent.trim())) regions.add(region);
    }
    regions.forEach(say);
  });
  const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (init) {
    const root = attach.call(this, init);
    observer.observe(root, { childList: true, characterData: true, subtree: true });
    return root;
  };
})();
