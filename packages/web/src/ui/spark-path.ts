// Lines of sparklines as svg paths. Gaps stay gaps.

/** A path through `values`, scaled to `width` × `height` with a margin of 1 px; `null` breaks the line. */
export function linePath(values: readonly (number | null)[], width: number, height: number): string {
  const pointOf = scale(values, width, height);
  let path = "";
  let open = false;
  for (const [at, value] of values.entries()) {
    if (value === null || !Number.isFinite(value)) {
      open = false;
      continue;
    }
    const { x, y } = pointOf(at, value);
    path += `${open ? "L" : "M"}${x},${y}`;
    open = true;
  }
  return path;
}

/** The same line closed along the bottom, for the filled area under a line. Gaps count as 0. */
export function areaPath(values: readonly (number | null)[], width: number, height: number): string {
  if (values.length < 2) return "";
  const filled = values.map((value) => (value === null || !Number.isFinite(value) ? 0 : value));
  return `${linePath(filled, width, height)}L${width},${height}L0,${height}Z`;
}

function scale(
  values: readonly (number | null)[],
  width: number,
  height: number,
): (at: number, value: number) => { x: number; y: number } {
  const known = values.filter((value): value is number => value !== null && Number.isFinite(value));
  const [least, most] = [Math.min(...known), Math.max(...known)];
  // A steady line must look steady: its noise is scaled to its values, not to the whole height.
  const room = most === least ? 0 : Math.max(most - least, Math.max(Math.abs(most), Math.abs(least)) * 0.8);
  const low = (least + most) / 2 - room / 2;
  return (at, value) => ({
    x: round(values.length < 2 ? 0 : (at / (values.length - 1)) * width),
    // A flat line runs through the middle, not along an edge.
    y: round(room === 0 ? height / 2 : height - 1 - ((value - low) / room) * (height - 2)),
  });
}

const round = (value: number): number => Math.round(value * 10) / 10;
