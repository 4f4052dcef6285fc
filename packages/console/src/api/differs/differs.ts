// GET /api/differs: what spans that match the filters have more often than the others. Up to some hundred thousand spans, all are
// compared; of more, slices of the time, and the answer says so.
import type { Difference, DiffersResult, NumberDifference, ParamsOf, ValueDifference } from "contract";
import type { ApiContext, QueryParams } from "../context.ts";
import { run } from "../context.ts";
import { distributionGap, gapByChance, leastExcess } from "./difference.ts";
import { parseFilters } from "../filter/filter.ts";
import { spanFields, toFilterParams } from "../filter/filter-params.ts";
import { badParameter, readRange } from "../params/params.ts";
import { type Range, toRangeParams, toResolved } from "../time/range.ts";
import { chooseSlices, type Slices, toSliceParams } from "../time/time-slices.ts";

/** Up to so many spans, all are compared by default; */
const maxExactSpans = 650_000;
/** of more about so many, in so many slices of at most so long. */
const sampleSpans = 200_000;
const maxSlices = 48;
const maxSliceSeconds = 30;
/** Smaller differences of shares are not listed; smaller differences of distributions, known at 21 levels, are not certain. */
const minExcess = 0.02;
const minGap = 0.1;
/** Fewer in either group are not significant. */
const minSpans = 20;
const minValueSpans = 3;

const levels = [0.02, ...Array.from({ length: 19 }, (_, at) => (at + 1) / 20), 0.98];

/** @param maxSpans of more spans slices are looked at. */
export async function listDifferences(
  params: ParamsOf<"GET /api/differs">,
  context: ApiContext,
  maxSpans: number = maxExactSpans,
): Promise<DiffersResult> {
  const range = readRange(params, context);
  const conditions = parseFilters(params.filter);
  if (conditions.length === 0)
    throw badParameter(
      "filter",
      undefined,
      "at least one condition, which makes the selection",
      "Pass for example `filter=status=error` or `filter=duration>=1s`.",
    );
  const slices = await chooseSample(range, params.service, maxSpans, context);
  const query: QueryParams = {
    ...(await toFilterParams(conditions, spanFields, context)),
    ...toRangeParams(range),
    ...(slices && toSliceParams(slices)),
    withinService: params.service,
    withinName: params.name,
    withinEnvironment: params.environment,
  };
  const [values, numbers] = await Promise.all([
    run<ValueRow>(context, "differs-values", query),
    run<NumberRow>(context, "differs-numbers", { ...query, every: 8 }),
  ]);
  const all = values.find(({ attribute, value }) => attribute === "" && value === "");
  const [selectionSpans, restSpans] = [Number(all?.inSelection ?? 0), Number(all?.inRest ?? 0)];
  const chosen = new Set(conditions.map(({ key }) => key));
  const isKnown = selectionSpans >= minSpans && restSpans >= minSpans;
  const differences = !isKnown
    ? []
    : [
        ...values.flatMap((row) => toValueDifference(row, selectionSpans, restSpans)),
        ...numbers.flatMap(toNumberDifference),
      ]
        .filter(({ key }) => key !== "" && !chosen.has(key))
        .toSorted((a, b) => b.atLeast - a.atLeast)
        .slice(0, params.limit);
  return {
    ...toResolved(range),
    selectionSpans,
    restSpans,
    sampled: slices === undefined ? null : describe(slices, range),
    differences,
    summary: isKnown ? inWords(differences[0]) : "too few spans to tell",
  };
}

interface ValueRow {
  readonly attribute: string;
  readonly value: string;
  readonly inSelection: string;
  readonly inRest: string;
}

interface NumberRow {
  readonly attribute: string;
  readonly inSelection: string;
  readonly inRest: string;
  readonly selection: readonly number[];
  readonly rest: readonly number[];
}

/** `undefined` when all spans can be compared, by their count in the roll-up. */
async function chooseSample(
  range: Range,
  service: string | undefined,
  maxSpans: number,
  context: ApiContext,
): Promise<Slices | undefined> {
  const seconds = Number((range.toNs - range.fromNs) / 1_000_000_000n) + 1;
  const [row] = await run<{ spans: string }>(context, "span-count", { ...toRangeParams(range), service });
  const spans = Number(row?.spans ?? 0);
  if (spans <= maxSpans) return undefined;
  const slices = chooseSlices(range, maxSlices, maxSliceSeconds);
  const wanted = Math.floor(((sampleSpans / spans) * seconds) / slices.minutes.length);
  return { ...slices, seconds: Math.min(maxSliceSeconds, Math.max(1, wanted)) };
}

function describe({ minutes, seconds }: Slices, range: Range): NonNullable<DiffersResult["sampled"]> {
  const total = Number(range.toNs - range.fromNs) / 1e9;
  return {
    slices: minutes.length,
    secondsEach: seconds,
    share: Math.min(1, (minutes.length * seconds) / total),
  };
}

function toValueDifference(row: ValueRow, selectionSpans: number, restSpans: number): ValueDifference[] {
  const [inSelection, inRest] = [Number(row.inSelection), Number(row.inRest)];
  const atLeast = leastExcess([inSelection, selectionSpans], [inRest, restSpans]);
  if (inSelection < minValueSpans || atLeast < minExcess) return [];
  return [
    {
      kind: "value",
      key: row.attribute,
      value: row.value,
      selectionShare: inSelection / selectionSpans,
      restShare: inRest / restSpans,
      atLeast,
    },
  ];
}

function toNumberDifference(row: NumberRow): NumberDifference[] {
  const distance = distributionGap(levels, row.selection, row.rest);
  const atLeast = distance - Math.max(minGap, gapByChance(Number(row.inSelection), Number(row.inRest)));
  if (atLeast <= 0) return [];
  return [
    {
      kind: "number",
      key: row.attribute,
      selection: outline(row.selection),
      rest: outline(row.rest),
      distance,
      atLeast,
    },
  ];
}

/** p10, p50 and p90. */
function outline(quantiles: readonly number[]): readonly [number, number, number] {
  return [quantiles[2]!, quantiles[10]!, quantiles[18]!];
}

function inWords(first: Difference | undefined): string {
  if (first === undefined) return "nothing differs";
  if (first.kind === "number") return `${first.key} is distributed otherwise`;
  return `${first.key}=${first.value}: ${percent(first.selectionShare)} of the selection, ${percent(first.restShare)} of the rest`;
}

function percent(share: number): string {
  return `${Math.round(share * 1000) / 10} %`;
}
