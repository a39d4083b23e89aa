const { scrollWidth, clientWidth } = document.documentElement;
if (scrollWidth > clientWidth) wrong.push(`the page scrolls sideways: ${scrollWidth} in ${clientWidth}`);
const boxOf = (text) => {
  const range = document.createRange();
  range.selectNodeContents(text);
  return range.getBoundingClientRect();
};
const cross = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1;
const beyond = (box, edge, sideways) => box.left < edge.left - 1 || box.right > edge.right + 1 || (!sideways && (box.top < edge.top - 1 || box.bottom > edge.bottom + 1));

for (const panel of panels) {
  const say = (what) => wrong.push(`${called(panel)}: ${what}`);
  const edge = panel.getBoundingClientRect();
  const boxes = [];
  for (const text of textsOf(panel)) {
    const parent = text.parentElement;
    // Seen by nobody, on purpose.
    if (parent.closest('.upm-heard')) continue;
    looked_at++;
    const box = boxOf(text);
    const list = parent.closest('.upm-items');
    if (!box.width || !box.height) say(`"${text.data}" has no size`);
    if (beyond(box, edge)) {
      // Down the list there is more, which scrolls.
      if (!list || beyond(box, edge, true)) say(`"${text.data}" leaves the panel`);
    }
    if (beyond(box, parent.getBoundingClientRect())) say(`"${text.data}" leaves its ${parent.className}`);
    const { overflow } = getComputedStyle(parent);
    if (overflow !== 'visible' && parent.scrollWidth > parent.clientWidth + 1) say(`"${text.data}" is cut off`);
    // What has been scrolled out of the list covers nothing.
    if (list && beyond(box, list.getBoundingClientRect())) continue;
    for (const [other, seen] of boxes) if (cross(box, seen)) say(`"${text.data}" and "${other}" cover each other`);
    boxes.push([text.data, box]);
  }
  for (const target of panel.querySelectorAll('button, a, [tabindex="0"]')) {
    looked_at++;
    const { width, height } = target.getBoundingClientRect();
    if (width < 24 || height < (target.matches('.upm-button') ? 44 : 24)) say(`${target.className} is ${width} by ${height}`);
  }
}
return { wrong, looked_at };
