// How many people came how far in funnels, each of them counted.
import type { ApiContext, QueryParams } from "../context.ts";
import { run } from "../context.ts";
import { groupBy } from "../filter/group-by.ts";
import { askParts, findSize, toParts } from "../journeys/people-parts.ts";

/** How many people came exactly as far as `level`, which counts steps from 1. */
export interface Level {
  readonly level: number;
  readonly people: number;
}

interface LevelRow {
  readonly name: string;
  readonly level: number;
  readonly people: string;
}

/** Rows of people and days of which those of users, or those of sessions, are counted at once. */
const usualPartSize = 1_400_000;

/** Levels of the people of each funnel in `query` (names, steps, window, range and environment). */
export async function countLevels(
  query: QueryParams,
  context: ApiContext,
  partSize: number = usualPartSize,
): Promise<ReadonlyMap<string, readonly Level[]>> {
  const parts = toParts(await findSize(query, context), partSize);
  const count = (who: "users" | "sessions", part: QueryParams): Promise<LevelRow[]> =>
    run<LevelRow>(context, `funnel-levels-${who}`, { ...query, ...part, ...toLevelParams(query) });
  const rows = await askParts(parts, async (part) => [
    ...(await count("users", part)),
    ...(await count("sessions", part)),
  ]);
  return groupBy(
    rows.map((row) => ({ ...row, people: Number(row.people) })),
    (row) => row.name,
  );
}

/** How many steps there are to compare, as the queries that find levels are told. */
export function toLevelParams(query: QueryParams): QueryParams {
  const steps = query["steps"] as readonly (readonly string[])[];
  const most = Math.max(0, ...steps.map(({ length }) => length));
  return { ...(most > 4 && { fifth: 5 }), ...(most > 8 && { ninth: 9 }) };
}
