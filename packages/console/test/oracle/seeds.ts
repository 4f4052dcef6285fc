import { readdirSync } from "node:fs";

import { chosenTier } from "../../../../tools/testing/tiers.ts";

/**
 * So many stores over all files, from the first seed on; default two of each, one in `npm test`. Few find what is wrong in general, many
 * what is rare.
 */
const stores = Number(process.env["TELLTALE_ORACLE_STORES"] ?? 0);
const first = Number(process.env["TELLTALE_ORACLE_FIRST"] ?? 1);

const files = readdirSync(import.meta.dirname).filter((name) => name.endsWith(".test.ts")).length;
const usual = chosenTier() === "quick" ? 1 : 2;
const ofFile = stores === 0 ? usual : Math.ceil(stores / files);

/** Of the stores of one file. */
export const seeds: readonly number[] = Array.from({ length: ofFile }, (_, at) => first + at);

/** One of `each` cases in `npm test`, all of them in longer runs: many have most of their queries in common. */
export const some = <Case>(cases: readonly Case[], each: number): readonly Case[] =>
  chosenTier() === "quick" ? cases.filter((_, at) => at % each === 0) : cases;
