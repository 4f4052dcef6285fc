// What rules would have done: their state machine over a range of the past. The store is asked a few times for the whole range, and not once
// for each evaluation; what it answered is kept for some minutes, so that another limit costs no query.
import {
  type AlertState,
  type CompiledRule,
  createEngine,
  type Engine,
  formatDuration,
  inputsOf,
  stepOf,
} from "alerts";
import { type Input, type Reading, replayReadings } from "alerts/readings";
import type { Preview, PreviewedGroup, PreviewPoint, RunPreview } from "../preview.ts";
import { type AskOptions, createAsk, ReadingMistake, type ReadQueries, reasonOf } from "./ask.ts";
import type { InputOf } from "./family.ts";
import {
  mostTimesOf,
  openWindows,
  type PreviewAsk,
  type SourceWindows,
  sqlReadings,
} from "./preview-sources.ts";
import type { ReaderOptions } from "./read.ts";
import { createSeriesCache } from "./series.ts";
import type { SqlSource } from "./sql.ts";
import type { Steps } from "./windows.ts";

export interface PreviewerOptions extends ReaderOptions {
  readonly nowMs?: (() => number) | undefined;
}

const keptMs = 300_000;
const mostKept = 12;
const mostTimes = 12_000;
/** Rounds times groups: more are evaluated in coarser steps. */
const mostEvaluations = 600_000;
const mostSteps = 100_000;
/** Groups whose values are returned. */
const mostGroups = 200;

interface Range {
  /** Unix ms. */
  readonly from: number;
  readonly to: number;
}

/**
 * Previews of one tenant. Readings that fail are in the notes, and are errors of the rule, as in a live evaluation. Rejects only when the
 * signal is aborted, and for rules with mistakes.
 *
 * @param queries those of the tenant.
 */
export function createPreviewer(queries: ReadQueries, options: PreviewerOptions = {}): RunPreview {
  const { askSql, onFault, nowMs = Date.now } = options;
  const kept = new Map<string, { readonly at: number; readonly windows: Promise<SourceWindows> }>();
  const series = createSeriesCache();

  /** Those of the last minutes, or new ones; what failed or was cancelled is not kept. */
  function windowsOf(input: Input, steps: Steps, ask: PreviewAsk): Promise<SourceWindows> {
    const key = JSON.stringify([input.source, input.groupBy, steps]);
    const now = nowMs();
    for (const [name, { at }] of kept) if (now - at >= keptMs || now < at) kept.delete(name);
    const known = kept.get(key);
    if (known !== undefined) return known.windows;
    const windows = openWindows(input, steps, ask);
    kept.set(key, { at: now, windows });
    windows.catch(() => kept.delete(key));
    for (const name of kept.keys()) if (kept.size > mostKept) kept.delete(name);
    return windows;
  }

  return ({ file, from, to, signal }) => {
    const asked: AskOptions = { signal, priority: "interactive" };
    const surroundings = { ask: createAsk(queries, asked), series, askSql, options: asked, onFault };
    return previewOf(
      createEngine(file),
      { from, to },
      {
        ...surroundings,
        windowsOf: (input, steps) => windowsOf(input, steps, surroundings),
      },
    );
  };
}

interface Surroundings extends PreviewAsk {
  readonly windowsOf: (input: Input, steps: Steps) => Promise<SourceWindows>;
  readonly onFault: ((error: unknown) => void) | undefined;
}

async function previewOf(engine: Engine, range: Range, surroundings: Surroundings): Promise<Preview> {
  const inputs = inputsOf(engine.rules);
  const everyMs = stepOf(engine.rules);
  if (inputs.length === 0 || range.from > range.to)
    return { stepMs: everyMs, groups: [], changes: [], notes: [] };
  const opened = await openAll(inputs, range, everyMs, surroundings);
  const most = Math.min(mostTimes, ...inputs.map(mostTimesOf), Math.floor(mostEvaluations / opened.groups));
  const stepMs = everyMs * Math.max(1, Math.ceil((range.to - range.from) / everyMs / Math.max(1, most)));
  const sql = await readSqlAll(inputs, timesOf(range, stepMs), surroundings);
  const read = (input: Input, at: number): Reading => sql.get(input.id)?.(at) ?? opened.read(input, at);
  const { groups, changes, errors } = evaluate(engine, range, stepMs, read);
  const coarse = `Evaluated every ${formatDuration(stepMs)} instead of every ${formatDuration(everyMs)}: short alerts may be missing.`;
  const notes = [...(stepMs > everyMs ? [coarse] : []), ...opened.notes, ...errors];
  return { stepMs, groups, changes, notes: [...new Set(notes)] };
}

