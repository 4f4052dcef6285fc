// Which of the typed maps of spans or log records may hold an attribute, from the roll-up of their shapes. A reading opens these only: over ten
// million spans, all four cost ten seconds, and the part of one map that holds a text a second.
import { factsOf, type Input, type Source } from "alerts/readings";
import type { QueryParams } from "../../store/query/query.ts";
import type { Ask } from "./ask.ts";
import { cellParams, type Family, toSqlTime, whereOf } from "./family.ts";

type Recorded = "spans" | "logs";

export interface AttributeMaps {
  /**
   * The parameters of the groups and conditions of a family, with the maps that are to be read for each. All maps are while the roll-up lacks
   * an hour. `services`: absent for all.
   *
   * @throws {ReadingMistake} when there are more attributes than a query has parameters for.
   */
  paramsOf(
    recorded: Recorded,
    family: Pick<Family<Source>, "groupBy" | "where">,
    services: readonly string[] | undefined,
  ): Promise<QueryParams>;
}

const types = ["text", "whole", "double", "bool"] as const;

/** Attributes of the spans or log records of a service, by the type of their values. */
interface ShapeRow extends Readonly<Record<(typeof types)[number] | "held", readonly string[]>> {
  readonly serviceName: string;
  readonly gaps: string;
}

/** The maps for the attributes of all `inputs` in a range: one query for spans and one for log records, when they are first asked for. */
export function createAttributeMaps(
  ask: Ask,
  inputs: readonly Input[],
  range: { readonly from: number; readonly to: number },
): AttributeMaps {
  const known = new Map<Recorded, Promise<readonly ShapeRow[] | undefined>>();

  function shapesOf(recorded: Recorded): Promise<readonly ShapeRow[] | undefined> {
    const before = known.get(recorded);
    if (before !== undefined) return before;
    const fresh = readShapes(ask, recorded, keysOf(inputs, recorded), range);
    known.set(recorded, fresh);
    return fresh;
  }

  return {
    async paramsOf(recorded, family, services) {
      const params = cellParams(family);
      const parameters = parametersOf(family);
      if (parameters.length === 0) return params;
      const rows = await shapesOf(recorded);
      const own = rows?.filter(({ serviceName }) => services?.includes(serviceName) !== false);
      const maps = parameters.flatMap((parameter) =>
        mapsFor(parameter, own).map((map) => [parameter.name + upper(map), parameter.key] as const),
      );
      return { ...params, ...Object.fromEntries(maps) };
    },
  };
}

/** An attribute for which a query has parameters: of a group or a condition. */
interface AttributeParameter {
  readonly key: string;
  /** Of its parameters. */
  readonly name: string;
  /** The condition is an empty text, which differs from a missing attribute. */
  readonly isEmpty: boolean;
}

function parametersOf({
  groupBy,
  where,
}: Pick<Family<Source>, "groupBy" | "where">): readonly AttributeParameter[] {
  return [
    ...groupBy.map((key, at) => ({ key, name: `group${at + 1}`, isEmpty: false })),
    ...where.map(([key, value], at) => ({ key, name: `where${at + 1}`, isEmpty: value === "" })),
  ].filter(({ key }) => key !== "service.name");
}

function upper(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

function keysOf(inputs: readonly Input[], recorded: Recorded): readonly string[] {
  const own = inputs.filter(({ source }) => recordedOf(source) === recorded);
  const parameters = own.flatMap(({ source, groupBy }) => parametersOf({ groupBy, where: whereOf(source) }));
  return [...new Set(parameters.map(({ key }) => key))];
}

function recordedOf(source: Source): Recorded {
  return factsOf(source).signal === "logs" ? "logs" : "spans";
}

/** Absent: the roll-up does not have all hours. */
async function readShapes(
  ask: Ask,
  recorded: Recorded,
  keys: readonly string[],
  { from, to }: { readonly from: number; readonly to: number },
): Promise<readonly ShapeRow[] | undefined> {
  const rows = await ask<ShapeRow>(recorded === "spans" ? "alert-span-shapes" : "alert-log-shapes", {
    from: toSqlTime(from),
    to: toSqlTime(to),
    keys,
  });
  return rows.length === 0 || Number(rows[0]!.gaps) > 0 ? undefined : rows;
}

/** Of a text that resources do not have, and whose absence is like an empty one, only the value is read. */
function mapsFor(
  { key, isEmpty }: AttributeParameter,
  rows: readonly ShapeRow[] | undefined,
): readonly string[] {
  if (rows === undefined) return types;
  const found = types.filter((type) => rows.some((row) => row[type].includes(key)));
  const isHeld = rows.some(({ held }) => held.includes(key));
  return found.length === 1 && found[0] === "text" && !isHeld && !isEmpty ? ["only"] : found;
}
