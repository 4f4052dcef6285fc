// The readings of a source over a long range, from a few queries: numbers by step where they add up, facts where they do not.
import { type Fact, type Input, type Reading, type Source } from "alerts/readings";
import { type Ask, type AskOptions, ReadingMistake, runAll } from "./ask.ts";
import { errorKind, type ErrorSource } from "./errors.ts";
import {
  type CellRow,
  cellParams,
  type Family,
  type InputOf,
  type Kind,
  labelsOf,
  spanParams,
  whereOf,
} from "./family.ts";
import type { FunnelSource } from "./funnels.ts";
import { eventKind, logKind } from "./logs.ts";
import { factWindows, fitsKey } from "./fact-windows.ts";
import { metricWindows, type MetricSource } from "./metric-windows.ts";
import { redKind, type RedSource, shares } from "./red.ts";
import type { SeriesCache } from "./series.ts";
import { type AskSql, readSql, sqlFamiliesOf, type SqlSource } from "./sql.ts";
import { transactionKind, type TransactionSource } from "./transactions.ts";
import {
  classBits,
  type ClassRow,
  middleOf,
  percentileWindows,
  type ReadWindow,
  type Steps,
  sumWindows,
} from "./windows.ts";
import { workflowKind, type WorkflowSource } from "./workflows.ts";

/** What a preview needs of a source. */
export interface PreviewAsk {
  readonly ask: Ask;
  readonly series: SeriesCache;
  readonly askSql: AskSql | undefined;
  readonly options: AskOptions;
}

/** The readings of a source in all windows of a range. */
export interface SourceWindows {
  readonly read: ReadWindow;
  /** The largest relative error of values; absent: as exact as live readings. */
  readonly precision?: number;
  /** One of so many people was read, who represents the others. */
  readonly oneOf?: number;
}

/** More rows than that are not held. */
const mostRows = 400_000;
const mostFacts = 200_000;
const dayMs = 86_400_000;

/** @throws {ReadingMistake} and `ProblemError` when the source cannot be read over so long a range. */
export async function openWindows(
  input: Input,
  steps: Steps,
  surroundings: PreviewAsk,
): Promise<SourceWindows> {
  const { source } = input;
  const { ask } = surroundings;
  if ("metric" in source) return metricWindows(input as InputOf<MetricSource>, steps, surroundings);
  if ("transaction" in source)
    return shares.includes(source.measure)
      ? transactionClasses(ask, input as InputOf<TransactionSource>, steps)
      : openSums(transactionKind(ask), input as InputOf<TransactionSource>, steps);
  if ("funnel" in source) return openFunnel(ask, input as InputOf<FunnelSource>, steps);
  if ("workflow" in source)
    return source.measure === "stuck"
      ? openStuck(ask, input as InputOf<WorkflowSource>, steps)
      : openSums(workflowKind(ask), input as InputOf<WorkflowSource>, steps);
  if ("errors" in source)
    return source.errors === "any"
      ? openSums(errorKind(ask), input as InputOf<ErrorSource>, steps)
      : openErrors(ask, input as InputOf<ErrorSource>, steps);
  if ("log" in source) return openSums(logKind(ask), input as InputOf<typeof source>, steps);
  if ("event" in source) return openSums(eventKind(ask), input as InputOf<typeof source>, steps);
  if ("finding" in source) return { read: () => [] };
  if ("sql" in source) throw new ReadingMistake("The query is read at each time.");
  const red = input as InputOf<RedSource>;
  return shares.includes(red.source.measure)
    ? spanClasses(ask, red, steps)
    : openSums(redKind(ask), red, steps);
}

function familyOf<S extends Source>(input: InputOf<S>): Family<S> {
  const { windowMs, agoMs, groupBy, source } = input;
  return { inputs: [input], windowMs, agoMs, groupBy, where: whereOf(source) };
}

function spanOf({ from, stepMs, count }: Steps) {
  return { from, to: from + stepMs * count, stepMs, most: mostRows + 1 };
}

function checked<Row>(rows: readonly Row[], most = mostRows): readonly Row[] {
  if (rows.length <= most) return rows;
  throw new ReadingMistake(
    "The range has too many groups for a preview. Choose a shorter range, or group by fewer attributes.",
  );
}

async function openSums<S extends Source, Row extends CellRow>(
  kind: Kind<S, Row>,
  input: InputOf<S>,
  steps: Steps,
): Promise<SourceWindows> {
  const rows = checked(await kind.ask(familyOf(input), spanOf(steps)));
  return { read: sumWindows(kind, input.source, input.groupBy, rows, steps) };
}

const precision = 2 ** -(classBits + 1);
const shift = 52 - classBits;

function shareOf(measure: string): number {
  return Number(measure.slice(1)) / 100;
}

