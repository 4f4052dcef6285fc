// How many people reached each level of funnels.
import type { ApiContext, QueryParams } from "../context.ts";
import { run } from "../context.ts";
import { groupBy } from "../filter/group-by.ts";
import { askParts, findSize, toParts } from "../journeys/people-parts.ts";

/** How many people reached the step `level`, from 1, and none after it. */
export interface Level {
  readonly level: number;
  readonly people: number;
}

interface LevelRow {
  readonly name: string;
  readonly level: number;
  readonly people: string;
}

/** Rows of people and days in one part, of which users and sessions are counted one after the other. */
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

/** Parameters that say how many steps are compared. */
export function toLevelParams(query: QueryParams): QueryParams {
  const steps = query["steps"] as readonly (readonly string[])[];
  const most = Math.max(0, ...steps.map(({ length }) => length));
  return { ...(most > 4 && { fifth: 5 }), ...(most > 8 && { ninth: 9 }) };
}
