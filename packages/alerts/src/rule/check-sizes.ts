// Times and lists that fit their form and are too small or too large to work.
import { durationMs } from "catalog/duration";
import { joinPath, type Problem } from "catalog/problem";

/** Attributes of groups, and of conditions, that one query of the console reads. */
const mostAttributes = 5;
/** How far back instances of a workflow are looked for. */
const longestStuck = "90d";

/** Durations of sources. */
type Limit = "limit" | "longerThan" | "quietFor";

/** Times that must not be 0, and of those in `fields` that have a longest. */
export function checkPositive(
  thing: object | undefined,
  path: string,
  fields: readonly (
    | "window"
    | "every"
    | "remind"
    | "forgetAfter"
    | "period"
    | "within"
    | "over"
    | "ago"
    | Limit
  )[],
): Problem[] {
  const values = thing as Readonly<Record<string, unknown>> | undefined;
  return fields.flatMap((field) => {
    const value = values?.[field];
    if (typeof value !== "string") return [];
    const least = field === "limit" ? "1ms" : "1s";
    if (durationMs(value) < durationMs(least))
      return [
        {
          path: joinPath(path, field),
          message: `is \`${value}\`; expected ${least} or more.`,
          fix: "Write a longer time.",
        },
      ];
    if (field !== "longerThan" || durationMs(value) <= durationMs(longestStuck)) return [];
    return [
      {
        path: joinPath(path, field),
        message: `is \`${value}\`; expected at most ${longestStuck}.`,
        fix: "Write a shorter time.",
      },
    ];
  });
}

/** More attributes than a query has places for, and attributes that are there twice. */
export function checkGroups(
  { groupBy = [] }: { readonly groupBy?: readonly string[] | undefined },
  path: string,
): Problem[] {
  const own = joinPath(path, "groupBy");
  const twice = groupBy.find((name, index) => groupBy.indexOf(name) !== index);
  if (twice !== undefined)
    return [{ path: own, message: `has \`${twice}\` twice.`, fix: "Remove one of them." }];
  return tooMany(groupBy.length, own);
}

/** More conditions than a query has places for. */
export function checkWhere(where: object | undefined, path: string): Problem[] {
  return tooMany(Object.keys(where ?? {}).length, joinPath(path, "where"));
}

function tooMany(count: number, path: string): Problem[] {
  if (count <= mostAttributes) return [];
  const message = `has ${count} attributes; expected at most ${mostAttributes}.`;
  return [{ path, message, fix: "Remove some of them." }];
}
