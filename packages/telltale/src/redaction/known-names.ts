// Names that were judged before: programs use the same few again and again.
import { judgeParameter, kindOfName, type ParameterVerdict } from "../engine/text/sensitive-name.ts";
import { memoize } from "../engine/text/memoize.ts";

const mostNames = 4096;
const longestName = 128;

/** The kind of secret that stands under `name`, null for any other name; a look-up for a name that was asked before. */
export const knownKind: (name: string) => string | null = memoize(
  mostNames,
  longestName,
  (name) => kindOfName(name) ?? null,
);

const parameters = memoize(mostNames, longestName, (name) => judgeParameter(name) ?? null);

/** {@link judgeParameter}; a look-up for a name that was asked before. */
export function knownParameter(name: string): ParameterVerdict {
  return parameters(name) ?? undefined;
}
