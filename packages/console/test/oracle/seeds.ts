import { readdirSync } from "node:fs";

/** So many stores over all files, from the first seed on; default two of each. Few find what is wrong in general, many what is rare. */
const stores = Number(process.env["TELLTALE_ORACLE_STORES"] ?? 0);
const first = Number(process.env["TELLTALE_ORACLE_FIRST"] ?? 1);

const files = readdirSync(import.meta.dirname).filter((name) => name.endsWith(".test.ts")).length;
const ofFile = stores === 0 ? 2 : Math.ceil(stores / files);

/** Of the stores of one file. */
export const seeds: readonly number[] = Array.from({ length: ofFile }, (_, at) => first + at);
