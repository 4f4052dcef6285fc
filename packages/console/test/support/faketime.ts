// Processes whose clock is really shifted: libfaketime, preloaded. `npm test` finds it or fetches it (tools/faketime.ts).
import { globSync } from "node:fs";

const named = process.env["TELLTALE_FAKETIME"];

/** The library; `undefined` where it cannot be had. */
export const faketime: string | undefined =
  named === undefined || named === "" ? globSync("/usr/lib/*/faketime/libfaketimeMT.so.1")[0] : named;

/**
 * The environment of a console whose clock is ahead by `days`; its time passes as it does elsewhere. What it starts is not shifted: the
 * engine does not come up under libfaketime, and deletes nothing by its own clock.
 */
export function aheadBy(days: number): NodeJS.ProcessEnv {
  if (faketime === undefined) throw new Error("Cannot shift a clock: there is no libfaketime.");
  return {
    LD_PRELOAD: faketime,
    FAKETIME: `+${days}d`,
    FAKETIME_DONT_FAKE_MONOTONIC: "1",
    NO_FAKE_STAT: "1",
    NODE_OPTIONS: "--import=data:text/javascript,delete%20process.env.LD_PRELOAD",
  };
}
