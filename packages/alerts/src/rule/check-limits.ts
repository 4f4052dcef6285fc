// Limits that are missing, or that no value, or every value, is beyond: mostly percents. Values for recovering that nothing reaches.
import { percentText } from "catalog/percent-text";
import { joinPath, orList, type Problem } from "catalog/problem";
import { isShare, type Source, unitOf } from "../source/sources.ts";
import type { Condition } from "./condition.ts";

/** A limit that a share can never cross, or beyond which every share is. */
export function checkLimit(condition: Condition, path: string, on: Source): Problem[] {
  if (!isShare(on)) return [];
  if ("above" in condition && condition.above >= 1) return [never(joinPath(path, "above"), condition.above)];
  if ("below" in condition && condition.below <= 0) return [never(joinPath(path, "below"), condition.below)];
  if ("below" in condition && condition.below > 1) return [always(joinPath(path, "below"), condition.below)];
  if ("above" in condition && condition.above < 0) return [always(joinPath(path, "above"), condition.above)];
  return [];
}

/** A value for recovering that nothing measured reaches: the alert would never end. */
export function checkReach(condition: Condition, path: string, on: Source): Problem[] {
  if (!("recover" in condition) || condition.recover === undefined) return [];
  const { recover } = condition;
  const [isShareOf, unit] = [isShare(on), unitOf(on)];
  const isTooHigh = "below" in condition && isShareOf && recover > 1;
  const isTooLow = "above" in condition && recover < 0 && unit !== undefined && unit !== "amount";
  if (!isTooHigh && !isTooLow) return [];
  const values = isShareOf ? "is a share from 0 to 1" : "is never below 0";
  const message = `is \`${recover}\`: the alert can never recover, because the value ${values}.`;
  const fix = isTooHigh ? fixOfShare(recover) : "Write 0 or more, or remove it.";
  return [{ path: joinPath(path, "recover"), message, fix }];
}

interface Limits {
  readonly above?: number | undefined;
  readonly below?: number | undefined;
}

/** A forecast without a limit or with two, and limits of a share. */
export function checkForecast({ above, below }: Limits, path: string, on: Source): Problem[] {
  if (above === undefined && below === undefined) return [noLimit(path, ["above", "below"])];
  if (above !== undefined && below !== undefined) return [twoLimits(path, "below")];
  if (!isShare(on)) return [];
  return [
    ...(above !== undefined && above > 1 ? [never(joinPath(path, "above"), above)] : []),
    ...(below !== undefined && below > 1 ? [always(joinPath(path, "below"), below)] : []),
  ];
}

/** From here on a growth is taken to be in percent: `10` would be eleven times as much, which `times` says better. */
const percentGrowth = 10;

/** A change without a limit, with two for a growth, or with one in percent. */
export function checkChange(
  { above, below, times }: Limits & { readonly times?: number | undefined },
  path: string,
): Problem[] {
  if (above === undefined && times === undefined)
    return below === undefined ? [noLimit(path, ["above", "times", "below"])] : [];
  if (above === undefined) return [];
  if (times !== undefined) return [twoLimits(path, "times")];
  if (above < percentGrowth) return [];
  const message = `is \`${above}\`: a growth by ${percentText(above, 6)}, to ${above + 1} times the earlier value.`;
  const fix = `Write ${shareOf(above)} for ${above} %, or \`times: ${above + 1}\`.`;
  return [{ path: joinPath(path, "above"), message, fix }];
}

const noLimit = (path: string, expected: readonly string[]): Problem => ({
  path,
  message: `has no limit; expected ${orList(expected)}.`,
  fix: "Add one of them.",
});

const twoLimits = (path: string, other: string): Problem => ({
  path,
  message: `has \`above\` and \`${other}\`, which exclude each other.`,
  fix: "Keep one of them.",
});

const never = (path: string, limit: number): Problem => ({
  path,
  message: `is \`${limit}\`: the alert can never fire, because the value is a share from 0 to 1.`,
  fix: fixOfShare(limit),
});

const always = (path: string, limit: number): Problem => ({
  path,
  message: `is \`${limit}\`: the alert would always fire, because the value is a share from 0 to 1.`,
  fix: fixOfShare(limit),
});

const fixOfShare = (limit: number): string =>
  limit > 1 && limit <= 100 ? `Write ${shareOf(limit)} for ${limit} %.` : "Correct the limit.";

const shareOf = (percent: number): number => Number((percent / 100).toPrecision(12));
