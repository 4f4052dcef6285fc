// What a rule would have done: its state machine over a range of the past. The store is asked a few times for the whole range, and not once
// for each evaluation; what it answered is kept for some minutes, so that another limit costs no query.
import {
  type Change,
  type CompiledRule,
  createEngine,
  detectorPrefixOf,
  type Engine,
  hasAnomaly,
  inputsOf,
  keyOf,
  type RuleFile,
  stepOf,
  unsureOf,
} from "alerts";
import { type Input, type Labels, type Reading, replayReadings } from "alerts/readings";
import { readFirstTelemetry } from "../../api/received/first-telemetry.ts";
import { type AcceptedAt, readAcceptedLevels } from "./accepted-levels.ts";
import { type AskOptions, createAsk, ReadingMistake, type ReadQueries, reasonOf } from "./ask.ts";
import { type InputOf, usualLimits } from "./family.ts";
import type { ReaderOptions } from "./read.ts";
import { type Keep, createKept } from "./kept.ts";
import { type Lives, previewBeginnings } from "./preview-beginnings.ts";
import { openWindows } from "./readings.ts";
import { createSeriesCache } from "./series.ts";
import type { PreviewAsk, SourceWindows } from "./source-reading.ts";
import { mostSqlTimes, sqlReadings, type SqlSource } from "./sql.ts";
import type { Steps } from "./windows.ts";

/** The values of one group. */
interface PreviewSeries {
  readonly labels: Labels;
  /** One for each of `times`; `null`: no value. */
  readonly values: readonly (number | null)[];
  /** Of a condition with one detector: the expected band of the detector that evaluated each of `times`; `null` while it learns. */
  readonly band?: readonly (ExpectedBand | null)[];
  /** The last value of a share or burn rate beyond the limit that was not enough: what it lacked. */
  readonly unsure?: Unsure;
}

interface Unsure {
  /** Unix ms. */
  readonly at: number;
  readonly reason: string;
}

interface ExpectedBand {
  readonly low: number;
  readonly high: number;
}

export interface Preview {
  /** Unix ms. */
  readonly from: number;
  readonly to: number;
  /** The times of evaluation, Unix ms. */
  readonly times: readonly number[];
  readonly stepMs: number;
  /** The rule is evaluated more often than the preview did. */
  readonly isCoarse: boolean;
  /** The largest relative error of values, of percentiles; absent: none. */
  readonly precision?: number;
  /** One of so many people was read, who represents the others. */
  readonly oneOf?: number;
  /** The first groups; `groups` is their number. */
  readonly series: readonly PreviewSeries[];
  readonly groups: number;
  /** Groups beyond the limit of the rule. */
  readonly leftOut: number;
  /** The first changes; `firings` counts all. */
  readonly changes: readonly Change[];
  readonly firings: number;
  /** Time in the state `firing`, over all groups. */
  readonly firingMs: number;
  /** Why some input could not be read. */
  readonly errors: readonly string[];
}

interface PreviewRange {
  /** Unix ms. */
  readonly from: number;
  readonly to: number;
  /** The group that has a series; absent: the first ones. */
  readonly group?: Labels;
}

export interface Previewer {
  /**
   * Evaluates the rule `name` of `file` over a range. Readings that fail are in `errors`, and are errors of the rule, as in a live evaluation.
   *
   * @throws {RuleMistake} when the file has mistakes, {@link RangeError} for a range that is empty, and `QUERY_CANCELLED` when the signal was aborted.
   */
  preview(file: RuleFile, name: string, range: PreviewRange, options?: AskOptions): Promise<Preview>;
}

export interface PreviewerOptions extends ReaderOptions {
  readonly nowMs?: (() => number) | undefined;
}

const mostKept = 12;
const mostKeptLives = 4;
const mostTimes = 12_000;
/** Rounds times groups: more are evaluated in coarser steps. */
const mostEvaluations = 600_000;
const mostSteps = 100_000;
const mostSeries = 20;
const mostChanges = 2_000;

/** @param queries those of the tenant. */
export function createPreviewer(queries: ReadQueries, options: PreviewerOptions = {}): Previewer {
  const { askSql, onFault, nowMs = Date.now } = options;
  const keepWindows = createKept<SourceWindows>(mostKept, nowMs);
  const keepLives = createKept<Lives>(mostKeptLives, nowMs);
  const series = createSeriesCache(usualLimits.series);
  return {
    async preview(file, name, range, askOptions = {}) {
      const { signal, priority = "interactive" } = askOptions;
      const engine = onlyRule(createEngine(file), name);
      const ask = createAsk(queries, { signal, priority });
      const surroundings: PreviewAsk = { ask, series, askSql, options: { signal, priority } };
      return previewOf(engine, range, {
        ...surroundings,
        windowsOf: (input, steps) =>
          keepWindows(JSON.stringify([input.source, input.groupBy, steps]), signal, () =>
            openWindows(input, steps, surroundings),
          ),
        keepLives,
        onFault,
      });
    },
  };
}

