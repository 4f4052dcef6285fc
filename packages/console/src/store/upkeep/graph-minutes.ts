// The roll-ups of the service graph are computed by whole minutes: a span and its parent arrive in different blocks, so no view can join
// them. A minute that is computed again gets the differences.
import { tables } from "../../tables/registry.ts";
import { type ClickHouseClient, select } from "../client.ts";
import { readSqlFiles } from "../schema/sql-files.ts";

/** Which minutes are meant. All times are Unix seconds. */
export interface MinutesWanted {
  /** Those of spans received at or after this. */
  readonly since: number;
  /** Of these only spans that begin at or after this. */
  readonly keptFrom: number;
  /** And all minutes from this one on; absent: no others. */
  readonly settledFrom?: number;
  /** No minute at or after this; absent: no end. */
  readonly before?: number;
}

/** The files of these roll-ups; each takes the minutes to compute. */
export const graphRollups: readonly string[] = tables
  .flatMap(({ recovery }) => recovery)
  .filter(({ by }) => by === "minutes")
  .map(({ file }) => file);

/** Minutes (Unix seconds) that one statement computes. */
export type Slice = readonly number[];

/** Later than any span. */
const end = 9_214_646_400;
const latestDateTime = 4_294_967_295;
/** What a statement joins: its memory is bounded. */
const spansInSlice = 1_000_000;
/** Of more received spans than this the minutes of what they caused are not looked for, but all taken. */
const manySpans = 500_000;
/** A statement reads all between its first and its last minute. */
const longestGapSeconds = 600;

const text = readSqlFiles("upkeep").find(({ name }) => name === "graph-minutes")!.text;

/** The minutes that may have changed, in slices of about equal work, the earliest first. */
export async function changedMinutes(
  node: ClickHouseClient,
  { since, keptFrom, settledFrom = latestDateTime, before = end }: MinutesWanted,
): Promise<readonly Slice[]> {
  const rows = await select<{ minute: number; spans: number }>(node, text, {
    since,
    keptFrom,
    settledFrom,
    most: manySpans,
    before: new Date(before * 1000).toISOString().slice(0, 19).replace("T", " "),
  });
  const slices: number[][] = [];
  let spans = 0;
  let last = 0;
  for (const row of rows) {
    if (slices.length === 0 || spans + row.spans > spansInSlice || row.minute - last > longestGapSeconds) {
      slices.push([]);
      spans = 0;
    }
    slices.at(-1)!.push(row.minute);
    spans += row.spans;
    last = row.minute;
  }
  return slices;
}
