// Text that fits a width, measured once: scrolling draws the same texts again and again.

/** Beyond this many texts the cache starts anew. */
const most = 20_000;
const cut = new Map<string, string>();
const widths = new Map<string, number>();

type Pen = Pick<CanvasRenderingContext2D, "font" | "measureText">;

/** The width of `text` in the font of `pen`, in CSS px. */
export function textWidth(pen: Pen, text: string): number {
  const key = `${pen.font}\u0000${text}`;
  let width = widths.get(key);
  if (width === undefined) {
    if (widths.size >= most) widths.clear();
    width = pen.measureText(text).width;
    widths.set(key, width);
  }
  return width;
}

/** `text`, or its beginning with `…` that is at most `maxWidth` px wide; empty when not even a letter has room. */
export function fitText(pen: Pen, text: string, maxWidth: number): string {
  if (textWidth(pen, text) <= maxWidth) return text;
  const room = Math.floor(maxWidth / 4) * 4;
  const key = `${pen.font}\u0000${room}\u0000${text}`;
  let fitted = cut.get(key);
  if (fitted === undefined) {
    if (cut.size >= most) cut.clear();
    fitted = cutText(pen, text, room);
    cut.set(key, fitted);
  }
  return fitted;
}

/** Forgets all widths: another font was loaded. */
export function forgetWidths(): void {
  cut.clear();
  widths.clear();
}

function cutText(pen: Pen, text: string, maxWidth: number): string {
  const letters = Array.from(text.slice(0, 400));
  let [low, high] = [0, letters.length];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (pen.measureText(`${letters.slice(0, middle).join("")}…`).width <= maxWidth) low = middle;
    else high = middle - 1;
  }
  return low === 0 ? "" : `${letters.slice(0, low).join("").trimEnd()}…`;
}
