// The kinds of names that were judged before: programs use the same few again and again.
import { memoize } from "../sql/memo.ts";
import { kindOfName } from "./secret-name.ts";

const mostNames = 4096;
const longestName = 128;

/** The kind of secret that stands under `name`, null for any other name; a look-up for a name that was asked before. */
export const knownKind: (name: string) => string | null = memoize(
  mostNames,
  longestName,
  (name) => kindOfName(name) ?? null,
);
