// Could chance alone have counted this? The detector learns how a series moves; these bounds hold whatever it learned: five errors among
// thirty requests may be large for the series, and still be chance. Bounds of Chernoff, on the safe side.

/** Counted events that have to be more, or fewer, than expected, before anything is reported. */
const minDifference = 5;

/** Decimal digits of improbability of `count` events where `expected` are usual. */
export function countDigits(count: number, expected: number): number {
  if (Math.abs(count - expected) < minDifference) return 0;
  const usual = Math.max(expected, 1e-9);
  return Math.LOG10E * (xlogx(count, usual) - count + usual);
}

/** Decimal digits of improbability of `part` of `total` where the share `expected` is usual. */
export function shareDigits(part: number, total: number, expected: number): number {
  if (total <= 0 || Math.abs(part - expected * total) < minDifference) return 0;
  const share = Math.max(0, Math.min(1, part / total));
  const usual = Math.max(1e-9, Math.min(1 - 1e-9, expected));
  return Math.LOG10E * total * (xlogx(share, usual) + xlogx(1 - share, 1 - usual));
}

/** `x · ln(x / y)`, 0 at 0. */
function xlogx(x: number, y: number): number {
  return x <= 0 ? 0 : x * Math.log(x / y);
}
