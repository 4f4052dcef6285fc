// A cache of verdicts on names: programs use the same few names.
import { judgeParameter, kindOfName, type ParameterVerdict } from "catalog/sensitive-name";
import { memoize } from "../engine/text/memoize.ts";

const maxNames = 4096;
const longestName = 128;

/** The kind of secret under `name`; null for any other name. Cached. */
export const knownKind: (name: string) => string | null = memoize(
  maxNames,
  longestName,
  (name) => kindOfName(name) ?? null,
);

const parameters = memoize(maxNames, longestName, (name) => judgeParameter(name) ?? null);

/** {@link judgeParameter}, cached. */
export function knownParameter(name: string): ParameterVerdict {
  return parameters(name) ?? undefined;
}
