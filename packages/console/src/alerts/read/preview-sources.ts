// The readings of a source over a long range, from a few queries: numbers by step where they add up, facts where they do not.
import { type Fact, type Input, type Reading, type RedSource, type Source } from "alerts/readings";
import { type Ask, type AskOptions, ReadingMistake, runAll } from "./ask.ts";
import { type AttributeMaps, createAttributeMaps } from "./attribute-maps.ts";
import { findingKind } from "./findings.ts";
import { errorKind, type ErrorSource } from "./errors.ts";
import {
  type CellRow,
  cellParams,
  type Family,
  type InputOf,
  type Kind,
  labelsOf,
  type Span,
  spanParams,
  whereOf,
} from "./family.ts";
import { readFirstTelemetry } from "./first-telemetry.ts";
import type { FunnelSource } from "./funnels.ts";
import { eventKind, logKind } from "./logs.ts";
import { factWindows, fitsKey } from "./fact-windows.ts";
import { metricWindows, type MetricSource } from "./metric-windows.ts";
import { isRolledUp, redKind, shares } from "./red.ts";
import type { SeriesCache } from "./series.ts";
import { type AskSql, createSqlTurn, readSql, sqlFamiliesOf, type SqlSource } from "./sql.ts";
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
  /** Unix ms of the first telemetry, for sources that have to learn. */
  readonly since?: number;
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
  const maps = createAttributeMaps(ask, [input], spanOf(steps));
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
      ? openScan(errorKind(ask, maps), input as InputOf<ErrorSource>, steps)
      : openErrors(ask, maps, input as InputOf<ErrorSource>, steps);
  if ("log" in source) return openScan(logKind(ask, maps), input as InputOf<typeof source>, steps);
  if ("event" in source) return openScan(eventKind(ask, maps), input as InputOf<typeof source>, steps);
  if ("finding" in source) return openSums(findingKind(ask), input as InputOf<typeof source>, steps);
  if ("sql" in source) throw new ReadingMistake("The query is read at each time.");
  const red = input as InputOf<RedSource>;
  if (shares.includes(red.source.measure)) return spanClasses(ask, maps, red, steps);
  return (isRolledUp(red) ? openSums : openScan)(redKind(ask, maps), red, steps);
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
    `The range has more than ${most.toLocaleString("en")} values for a preview. Choose a shorter range, or group by fewer attributes.`,
  );
}

const partMs = dayMs / 2;
const mostParts = 20;

/** Half a day at a time, two at once: a query has one core of the engine. */
async function askInParts<Row extends CellRow>(
  { from, stepMs, count }: Steps,
  ask: (span: Span) => Promise<readonly Row[]>,
): Promise<readonly Row[]> {
  const each = Math.max(Math.ceil(partMs / stepMs), Math.ceil(count / mostParts));
  const found: (readonly Row[])[] = [];
  const tasks = Array.from({ length: Math.ceil(count / each) }, (_, part) => async () => {
    const first = part * each;
    const to = from + Math.min(count, first + each) * stepMs;
    const rows = await ask({ from: from + first * stepMs, to, stepMs, most: mostRows + 1 });
    found[part] = rows.map((row) => ({ ...row, slot: Number(row.slot) + first }));
  });
  await runAll(tasks, 2);
  return found.flat();
}

async function openSums<S extends Source, Row extends CellRow>(
  kind: Kind<S, Row>,
  input: InputOf<S>,
  steps: Steps,
): Promise<SourceWindows> {
  const rows = checked(await kind.ask(familyOf(input), spanOf(steps)));
  return { read: sumWindows(kind, input.source, input.groupBy, rows, steps) };
}

/** Of sources for which all spans or log records of the range are read, and no roll-up. */
async function openScan<S extends Source, Row extends CellRow>(
  kind: Kind<S, Row>,
  input: InputOf<S>,
  steps: Steps,
): Promise<SourceWindows> {
  const family = familyOf(input);
  const rows = checked(await askInParts(steps, (span) => kind.ask(family, span)));
  return { read: sumWindows(kind, input.source, input.groupBy, rows, steps) };
}

const precision = 2 ** -(classBits + 1);
const shift = 52 - classBits;

function shareOf(measure: string): number {
  return Number(measure.slice(1)) / 100;
}

async function spanClasses(
  ask: Ask,
  maps: AttributeMaps,
  input: InputOf<RedSource>,
  steps: Steps,
): Promise<SourceWindows> {
  const { service, operation } = input.source;
  const services = service === undefined ? undefined : [service];
  const params = await maps.paramsOf("spans", familyOf(input), services);
  const names = operation === undefined ? undefined : [operation];
  const rows = await askInParts(steps, (span) =>
    ask<ClassRow>("alert-span-classes", { ...params, ...spanParams(span), services, names, shift }),
  );
  return classWindows(input, rows, steps, 1e9);
}

async function transactionClasses(
  ask: Ask,
  input: InputOf<TransactionSource>,
  steps: Steps,
): Promise<SourceWindows> {
  const rows = await ask<ClassRow>("alert-transaction-classes", {
    ...cellParams(familyOf(input)),
    ...spanParams(spanOf(steps)),
    names: [input.source.transaction],
    shift,
  });
  return classWindows(input, rows, steps, 1e3);
}

/** Windows of a percentile in seconds; classes have so many units a second. */
function classWindows(
  { source: { measure }, groupBy }: InputOf<RedSource | TransactionSource>,
  rows: readonly ClassRow[],
  steps: Steps,
  unitsOfSecond: number,
): SourceWindows {
  const secondsOf = (one: number): number => middleOf(one) / unitsOfSecond;
  return { read: percentileWindows(shareOf(measure), groupBy, checked(rows), steps, secondsOf), precision };
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

async function openErrors(
  ask: Ask,
  maps: AttributeMaps,
  input: InputOf<ErrorSource>,
  steps: Steps,
): Promise<SourceWindows> {
  const { service, type = "" } = input.source;
  const span = spanOf(steps);
  const services = service === undefined ? undefined : [service];
  const rows = await ask<ErrorRow>("alert-error-facts", {
    ...(await maps.paramsOf("logs", familyOf(input), services)),
    ...spanParams(span),
    byService: false,
    byType: false,
    services,
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
  const since = input.source.errors === "new" ? await readFirstTelemetry(ask) : undefined;
  return {
    read: factWindows({ ...input, source: { ...input.source, type: undefined } as never }, facts),
    ...(since !== undefined && { since }),
  };
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
  const turn = createSqlTurn(askSql);
  const readings = new Map<number, Reading>();
  const tasks = times.map((at) => async () => {
    readings.set(at, (await readSql(turn, family!, at, options)).get(input.id)!);
  });
  await runAll(tasks, 2);
  return readings;
}

/** How often a source can be read in a preview, at most. */
export function mostTimesOf({ source }: Input): number {
  return "sql" in source ? 60 : Infinity;
}
