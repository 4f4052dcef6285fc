// Which tests a command runs. `npm test` leaves out what is tagged `extended` or `nightly`, `npm run test:all` what is tagged `nightly`,
// `npm run test:nightly` nothing. A file says it in its header (`// @module-tag extended`), a test or a block of them by
// `{ tags: ["extended"] }`.
import { readFileSync } from "node:fs";
import path from "node:path";

import { root } from "../source-files.ts";

/** The tags as Vitest wants them declared. */
export const tags = [
  { name: "extended", description: "Runs in `npm run test:all`, not in `npm test`." },
  { name: "nightly", description: "Runs in `npm run test:nightly` only." },
] as const;

/** The tags that a run leaves out, by its name in `TELLTALE_TESTS`. */
const tiers = {
  quick: ["extended", "nightly"],
  all: ["nightly"],
  nightly: [],
} as const satisfies Readonly<Record<string, readonly (typeof tags)[number]["name"][]>>;

export type Tier = keyof typeof tiers;

/** The option of Vitest that leaves out what a tier does not run; it is an option of the command line only. */
export function tagsOption(tier: Tier): readonly string[] {
  const excluded = tiers[tier].map((tag) => `!${tag}`);
  return excluded.length === 0 ? [] : [`--tags-filter=${excluded.join(" && ")}`];
}

/** The tier in `TELLTALE_TESTS`; without it everything runs that is asked for, as in an editor. */
export function chosenTier(value: string | undefined = process.env["TELLTALE_TESTS"]): Tier {
  if (value === undefined || value === "") return "nightly";
  if (value in tiers) return value as Tier;
  throw new Error(
    `Cannot run the tests ${JSON.stringify(value)} (TELLTALE_TESTS): expected one of ${Object.keys(tiers).join(", ")}.`,
  );
}

/** The files of `files` that a tier leaves out whole: they are not even read by Vitest. */
export function leftOut(files: readonly string[], tier: Tier): string[] {
  const excluded: readonly string[] = tiers[tier];
  return excluded.length === 0
    ? []
    : files.filter((file) => moduleTags(file).some((tag) => excluded.includes(tag)));
}

/** Whether `npm test` leaves the file out whole. */
export const isExtended = (file: string): boolean => moduleTags(file).includes("extended");

function moduleTags(file: string): string[] {
  const text = readFileSync(path.join(root, file), "utf8");
  return [...text.matchAll(/^\/\/ @module-tag (\S+)$/gm)].map(([, tag]) => tag!);
}
