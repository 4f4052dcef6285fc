import { readdirSync } from "node:fs";

import { chosenTier } from "../../../../tools/testing/tiers.ts";

/** So many stores over all files, from the first seed on. Few find what is wrong in general, many what is rare. */
const stores = Number(process.env["TELLTALE_ORACLE_STORES"] ?? 0);
const first = Number(process.env["TELLTALE_ORACLE_FIRST"] ?? 1);

const isQuick = chosenTier() === "quick";
const files = readdirSync(import.meta.dirname).filter((name) => name.endsWith(".test.ts")).length;

/** Of the stores of one file: one in `npm test`, `least` in `npm run test:all`. */
export const seedsOf = (least: number): readonly number[] =>
  Array.from({ length: Math.max(isQuick ? 1 : least, Math.ceil(stores / files)) }, (_, at) => first + at);

/** Of the one store of a file. */
export const seeds: readonly number[] = seedsOf(1);

/** One of `each` cases in `npm test`, all of them in longer runs: many have most of their queries in common. */
export const some = <Case>(cases: readonly Case[], each: number): readonly Case[] =>
  isQuick ? cases.filter((_, at) => at % each === 0) : cases;
