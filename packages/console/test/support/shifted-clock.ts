// Processes whose clock is really shifted, and that of their engine with it, by a preloaded library (tools/shifted-clock.c).
import { existsSync, globSync } from "node:fs";
import path from "node:path";

const named = process.env["TELLTALE_SHIFTED_CLOCK"] ?? "";
const cache = path.resolve(import.meta.dirname, "../../../../node_modules/.cache/telltale/shifted-clock");

/** The library, which `npm test` builds (tools/shifted-clock.ts); `undefined` where it was not or cannot be built. */
export const shiftedClock: string | undefined = existsSync(named)
  ? named
  : globSync("*.so", { cwd: cache }).map((file) => path.join(cache, file))[0];

/** The environment of a process whose clock is ahead by `days`; its time passes as it does elsewhere. */
export function aheadBy(days: number): NodeJS.ProcessEnv {
  if (shiftedClock === undefined) throw new Error("Cannot shift a clock: the library for it was not built.");
  return { LD_PRELOAD: shiftedClock, TELLTALE_ENGINE_PRELOAD: shiftedClock, FAKETIME: `+${days * 86_400}` };
}
