/** --bar-failed of the light theme in renderer/tokens.css, which stands out on light and dark taskbars. */
const color = { red: 0xcf, green: 0x46, blue: 0x3c };

/** A round dot that fills a square of `sizePx`, as nativeImage takes it: BGRA, premultiplied, rows from the top. */
export function dotBitmap(sizePx: number): Buffer {
  const bitmap = Buffer.alloc(sizePx * sizePx * 4);
  const radius = sizePx / 2;
  for (let y = 0; y < sizePx; y++) {
    for (let x = 0; x < sizePx; x++) {
      const distance = Math.hypot(x + 0.5 - radius, y + 0.5 - radius);
      const alpha = Math.min(1, Math.max(0, radius - distance)); // The outermost pixel is the smooth edge.
      const pixel = [color.blue, color.green, color.red, 0xff].map((part) => Math.round(part * alpha));
      bitmap.set(pixel, (y * sizePx + x) * 4);
    }
  }
  return bitmap;
}
