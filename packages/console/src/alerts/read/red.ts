// Rate, errors and durations of spans, estimated before sampling. Counts of whole minutes come from the roll-up, which has them exactly; all else from the spans.
import { durationMs } from "catalog/duration";
import { isPercentile, percentiles, type Percentile } from "catalog/percentile";
import { type RedSource, type Sample, shareOfSampled } from "alerts/readings";
import type { Ask } from "./ask.ts";
import type { AttributeMaps } from "./attribute-maps.ts";
import { type CellRow, type Family, type InputOf, type Kind, type Span, spanParams } from "./family.ts";
import { askInParts, classShift, classWindows, familyOf, openScan, openSums } from "./open-windows.ts";
import { distinct, servicesOf } from "./selection.ts";
import { familyReading, type RangeAsk, type SourceWindows } from "./source-reading.ts";
import type { ClassRow, Steps } from "./windows.ts";

interface RedRow extends CellRow {
  readonly serviceName: string;
  readonly spanName: string;
  readonly entries: string;
  readonly failed: string;
  /** Estimated before sampling, as `estimatedFailed` and `estimatedWithin`. */
  readonly estimated: number;
  readonly estimatedFailed: number;
  /** As many as the limits of the family. */
  readonly within?: readonly string[];
  readonly estimatedWithin?: readonly number[];
  /** ns. */
  readonly percentiles?: readonly string[];
  /** Limits in ns, by which `within` is found. */
  readonly limits?: readonly number[];
}

const minuteMs = 60_000;

export const redReading = familyReading(
  ({ ask, maps }) => redKind(ask, maps),
  async (input, steps, asked) => {
    if (isPercentile(input.source.measure)) return spanClasses(input, steps, asked);
    const kind = redKind(asked.ask, asked.maps);
    return isRolledUp(input) ? openSums(kind, input, steps) : openScan(kind, input, steps);
  },
);

function redKind(ask: Ask, maps: AttributeMaps): Kind<RedSource, RedRow> {
  return {
    share: (input) =>
      JSON.stringify([
        input.source.service !== undefined,
        input.source.operation !== undefined,
        isRolledUp(input) ? "rolled" : isPercentile(input.source.measure) ? "percentiles" : "counts",
      ]),
    ask: (family, span) =>
      isRolled(family, span) ? askRollUp(ask, family, span) : askSpans(ask, maps, family, span),
    keyOfRow: ({ serviceName, spanName }) => JSON.stringify([serviceName, spanName]),
    keyOf: ({ service = "", operation = "" }) => JSON.stringify([service, operation]),
    numbersOf,
    isAdditive: ({ measure }) => !isPercentile(measure),
    sampleOf,
  };
}

/** Whether the roll-up by minute, service and operation has all that the input asks for. */
function isRolledUp({ source, windowMs, groupBy }: InputOf<RedSource>): boolean {
  const { measure, where = {} } = source;
  return (
    (measure === "rate" || measure === "errors") &&
    windowMs % minuteMs === 0 &&
    groupBy.every((key) => key === "service.name") &&
    Object.keys(where).length === 0
  );
}

function isRolled(family: Family<RedSource>, { from, to, stepMs }: Span): boolean {
  return family.inputs.every(isRolledUp) && [from, to, stepMs].every((ms) => ms % minuteMs === 0);
}

async function askRollUp(ask: Ask, family: Family<RedSource>, span: Span): Promise<readonly RedRow[]> {
  const selection = selectionOf(family);
  const rows = await ask<RedRow>("alert-red", {
    ...selection,
    byService: selection.byService || family.groupBy.length > 0,
    ...spanParams(span),
  });
  if (family.groupBy.length === 0) return rows;
  return rows.map((row) => ({
    ...row,
    ...Object.fromEntries(family.groupBy.map((_, at) => [`cell${at + 1}`, row.serviceName])),
    serviceName: selection.byService ? row.serviceName : "",
  }));
}

async function askSpans(
  ask: Ask,
  maps: AttributeMaps,
  family: Family<RedSource>,
  span: Span,
): Promise<readonly RedRow[]> {
  const limits = limitsOf(family.inputs);
  const selection = selectionOf(family);
  const hasPercentiles = family.inputs.some(({ source }) => isPercentile(source.measure));
  const rows = await ask<RedRow>("alert-spans", {
    ...selection,
    ...(await maps.paramsOf("spans", family, selection.services)),
    ...spanParams(span),
    limits: limits.length === 0 ? undefined : limits,
    hasPercentiles,
  });
  return limits.length === 0 ? rows : rows.map((row) => ({ ...row, limits }));
}

/** What the query groups by and restricts itself to. */
function selectionOf({ inputs }: Family<RedSource>) {
  const names = distinct(inputs.map(({ source }) => source.operation));
  return { ...servicesOf(inputs.map(({ source }) => source)), byName: names !== undefined, names };
}

function limitsOf(inputs: readonly InputOf<RedSource>[]): readonly number[] {
  return [...new Set(inputs.flatMap(({ source }) => (source.measure === "within" ? [limitNs(source)] : [])))];
}

function limitNs({ limit }: RedSource): number {
  return durationMs(limit!) * 1e6;
}

function numbersOf(source: RedSource, row: RedRow): readonly number[] {
  const count = Number(row.entries);
  switch (source.measure) {
    case "rate":
      return [count, row.estimated];
    case "errors":
      return [count, Number(row.failed), row.estimated, row.estimatedFailed];
    case "within": {
      const at = row.limits!.indexOf(limitNs(source));
      return [count, Number(row.within![at]), row.estimated, row.estimatedWithin![at]!];
    }
    default:
      return [count, Number(row.percentiles![percentiles.indexOf(source.measure as Percentile)])];
  }
}

function sampleOf(
  { measure }: RedSource,
  [count = 0, other = 0, estimated = 0, estimatedPart = 0]: readonly number[],
  seconds: number,
): Sample {
  if (measure === "rate") return { value: other / seconds };
  if (isPercentile(measure)) return { value: other / 1e9 };
  return shareOfSampled({ part: other, count }, { part: estimatedPart, count: estimated });
}

/** A share with the counts behind it. */
export function share(part: number, count: number): Sample {
  return { value: part / count, part, count };
}

async function spanClasses(
  input: InputOf<RedSource>,
  steps: Steps,
  { ask, maps }: Pick<RangeAsk, "ask" | "maps">,
): Promise<SourceWindows> {
  const family = familyOf(input);
  const { services, names } = selectionOf(family);
  const params = await maps.paramsOf("spans", family, services);
  const rows = await askInParts(steps, (span) =>
    ask<ClassRow>("alert-span-classes", {
      ...params,
      ...spanParams(span),
      services,
      names,
      shift: classShift,
    }),
  );
  return classWindows(input, rows, steps, 1e9);
}