async function spanClasses(ask: Ask, input: InputOf<RedSource>, steps: Steps): Promise<SourceWindows> {
  const { service, operation, measure } = input.source;
  const rows = await ask<ClassRow>("alert-span-classes", {
    ...cellParams(familyOf(input)),
    ...spanParams(spanOf(steps)),
    services: service === undefined ? undefined : [service],
    names: operation === undefined ? undefined : [operation],
    shift,
  });
  const read = percentileWindows(
    shareOf(measure),
    input.groupBy,
    checked(rows),
    steps,
    (one) => middleOf(one) / 1e9,
  );
  return { read, precision };
}

async function transactionClasses(
  ask: Ask,
  input: InputOf<TransactionSource>,
  steps: Steps,
): Promise<SourceWindows> {
  const { transaction, measure } = input.source;
  const rows = await ask<ClassRow>("alert-transaction-classes", {
    ...cellParams(familyOf(input)),
    ...spanParams(spanOf(steps)),
    names: [transaction],
    shift,
  });
  const read = percentileWindows(
    shareOf(measure),
    input.groupBy,
    checked(rows),
    steps,
    (one) => middleOf(one) / 1e3,
  );
  return { read, precision };
}

interface FactRow extends CellRow {
  readonly at: number;
  readonly fits: boolean | number;
}

function attributesOf(row: FactRow, groupBy: readonly string[]) {
  return { ...labelsOf(row, groupBy), [fitsKey]: row.fits ? "1" : "0" };
}

async function openFunnel(ask: Ask, input: InputOf<FunnelSource>, steps: Steps): Promise<SourceWindows> {
  const { funnel, from, to = "" } = input.source;
  for (let every = 1; every <= 4096; every *= 4) {
    const rows = await ask<FactRow & { stepName: string; who: string }>("alert-funnel-facts", {
      ...cellParams(familyOf(input)),
      ...spanParams(spanOf(steps)),
      names: [funnel],
      steps: [from, to],
      every,
      most: mostFacts + 1,
    });
    if (rows.length > mostFacts) continue;
    const facts = rows.map((row): Fact => {
      const { at, stepName: step, who } = row;
      return { at, attributes: attributesOf(row, input.groupBy), funnel, step, who, count: every };
    });
    return { read: factWindows(input, facts), ...(every > 1 && { oneOf: every }) };
  }
  throw new ReadingMistake("The funnel has too many steps in the range. Choose a shorter range.");
}

async function openStuck(ask: Ask, input: InputOf<WorkflowSource>, steps: Steps): Promise<SourceWindows> {
  const { workflow } = input.source;
  const { from, to, stepMs } = spanOf(steps);
  // what is stuck at the beginning had its last event before
  const rows = await ask<FactRow & { id: string; stateName: string; ended: boolean | number }>(
    "alert-workflow-facts",
    {
      ...cellParams(familyOf(input)),
      ...spanParams({ from: from - 7 * dayMs, to, stepMs }),
      names: [workflow],
      most: mostFacts + 1,
    },
  );
  const facts = checked(rows, mostFacts).map((row): Fact => {
    const { at, id, stateName: state, ended } = row;
    return { at, attributes: attributesOf(row, input.groupBy), workflow, id, state, ended: Boolean(ended) };
  });
  return { read: factWindows(input, facts) };
}

async function openErrors(ask: Ask, input: InputOf<ErrorSource>, steps: Steps): Promise<SourceWindows> {
  const { service, type = "" } = input.source;
  const span = spanOf(steps);
  const rows = await ask<ErrorRow>("alert-error-facts", {
    ...cellParams(familyOf(input)),
    ...spanParams(span),
    byService: false,
    byType: false,
    services: service === undefined ? undefined : [service],
    types: type === "" ? undefined : [type],
    most: mostFacts + 1,
  });
  const earlier = new Set<string>();
  const facts = checked(rows, mostFacts).flatMap((row): Fact[] => {
    const { fingerprint: errorGroup, before, first, last } = row;
    const attributes = { ...labelsOf(row, input.groupBy), [fitsKey]: "1" };
    const isKnown = before === 0 || earlier.has(errorGroup);
    earlier.add(errorGroup);
    const times = [...(isKnown ? [] : [before]), first, ...(last > first ? [last] : [])];
    return times.map((at) => ({ at, attributes, errorGroup, type }));
  });
  return { read: factWindows({ ...input, source: { ...input.source, type: undefined } as never }, facts) };
}

/** The first and the last of the errors of a step, and the last one before the range; 0 for none. */
interface ErrorRow extends CellRow {
  readonly fingerprint: string;
  readonly before: number;
  readonly first: number;
  readonly last: number;
}

/** Readings of a query of people: it is asked at each time. */
export async function sqlReadings(
  input: InputOf<SqlSource>,
  times: readonly number[],
  { askSql, options }: PreviewAsk,
): Promise<ReadonlyMap<number, Reading>> {
  const [family] = sqlFamiliesOf([input]);
  const readings = new Map<number, Reading>();
  const tasks = times.map((at) => async () => {
    readings.set(at, (await readSql(askSql, family!, at, options)).get(input.id)!);
  });
  await runAll(tasks, 2);
  return readings;
}

/** How often a source can be read in a preview, at most. */
export function mostTimesOf({ source }: Input): number {
  return "sql" in source ? 60 : Infinity;
}
