// The shapes of a Sankey as SVG paths.

/** A point on the middle line of a band. */
export interface Port {
  readonly x: number;
  readonly y: number;
}

/** A band of `thick` px. */
export function ribbon(from: Port, to: Port, thick: number): string {
  const half = thick / 2;
  return `M${edge(from, to, -half)}L${edge(to, from, half)}Z`;
}

/** One edge of the band. */
function edge(from: Port, to: Port, offset: number): string {
  const [x, y, endX, endY] = [from.x, from.y + offset, to.x, to.y + offset].map(round);
  const middle = round((from.x + to.x) / 2);
  return `${x},${y}C${middle},${y} ${middle},${endY} ${endX},${endY}`;
}

/** A band that bends down to the right; fill it with a gradient to transparent. */
export function fadingEnd(x: number, y: number, thick: number, width: number): string {
  const drop = 12;
  const middle = round(x + width * 0.45);
  const end = round(x + width);
  const [top, low, bottom, deep] = [y, y + drop, y + thick + drop, y + thick].map(round);
  return `M${round(x)},${top}C${middle},${top} ${middle},${low} ${end},${low}V${bottom}C${middle},${bottom} ${middle},${deep} ${round(x)},${deep}Z`;
}

/** One decimal is enough for a screen. */
function round(value: number): number {
  return Math.round(value * 10) / 10;
}
