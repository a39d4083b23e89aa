/** The grounds under a place, the lowest first. */
const grounds = (node) => {
  const stack = [];
  for (let at = node; at; at = parent(at)) {
    const style = getComputedStyle(at);
    if (style.opacity !== '1') wrong.push(`${at.className} is see-through, which this does not measure`);
    stack.unshift(style.backgroundColor);
  }
  return ['Canvas', ...stack];
};
const check = (panel, what, color, under, least) => {
  looked_at++;
  const found = ratio(mixed(...under, color), mixed(...under));
  if (found < least) wrong.push(`${called(panel)}: ${what}: ${color} on ${under.at(-1)} is ${found.toFixed(2)}, not ${least}`);
};

const forced = matchMedia('(forced-colors: active)').matches;

for (const panel of panels) {
  for (const text of textsOf(panel)) {
    const node = text.parentElement;
    const { color, fontSize, fontWeight } = getComputedStyle(node);
    const size = parseFloat(fontSize);
    const large = size >= 24 || (size >= 18.66 && fontWeight >= 700);
    check(panel, `"${text.data}"`, color, grounds(node), large ? 3 : 4.5);
  }
  for (const button of panel.querySelectorAll('.upm-button')) {
    const { backgroundColor, borderBlockStartColor } = getComputedStyle(button);
    // A ground of its own is gone in forced colours, and then there is a border.
    const bordered = button.matches('.upm-quiet') || forced;
    check(panel, `the edge of "${button.textContent}"`, bordered ? borderBlockStartColor : backgroundColor, grounds(parent(button)), 3);
    if (button.ariaBusy === 'true') {
      // One of its sides is left out, not the same in forced colours.
      const ring = getComputedStyle(button, '::before');
      const around = forced ? ring.borderBlockStartColor : ring.borderInlineEndColor;
      check(panel, 'the spinner of the button', around, grounds(button), 3);
    }
  }
  for (const message of panel.querySelectorAll('.upm-message')) {
    const icon = getComputedStyle(message, '::before');
    const spinner = message.querySelector('.upm-spinner');
    if (spinner) check(panel, 'the spinner', getComputedStyle(spinner).borderBlockStartColor, grounds(message), 3);
    else if (message.dataset.tone !== 'info') {
      if (icon.content === 'none' || icon.display === 'none') wrong.push(`${called(panel)}: no icon`);
      check(panel, 'the icon', icon.backgroundColor, grounds(message), 3);
    }
  }
  for (const node of [panel, ...panel.querySelectorAll('button, a, [tabindex]')]) {
    // What comes late is not there yet, and the form's place in the gallery is not ours.
    if (!node.checkVisibility({ visibilityProperty: true }) || node.matches('.g-frame')) continue;
    node.focus({ focusVisible: true, preventScroll: true });
    const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(node);
    const what = `the focus of ${node.className}`;
    if (node.getRootNode().activeElement !== node) wrong.push(`${called(panel)}: ${what} cannot be had`);
    if (outlineStyle === 'none' || parseFloat(outlineWidth) < 2) wrong.push(`${called(panel)}: ${what} does not show`);
    check(panel, what, outlineColor, grounds(parent(node)), 3);
    node.blur();
  }
}
return { wrong, looked_at };
