// The shapes of a Sankey as SVG paths.
import type { JourneyNode } from "contract";

export interface PlacedNode {
  readonly node: JourneyNode;
  readonly x0: number;
  readonly x1: number;
  readonly y0: number;
  readonly y1: number;
}

/** The height of the two lines above a node: its name and its visits, in px. */
export const labelHeight = 34;

/** A point on the middle line of a band. */
export interface Port {
  readonly x: number;
  readonly y: number;
}

/** A band of `thick` px along `ports`: curved between a port and the next, straight through the passages between. */
export function ribbon(ports: readonly Port[], thick: number): string {
  const half = thick / 2;
  const there = edge(ports, -half);
  const back = edge(ports.toReversed(), half);
  return `M${there}L${back}Z`;
}

/** One edge of the band. Ports come in pairs: where a hop begins and where it ends. */
function edge(ports: readonly Port[], offset: number): string {
  let d = "";
  for (const [i, port] of ports.entries()) {
    const [x, y] = [round(port.x), round(port.y + offset)];
    const before = ports[i - 1];
    if (before === undefined) d += `${x},${y}`;
    else if (i % 2 === 0) d += `L${x},${y}`;
    else {
      const middle = round((before.x + port.x) / 2);
      d += `C${middle},${round(before.y + offset)} ${middle},${y} ${x},${y}`;
    }
  }
  return d;
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
export function round(value: number): number {
  return Math.round(value * 10) / 10;
}