function onlyRule(engine: Engine, name: string): Engine {
  const rules = engine.rules.filter(({ rule }) => rule === name);
  if (rules.length === 0) throw new RangeError(`There is no rule \`${name}\`, or it is disabled.`);
  return { ...engine, rules: rules.map((rule) => ({ ...rule, dependsOn: [] })) };
}

interface Surroundings extends PreviewAsk {
  readonly windowsOf: (input: Input, steps: Steps) => Promise<SourceWindows>;
  readonly keepLives: Keep<Lives>;
  readonly onFault: ((error: unknown) => void) | undefined;
}

async function previewOf(engine: Engine, range: PreviewRange, surroundings: Surroundings): Promise<Preview> {
  if (!(range.from < range.to))
    throw new RangeError("The range is empty. Choose an end after its beginning.");
  const inputs = inputsOf(engine.rules);
  const everyMs = stepOf(engine.rules);
  const opened = await openAll(inputs, range, everyMs, surroundings);
  const mostOfSql = inputs.some(({ source }) => "sql" in source) ? mostSqlTimes : Infinity;
  const most = Math.min(mostTimes, mostOfSql, Math.floor(mostEvaluations / opened.groups));
  const stepMs = everyMs * Math.ceil((range.to - range.from) / everyMs / Math.max(1, most));
  const from = Math.ceil(range.from / stepMs) * stepMs;
  const times = Array.from(
    { length: Math.floor((range.to - from) / stepMs) + 1 },
    (_, at) => from + at * stepMs,
  );
  const sql = await readSqlAll(inputs, times, surroundings);
  const since = inputs.some(({ withSince }) => withSince)
    ? ((await readFirstTelemetry(surroundings.ask)) ?? Infinity)
    : undefined;
  const begun = await previewBeginnings(inputs, { from, to: range.to }, surroundings);
  const read = (input: Input, at: number): Reading => {
    const reading = sql.get(input.id)?.(at) ?? opened.read(input, at);
    if ("error" in reading) return reading;
    const beginnings = begun.of(input, at);
    return { ...reading, ...(since !== undefined && { since }), ...(beginnings && { beginnings }) };
  };
  const [{ rule, declaration }] = engine.rules as readonly [CompiledRule];
  const acceptedAt = hasAnomaly(declaration.when)
    ? await readAcceptedLevels(surroundings.ask, rule, range)
    : undefined;
  const result = evaluate(engine, { ...range, from }, times, { stepMs, acceptedAt }, read);
  return {
    from: range.from,
    to: range.to,
    ...result,
    times,
    stepMs,
    isCoarse: stepMs > everyMs,
    ...opened.notes,
    errors: [...new Set([...opened.errors, ...begun.errors, ...result.errors])],
  };
}

interface Opened {
  readonly read: (input: Input, at: number) => Reading;
  readonly groups: number;
  readonly notes: Pick<SourceWindows, "precision" | "oneOf">;
  readonly errors: readonly string[];
}

/** Opens the windows of all inputs but those of SQL. */
async function openAll(
  inputs: readonly Input[],
  range: PreviewRange,
  everyMs: number,
  { windowsOf, onFault, options }: Surroundings,
): Promise<Opened> {
  const found = new Map<string, SourceWindows | { readonly error: string }>();
  const steps = stepsOf(inputs, range, everyMs);
  await Promise.all(
    inputs.map(async (input) => {
      if ("sql" in input.source) return;
      try {
        if (steps === undefined)
          throw new ReadingMistake("The range has too many steps for these windows. Choose a shorter range.");
        found.set(input.id, await windowsOf(input, steps));
      } catch (error) {
        options.signal?.throwIfAborted();
        found.set(input.id, { error: reasonOf(error, onFault) });
      }
    }),
  );
  const opened = [...found.values()];
  const precisions = opened.flatMap((one) =>
    "read" in one && one.precision !== undefined ? [one.precision] : [],
  );
  const parts = opened.flatMap((one) => ("read" in one && one.oneOf !== undefined ? [one.oneOf] : []));
  const widest = opened.map((one) => ("read" in one ? one.read(range.from, range.to).length : 0));
  return {
    read(input, at) {
      const one = found.get(input.id)!;
      const to = at - input.agoMs;
      if ("error" in one) return one;
      return { groups: one.read(to - input.windowMs, to) };
    },
    groups: Math.max(1, ...widest),
    notes: {
      ...(precisions.length > 0 && { precision: Math.max(...precisions) }),
      ...(parts.length > 0 && { oneOf: Math.max(...parts) }),
    },
    errors: opened.flatMap((one) => ("error" in one ? [one.error] : [])),
  };
}

