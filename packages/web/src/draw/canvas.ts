// A canvas at the device's own resolution.

/**
 * Sizes `canvas` to `width` × `height` CSS px and returns a cleared context that draws in CSS px; `null` without 2D support.
 *
 * With `bleed` the canvas is that much wider on both sides and its x = 0 stays where it was, so that marks on the edges
 * are whole; position it `bleed` px further left.
 */
export function prepareCanvas(
  canvas: HTMLCanvasElement,
  width: number,
  height: number,
  bleed = 0,
): CanvasRenderingContext2D | null {
  const ratio = Math.max(1, globalThis.devicePixelRatio || 1);
  const wide = Math.max(1, Math.round((width + 2 * bleed) * ratio));
  const high = Math.max(1, Math.round(height * ratio));
  if (canvas.width !== wide) canvas.width = wide;
  if (canvas.height !== high) canvas.height = high;
  canvas.style.width = `${width + 2 * bleed}px`;
  canvas.style.height = `${height}px`;
  const context = canvas.getContext("2d");
  if (context === null) return null;
  context.setTransform(ratio, 0, 0, ratio, bleed * ratio, 0);
  context.clearRect(-bleed, 0, width + 2 * bleed, height);
  return context;
}
