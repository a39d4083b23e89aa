const context = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
/** These colours one above the other, as the browser mixes them. */
const mixed = (...colors) => {
  context.clearRect(0, 0, 1, 1);
  for (const color of colors) {
    context.fillStyle = color;
    context.fillRect(0, 0, 1, 1);
  }
  return context.getImageData(0, 0, 1, 1).data;
};
const luminance = (color) => {
  const [r, g, b] = [...color].map((part) => (part <= 10 ? part / 3294 : ((part / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const ratio = (one, other) => {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
};
const parent = (node) => node.assignedSlot ?? node.parentElement ?? node.getRootNode().host;
