// Any field of spans, log records and business records as a source of charts: a figure over all, or by the values of an attribute.
import { absentName, restName } from "catalog/rest-name";
import { type QueryParams, run } from "../../api/context.ts";
import { groupBy } from "../../lists/group-by.ts";
import { ProblemError } from "../../problem/problem.ts";
import { stepTimes } from "../../api/time/range.ts";
import { type RecordQuery, type RecordsSource, toRecordQuery } from "../records/record-query.ts";
import { type ChartAnswer, type SteppedQuery, toAnswer } from "./chart-query.ts";

interface StepRow {
  /** Of the value, from 1; 0 for all other values. */
  readonly place: string | number;
  /** Unix ms; 0 for the whole range. */
  readonly time: string | number;
  readonly figure: number | null;
  /** Two at most, of amounts. */
  readonly currencies?: readonly string[];
}

const usualLines = 7;

/** Of these the values with the highest figures have lines; of others the values that most records have. */
const rankedByFigure: ReadonlySet<RecordsSource["measure"]> = new Set(["count", "unique", "sum", "max"]);

export async function readRecords(source: RecordsSource, asked: SteppedQuery): Promise<ChartAnswer> {
  const query = await toRecordQuery(source, asked);
  const shown = source.by === undefined ? [""] : await findShown(source, query, asked);
  const { name, params } = query;
  const rows = await run<StepRow>(asked.context, name, { ...params, shown, stepMs: asked.stepMs });
  const byPlace = groupBy(rows, ({ place }) => Number(place));
  const lines = [...shown.keys(), -1].flatMap((at) => {
    const own = byPlace.get(at + 1) ?? (source.by === undefined && at === 0 ? noneOf(source) : undefined);
    // the rest of the groups of one query is not that of another
    if (own === undefined || (at === -1 && asked.isTotal)) return [];
    return [{ ...labelOf(source, shown, at), ...figuresOf(own, source, asked) }];
  });
  return toAnswer(asked, query.unit === "" ? currencyOf(rows) : query.unit, lines);
}

async function findShown(
  { measure, limit = usualLines }: RecordsSource,
  { name, params }: RecordQuery,
  { context }: SteppedQuery,
): Promise<readonly string[]> {
  const asked: QueryParams = { ...params, byFigure: rankedByFigure.has(measure), most: limit };
  const rows = await run<{ value: string }>(context, name, asked);
  return rows.map(({ value }) => value);
}

/** @param at place of the value in `shown`; -1 for all others. */
function labelOf({ by, measure, field, records }: RecordsSource, shown: readonly string[], at: number) {
  if (by === undefined)
    return { label: field === undefined ? records : `${measure} of ${field}`, labels: {} };
  const value = shown[at];
  if (value === undefined) return { label: restName(shown), labels: {} };
  return { label: value === "" ? absentName(shown) : value, labels: { [by]: value } };
}

/** No records are counted as 0; anything else of none is not known, and has no line. */
const noneOf = (source: RecordsSource): readonly StepRow[] | undefined =>
  isSum(source) ? [{ place: 1, time: 0, figure: 0 }] : undefined;

const isSum = ({ measure }: RecordsSource): boolean =>
  measure === "count" || measure === "unique" || measure === "sum";

/** A step without records has none, and their sum is 0. */
function figuresOf(rows: readonly StepRow[], source: RecordsSource, { range, stepMs }: SteppedQuery) {
  const none = isSum(source) ? 0 : null;
  const byTime = new Map(rows.map(({ time, figure }) => [Number(time), figure]));
  const values = stepTimes(range, stepMs).map((time) => (byTime.has(time) ? byTime.get(time)! : none));
  return { values, total: byTime.get(0) ?? null };
}

/** @throws {ProblemError} when the amounts are of several currencies: they cannot be added. */
function currencyOf(rows: readonly StepRow[]): string {
  const found = new Set(rows.flatMap(({ time, currencies = [] }) => (Number(time) === 0 ? currencies : [])));
  if (found.size <= 1) return [...found][0] ?? "";
  const [one = "", other = ""] = [...found].toSorted();
  throw new ProblemError(
    "BAD_BODY",
    `Cannot draw amounts of several currencies: the records have \`${one}\` and \`${other}\`.`,
    `Add the condition \`currency=${one}\`.`,
  );
}
