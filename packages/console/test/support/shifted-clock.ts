// Processes whose clock is really shifted, and that of their engine with it, by a preloaded library (tools/shifted-clock.c).
import { buildShiftedClock } from "../../../../tools/shifted-clock.ts";

const named = process.env["TELLTALE_SHIFTED_CLOCK"];

/** The library; `undefined` where it cannot be built. `npm test` builds it before. */
export const shiftedClock: string | undefined =
  named === undefined || named === "" ? buildShiftedClock() : named;

/** The environment of a process whose clock is ahead by `days`; its time passes as it does elsewhere. */
export function aheadBy(days: number): NodeJS.ProcessEnv {
  if (shiftedClock === undefined) throw new Error("Cannot shift a clock: the library for it was not built.");
  return { LD_PRELOAD: shiftedClock, TELLTALE_ENGINE_PRELOAD: shiftedClock, FAKETIME: `+${days * 86_400}` };
}
