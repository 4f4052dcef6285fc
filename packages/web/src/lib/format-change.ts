// Changes against the previous period: shares in points, everything else in per cent, always with a sign.
import { formatFixed } from "./format.ts";
import { none } from "./locale.ts";

/** A difference of two shares: `▼ 6.1 pts`, `▲ 0.8 pts`; `–` when one side is unknown. */
export function formatPoints(now: number | null | undefined, before: number | null | undefined): string {
  if (now === null || now === undefined || before === null || before === undefined) return none;
  const points = (now - before) * 100;
  if (Math.abs(points) < 0.05) return "± 0.0 pts";
  return `${points < 0 ? "▼" : "▲"} ${formatFixed(Math.abs(points), 1)} pts`;
}

/** A relative change: `−9.0 %`, `+66 %`, `×4.2` beyond a factor of ten; `–` without a previous period. */
export function formatChange(now: number | null | undefined, before: number | null | undefined): string {
  if (now === null || now === undefined || before === null || before === undefined || before === 0)
    return none;
  const ratio = now / before;
  if (!Number.isFinite(ratio)) return none;
  if (ratio >= 10 && before > 0) return `×${formatFixed(ratio, ratio >= 100 ? 0 : 1)}`;
  // by the size of what was before: of two negative numbers the lower one is the lower one
  const percent = ((now - before) / Math.abs(before)) * 100;
  const text = formatFixed(Math.abs(percent), Math.abs(percent) < 9.95 ? 1 : 0);
  if (Number(text) === 0) return "±0 %";
  return `${percent < 0 ? "−" : "+"}${text} %`;
}
