// Dragging on the minimap: what a drag takes, and the window that results.
import { between, isWhole, panBy, type TimeView } from "../../draw/time-view.ts";

/** What a drag changes: an edge of the window, its position, or everything, because it draws a new one. */
export type Grip = "start" | "end" | "move" | "new";

/** The minimap and the window it shows; its px are those of `width`. */
export interface MinimapScale {
  /** CSS px. */
  readonly width: number;
  /** Length of the trace in ms. */
  readonly total: number;
  readonly view: TimeView;
}

/** How close to an edge a drag takes the edge. CSS px. */
const edge = 6;
/** A new window starts after this many px, so that a click does not zoom. */
const slack = 4;

/** Left and right edge of the window in px. */
export function windowEdges({ width, total, view }: MinimapScale): readonly [left: number, right: number] {
  if (total === 0) return [0, width];
  return [(view.start / total) * width, (view.end / total) * width];
}

/** What a drag that starts at `x` px takes. */
export function gripAt(x: number, scale: MinimapScale): Grip {
  if (isWhole(scale.view, scale.total)) return "new";
  const [left, right] = windowEdges(scale);
  if (Math.abs(x - left) <= edge) return "start";
  if (Math.abs(x - right) <= edge) return "end";
  return x > left && x < right ? "move" : "new";
}

/** The window after a drag from `from` to `to` px; `undefined` while it is too short for a new window. */
export function draggedView(
  grip: Grip,
  from: number,
  to: number,
  { width, total, view }: MinimapScale,
): TimeView | undefined {
  const [fromMs, toMs] = [(from / width) * total, (to / width) * total];
  switch (grip) {
    case "start":
      return between(toMs, view.end, total);
    case "end":
      return between(view.start, toMs, total);
    case "move":
      return panBy(view, toMs - fromMs, total);
    case "new":
      return Math.abs(to - from) < slack ? undefined : between(fromMs, toMs, total);
  }
}
