// `--fail-on`: the level of findings from which on a command fails.
import { type FindingLevel, findingLevels } from "catalog";
import { wrongUsage } from "../failure.ts";

/** The levels that let the command fail: `level` and worse. */
export function readFailOn(level: string): ReadonlySet<FindingLevel> {
  const index = findingLevels.findIndex((one) => one === level);
  if (index === -1)
    throw wrongUsage(
      `There is not a level \`${level}\`.`,
      `Pass one of ${findingLevels.join(", ")} to \`--fail-on\`.`,
    );
  return new Set(findingLevels.slice(0, index + 1));
}
