// Rate, errors and durations of spans. Counts of whole minutes come from the roll-up, which has them exactly; all else from the spans.
import { durationMs } from "catalog/duration";
import type { RedSource, Sample } from "alerts/readings";
import type { Ask } from "./ask.ts";
import type { AttributeMaps } from "./attribute-maps.ts";
import { type CellRow, type Family, type InputOf, type Kind, type Span, spanParams } from "./family.ts";

interface RedRow extends CellRow {
  readonly serviceName: string;
  readonly spanName: string;
  readonly entries: string;
  readonly failed: string;
  /** As many as the limits of the family. */
  readonly within?: readonly string[];
  /** ns. */
  readonly percentiles?: readonly string[];
  /** Limits in ns, by which `within` is found. */
  readonly limits?: readonly number[];
}

const minuteMs = 60_000;
export const shares: readonly string[] = ["p50", "p90", "p95", "p99"];

export function redKind(ask: Ask, maps: AttributeMaps): Kind<RedSource, RedRow> {
  return {
    share: (input) =>
      JSON.stringify([
        input.source.service !== undefined,
        input.source.operation !== undefined,
        isRolledUp(input) ? "rolled" : shares.includes(input.source.measure) ? "percentiles" : "counts",
      ]),
    ask: (family, span) =>
      isRolled(family, span) ? askRollUp(ask, family, span) : askSpans(ask, maps, family, span),
    keyOfRow: ({ serviceName, spanName }) => JSON.stringify([serviceName, spanName]),
    keyOf: ({ service = "", operation = "" }) => JSON.stringify([service, operation]),
    numbersOf,
    isAdditive: ({ measure }) => !shares.includes(measure),
    sampleOf,
  };
}

/** Whether the roll-up by minute, service and operation has all that the input asks for. */
export function isRolledUp({ source, windowMs, groupBy }: InputOf<RedSource>): boolean {
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
  const hasPercentiles = family.inputs.some(({ source }) => shares.includes(source.measure));
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
  const services = distinct(inputs.map(({ source }) => source.service));
  const names = distinct(inputs.map(({ source }) => source.operation));
  return {
    byService: services !== undefined,
    byName: names !== undefined,
    services,
    names,
  };
}

/** The values that are given; undefined when none is. */
export function distinct(values: readonly (string | undefined)[]): readonly string[] | undefined {
  const given = new Set(values.filter((one) => one !== undefined));
  return given.size === 0 ? undefined : [...given];
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
      return [count];
    case "errors":
      return [count, Number(row.failed)];
    case "within":
      return [count, Number(row.within![row.limits!.indexOf(limitNs(source))])];
    default:
      return [count, Number(row.percentiles![shares.indexOf(source.measure)])];
  }
}

function sampleOf(
  { measure }: RedSource,
  [count = 0, other = 0]: readonly number[],
  seconds: number,
): Sample {
  if (measure === "rate") return { value: count / seconds };
  return shares.includes(measure) ? { value: other / 1e9 } : share(other, count);
}

/** A share with the counts behind it. */
export function share(part: number, count: number): Sample {
  return { value: part / count, part, count };
}
