// The arguments of `npm test`, `npm run test:all` and `npm run test:nightly`.
import { existsSync } from "node:fs";
import path from "node:path";

import { root } from "../source-files.ts";
import { chosenTier, type Tier } from "./tiers.ts";

/** What a run of tests is asked for. */
export interface TestArguments {
  readonly tier: Tier;
  /** Writes the times of the files into the repository. */
  readonly record: boolean;
  /** What the run may take at most, as far as it can leave longer tests out. */
  readonly minutes: number | undefined;
  /** No argument leaves any test of the tier out. */
  readonly whole: boolean;
  readonly forVitest: readonly string[];
}

/** Reads `args`: the first one may be the tier, as `package.json` passes it. Files that are named run with all that they have but the nightly tests. */
export function readArguments(
  args: readonly string[],
  variable: string | undefined = process.env["TELLTALE_TESTS"],
): TestArguments {
  const [first = ""] = args;
  const named = first.startsWith("--tier=") ? first.slice("--tier=".length) : undefined;
  const rest = named === undefined ? args : args.slice(1);
  const limit = rest.find((arg) => arg.startsWith("--minutes="));
  const minutes = limit === undefined ? undefined : readMinutes(limit.slice("--minutes=".length));
  const forVitest = rest.filter((arg) => arg !== "--record" && arg !== limit);
  const files = forVitest.some((arg, place) => isFilter(arg, forVitest[place - 1]));
  const byDefault = files ? "all" : "quick";
  return {
    tier: chosenTier(named ?? (variable || byDefault)),
    record: rest.includes("--record"),
    minutes,
    whole: forVitest.length === 0,
    forVitest,
  };
}

function readMinutes(text: string): number {
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw new Error(
    `Cannot limit the run to ${JSON.stringify(text)} minutes: expected a whole number, as in --minutes=70.`,
  );
}

/** Whether `arg` names files, and is not the value of the option before it. */
function isFilter(arg: string, before = ""): boolean {
  if (arg.startsWith("-")) return false;
  return !before.startsWith("-") || before.includes("=") || existsSync(path.join(root, arg));
}
