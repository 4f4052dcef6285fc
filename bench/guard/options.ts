// The command line of the guard.
import { parseArgs } from "node:util";

import { minPairs } from "./verdict.ts";

/** What `npm run bench -- guard --help` prints before the list of figures. */
export const usage = `npm run bench -- guard [options]
  Compares the figures of this checkout with those of a base commit, in alternating runs of both.
  Fails when a figure is more than 10 % worse with 95 % confidence, or a count by more than 2 %, or when one cannot be measured.

  --only NAMES      only these figures or workloads, separated by commas
  --pairs N         pairs of runs of each figure, ${minPairs} by default; fewer give no verdict
  --against COMMIT  another base than that of bench/guard/base.json
  --json FILE       write the result, with the values of each run
  --seed N          the order within pairs, 1 by default

npm run bench -- guard accept FIGURE RATIO "REASON"
  Accepts that a figure is RATIO times that of the base. The reason is in docs/benchmarks.md.

npm run bench -- guard base COMMIT "REASON"
  Compares with COMMIT from now on.

Exit status: 0 no figure is worse, 1 one is worse or unknown, 2 no verdict.
About half an hour on an idle machine with two cores; Linux only.`;

/** Options of a run. */
export interface RunOptions {
  readonly only: readonly string[] | undefined;
  readonly pairs: number;
  readonly against: string | undefined;
  readonly json: string | undefined;
  readonly seed: number;
  /** The checkout that is compared, this one by default. */
  readonly head: string | undefined;
}

/** Reads the options of a run. @throws {TypeError} for one that it does not know. @throws {Error} for an invalid number. */
export function readOptions(args: readonly string[]): RunOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: "string" },
      pairs: { type: "string" },
      against: { type: "string" },
      json: { type: "string" },
      seed: { type: "string" },
      head: { type: "string" },
    },
  });
  return {
    only: values.only?.split(",").map((name) => name.trim()),
    pairs: whole("pairs", values.pairs ?? String(minPairs)),
    against: values.against,
    json: values.json,
    seed: whole("seed", values.seed ?? "1"),
    head: values.head,
  };
}

function whole(name: string, text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new Error(`Cannot read \`--${name} ${text}\`: expected a whole number above 0.`);
}
