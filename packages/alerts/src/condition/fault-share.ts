// The share that an alert is about: that of its windows, of which the last three count most. An alert ends at once where chance does not
// explain that this share is within the limit.
import type { Counts } from "./sample.ts";
import { binomialAtLeast, binomialAtMost } from "./tails.ts";
import type { ShareLimit } from "./evidence.ts";
import type { Situation, Verdict } from "./verdict.ts";

/** The chance that one window of a fault ends its alert. */
const endAlpha = 1e-4;
const rememberedWindows = 3;

const nameOf = (part: string): string => `${part}.fault`;

/** Learns the share while the part holds, and forgets it when the part is clear and no alert fires any more. */
export function keepFault(
  { at, isFiring, recall, keep }: Situation,
  part: string,
  { outcome, share, windowMs }: { outcome: Verdict["outcome"]; share: number; windowMs: number },
): void {
  const known = faultOf(recall(nameOf(part)));
  if (outcome === "holds") {
    const passed = known === undefined ? Infinity : Math.max(0, at - known.at);
    const weight = 1 - Math.exp(-passed / (rememberedWindows * windowMs));
    const before = known?.share ?? share;
    keep(nameOf(part), { at, share: before + weight * (share - before) });
  } else if (outcome === "clear" && !isFiring && known !== undefined) keep(nameOf(part), null);
}

/** Whether chance does not explain a window within its limit while the fault goes on. */
export function isFaultOver(
  { recall }: Situation,
  part: string,
  { side, limit }: ShareLimit,
  counts: Counts,
): boolean {
  // with these limits nothing is within by chance
  if (limit <= 0 || limit >= 1) return true;
  const share = faultOf(recall(nameOf(part)))?.share ?? limit;
  const [some, all] = [Math.round(counts.part), Math.round(counts.count)];
  const chance = side === "above" ? binomialAtMost(some, all, share) : binomialAtLeast(some, all, share);
  return chance <= endAlpha;
}

function faultOf(kept: unknown): { readonly at: number; readonly share: number } | undefined {
  const { at, share } = (kept ?? {}) as { at?: unknown; share?: unknown };
  return typeof at === "number" && typeof share === "number" ? { at, share } : undefined;
}