function timesOf({ from, to }: Range, stepMs: number): readonly number[] {
  const first = Math.ceil(from / stepMs) * stepMs;
  return Array.from(
    { length: Math.max(0, Math.floor((to - first) / stepMs) + 1) },
    (_, at) => first + at * stepMs,
  );
}

interface Opened {
  readonly read: (input: Input, at: number) => Reading;
  /** The most groups of an input. */
  readonly groups: number;
  readonly notes: readonly string[];
}

/** Opens the windows of all inputs but those of SQL. */
async function openAll(
  inputs: readonly Input[],
  range: Range,
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
      return "read" in one ? { groups: one.read(to - input.windowMs, to) } : one;
    },
    groups: Math.max(1, ...widest),
    notes: [
      ...(precisions.length > 0
        ? [`Percentiles are at most ${(100 * Math.max(...precisions)).toPrecision(2)} % off.`]
        : []),
      ...(parts.length > 0
        ? [`One of ${Math.max(...parts)} people was read, who represents the others.`]
        : []),
      ...opened.flatMap((one) => ("error" in one ? [one.error] : [])),
    ],
  };
}

/** Steps of which all windows consist, from the first window on; undefined: too many. */
function stepsOf(inputs: readonly Input[], range: Range, everyMs: number): Steps | undefined {
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
  surroundings: Surroundings,
): Promise<ReadonlyMap<string, (at: number) => Reading>> {
  const found = new Map<string, (at: number) => Reading>();
  for (const input of inputs) {
    if (!("sql" in input.source)) continue;
    try {
      const readings = await sqlReadings(input as InputOf<SqlSource>, times, surroundings);
      found.set(input.id, (at) => readings.get(at)!);
    } catch (error) {
      surroundings.options.signal?.throwIfAborted();
      const reading = { error: reasonOf(error, surroundings.onFault) };
      found.set(input.id, () => reading);
    }
  }
  return found;
}

interface Evaluated extends Pick<Preview, "groups" | "changes"> {
  readonly errors: readonly string[];
}

function evaluate(
  engine: Engine,
  range: Range,
  stepMs: number,
  read: (input: Input, at: number) => Reading,
): Evaluated {
  const groups = new Map<string, PreviewedGroup & { readonly points: PreviewPoint[] }>();
  const errors = new Set<string>();
  const readAt = (input: Input, at: number): Reading => {
    const reading = read(input, at);
    if ("error" in reading) errors.add(reading.error);
    return reading;
  };
  const { changes } = replayReadings(engine, range, readAt, {
    stepMs,
    isWarm: true,
    onRound(at, state) {
      for (const rule of engine.rules)
        for (const [key, one] of Object.entries(state.rules[rule.rule]?.groups ?? {})) {
          const name = `${rule.rule}\0${key}`;
          let group = groups.get(name);
          if (group === undefined) {
            if (groups.size >= mostGroups) continue;
            groups.set(name, (group = { rule: rule.rule, group: one.labels, points: [] }));
          }
          group.points.push(pointOf(rule, at, one.state, one.value));
        }
    },
  });
  return { groups: [...groups.values()], changes, errors: [...errors] };
}

function pointOf(
  { declaration: { when } }: CompiledRule,
  at: number,
  state: AlertState,
  value: number | undefined,
): PreviewPoint {
  const point = value === undefined ? { at, state } : { at, value, state };
  if ("above" in when) return { ...point, high: when.above };
  return "below" in when ? { ...point, low: when.below } : point;
}
