/** Whether a text on a drawing is read at its worst: on the ground alone, and under all of the drawing's colours at once. */
const readable = (node) => {
  const under = ['Canvas'];
  const drawn = [];
  for (let at = node; at; at = parent(at)) {
    const { backgroundColor, backgroundImage } = getComputedStyle(at);
    under.splice(1, 0, backgroundColor);
    drawn.push(...(backgroundImage.match(/rgba?\([^)]*\)|color\([^)]*\)/g) ?? []));
  }
  const { color } = getComputedStyle(node);
  return [under, [...under, ...drawn]].every((stack) => ratio(mixed(...stack, color), mixed(...stack)) >= 4.5);
};
// A rule that axe cannot decide counts as broken, but for contrast: contrast.js measures our panels, and the rest is measured here.
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const { violations, incomplete, passes } = await axe.run(document, {
  runOnly: tags,
  resultTypes: ['violations', 'incomplete'],
  iframes: false,
  // It would write a sheet into a document of its own, which the page's policy refuses.
  preload: false,
  elementRef: true,
  // The first is off unless asked for; the second says that a frame is not ours to test.
  rules: { 'target-size': { enabled: true }, 'frame-tested': { enabled: false } },
});
if (!passes.length) return ['axe-core has looked at nothing'];
const measured = ({ element }) => element?.closest('.upm') || readable(element);
const undecided = incomplete.map((rule) =>
  rule.id === 'color-contrast' ? { ...rule, nodes: rule.nodes.filter((node) => !measured(node)) } : rule,
);
const words = (kind, { id, nodes }) =>
  nodes.map(({ target, html, failureSummary }) => `${kind} ${id}: ${target.flat().join(' ')} ${html} ${failureSummary}`);
return [...violations.flatMap((rule) => words('broken', rule)), ...undecided.flatMap((rule) => words('undecided', rule))];