/** Steps of which all windows consist, from the first window on; undefined: too many. */
function stepsOf(inputs: readonly Input[], range: PreviewRange, everyMs: number): Steps | undefined {
  const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b));
  const stepMs = inputs.flatMap(({ windowMs, agoMs }) => [windowMs, agoMs]).reduce(divisor, everyMs);
  const before = Math.max(...inputs.map(({ windowMs, agoMs }) => windowMs + agoMs));
  const from = Math.floor((range.from - before) / stepMs) * stepMs;
  const count = Math.ceil((range.to - from) / stepMs);
  return count > mostSteps ? undefined : { from, stepMs, count };
}

async function readSqlAll(
  inputs: readonly Input[],
  times: readonly number[],
  { askSql, options, onFault }: Surroundings,
): Promise<ReadonlyMap<string, (at: number) => Reading>> {
  const found = new Map<string, (at: number) => Reading>();
  for (const input of inputs) {
    if (!("sql" in input.source)) continue;
    try {
      const readings = await sqlReadings(input as InputOf<SqlSource>, times, askSql, options);
      found.set(input.id, (at) => readings.get(at)!);
    } catch (error) {
      options.signal?.throwIfAborted();
      const reading = { error: reasonOf(error, onFault) };
      found.set(input.id, () => reading);
    }
  }
  return found;
}

interface OpenSeries {
  readonly labels: Labels;
  readonly values: (number | null)[];
  readonly band?: (ExpectedBand | null)[];
  unsure?: Unsure;
}

function openSeries(labels: Labels, length: number, hasBand: boolean): OpenSeries {
  const empty = (): null[] => Array.from({ length }, () => null);
  return { labels, values: empty(), ...(hasBand && { band: empty() }) };
}

function evaluate(
  engine: Engine,
  range: PreviewRange,
  times: readonly number[],
  options: { readonly stepMs: number; readonly acceptedAt: AcceptedAt | undefined },
  read: (input: Input, at: number) => Reading,
) {
  const { rule, declaration } = engine.rules[0]!;
  const prefix = detectorPrefixOf(declaration.when);
  const hasBand = prefix !== undefined;
  const series = new Map<string, OpenSeries>();
  const bands = new Map<string, ExpectedBand>();
  const unsure = new Map<string, string>();
  const groups = new Set<string>();
  const errors = new Set<string>();
  const wanted = range.group === undefined ? undefined : keyOf(range.group);
  let round = 0;
  const readAt = (input: Input, at: number): Reading => {
    const reading = read(input, at);
    if ("error" in reading) errors.add(reading.error);
    return reading;
  };
  const timeline = replayReadings(engine, range, readAt, {
    ...options,
    isWarm: true,
    onVerdict(_, key, verdict) {
      const reason = unsureOf(verdict);
      if (reason !== undefined) unsure.set(key, reason);
      const [low, high] = [verdict.values?.[`${prefix}low`], verdict.values?.[`${prefix}high`]];
      if (hasBand && low !== undefined && high !== undefined) bands.set(key, { low, high });
    },
    onRound(at, state) {
      for (const [key, { labels, value }] of Object.entries(state.rules[rule]?.groups ?? {})) {
        groups.add(key);
        let group = series.get(key);
        const isWanted = range.group === undefined ? series.size < mostSeries : keyOf(labels) === wanted;
        if (group === undefined && isWanted)
          series.set(key, (group = openSeries(labels, times.length, hasBand)));
        if (group === undefined) continue;
        group.values[round] = value ?? null;
        const reason = unsure.get(key);
        if (reason !== undefined) group.unsure = { at, reason };
        if (group.band !== undefined) group.band[round] = bands.get(key) ?? null;
      }
      bands.clear();
      unsure.clear();
      round += 1;
    },
  });
  const [summary] = timeline.rules;
  return {
    series: [...series.values()],
    groups: groups.size,
    leftOut: summary!.leftOut,
    changes: timeline.changes.slice(0, mostChanges),
    firings: summary!.firings,
    firingMs: summary!.firingMs,
    errors: [...errors],
  };
}
