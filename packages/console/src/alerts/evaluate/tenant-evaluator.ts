// Evaluates the rules of one tenant. A round is stored before anything follows from it; a round whose insert failed is stored again, the same,
// before the next one is computed, because the store may have it already.
import {
  type Change,
  type CompiledRule,
  createEngine,
  dueRules,
  type Engine,
  type EngineState,
  evaluateRound,
  inputsOf,
  type Reading,
  stepOf,
} from "alerts";
import type { AlertRecord } from "../../store/alert-records.ts";
import { readCurrent } from "../current.ts";
import type { InputReader } from "../input-reader.ts";
import type { AlertView } from "../view.ts";
import type { RuleSet } from "../rules/rule-set.ts";
import { publish } from "./published.ts";
import { noticesOf, type RecordedRound, recordsOf, type RoundFigures } from "./round-records.ts";
import type { StoredNotice } from "../outbox.ts";
import type { TenantRules } from "./tenant-rules.ts";

/** A round that is stored. */
export interface StoredRound {
  readonly tenant: string;
  readonly at: number;
  readonly changes: readonly Change[];
  readonly notices: readonly StoredNotice[];
}

export interface TenantEvaluatorOptions {
  readonly tenant: string;
  readonly view: Pick<AlertView, "queries" | "alertRecords">;
  readonly reader: InputReader;
  readonly rules: TenantRules;
  /** This console, among those that share the store. */
  readonly leader: string;
  readonly nowMs: () => number;
}

export interface TenantEvaluator {
  /**
   * Evaluates what is due, once, at the newest time: times that were missed are not made up for. Resolves to the round when one was
   * stored. Must not run twice at once.
   */
  tick(signal: AbortSignal): Promise<StoredRound | undefined>;
}

interface Loaded {
  readonly state: EngineState;
  readonly failing: RoundFigures["failing"];
  readonly publishedText: string;
  readonly version: number;
}

/** A round that was computed, and is not known to be stored. */
interface Computed {
  readonly records: readonly AlertRecord[];
  readonly next: Loaded;
  readonly round: StoredRound;
}

interface Compiled {
  readonly set: RuleSet;
  readonly engine: Engine;
  /** As it is published. */
  readonly text: string;
}

/** Made anew when the lease is won: another console may have evaluated since. */
export function createTenantEvaluator(options: TenantEvaluatorOptions): TenantEvaluator {
  const { view, rules } = options;
  let loaded: Loaded | undefined;
  let compiled: Compiled | undefined;
  let unstored: Computed | undefined;
  return {
    async tick(signal) {
      loaded ??= await load(options, signal);
      if (unstored === undefined) {
        const set = await rules.current(signal);
        if (compiled?.set !== set) compiled = { set, engine: createEngine(set.file), text: publish(set) };
        unstored = await compute(options, compiled, loaded, signal);
      }
      if (unstored === undefined) return undefined;
      // the lease may have been lost meanwhile
      signal.throwIfAborted();
      await view.alertRecords.add(unstored.records);
      const { next, round } = unstored;
      [loaded, unstored] = [next, undefined];
      return round;
    },
  };
}

async function load({ view }: TenantEvaluatorOptions, signal: AbortSignal): Promise<Loaded> {
  const current = await readCurrent(view.queries, { signal, priority: "background" });
  const { publishedText, version, round } = current;
  const state = { version: 1, rules: current.rules } as const;
  return { state, failing: round?.failing ?? {}, publishedText, version };
}

/** The round that is due now; undefined when nothing is. */
async function compute(
  options: TenantEvaluatorOptions,
  { engine, text }: Compiled,
  before: Loaded,
  signal: AbortSignal,
): Promise<Computed | undefined> {
  const { tenant, reader, leader, nowMs } = options;
  const startedMs = nowMs();
  const stepMs = stepOf(engine.rules);
  const at = Math.floor(startedMs / stepMs) * stepMs;
  const due = dueRules(engine, before.state, at);
  const isPublished = text === before.publishedText;
  if (due.length === 0 && isPublished) return undefined;
  const readings = await reader.read(inputsOf(due), at, { signal, priority: "background" });
  const round = evaluateRound(engine, before.state, at, ({ id }) => readings.get(id) ?? notRead);
  const failing = { ...stillFailing(before.failing, engine.rules, due), ...failingOf(due, readings) };
  const version = before.version + 1;
  const endedMs = nowMs();
  const recorded: RecordedRound = {
    tenant,
    before: before.state,
    round,
    version,
    rules: engine.rules,
    figures: {
      at,
      lateMs: Math.max(0, endedMs - at),
      durationMs: Math.max(0, endedMs - startedMs),
      leader,
      rules: engine.rules.length,
      failing,
    },
  };
  return {
    records: [...recordsOf(recorded), ...(isPublished ? [] : [publishedRecord(text, version)])],
    next: { state: round.state, failing, publishedText: text, version },
    round: { tenant, at, changes: round.changes, notices: noticesOf(recorded) },
  };
}

function publishedRecord(body: string, version: number): AlertRecord {
  return { kind: "rules", id: "all", version, body, ms: 0, rule: "", alert: "", detail: "" };
}

const notRead: Reading = { error: "the value was not read" };

/** Rules that failed when they were last evaluated, and are not evaluated now. */
function stillFailing(
  failing: RoundFigures["failing"],
  rules: readonly CompiledRule[],
  due: readonly CompiledRule[],
): RoundFigures["failing"] {
  const judged = new Set(due.map(({ rule }) => rule));
  const waiting = new Set(rules.map(({ rule }) => rule).filter((rule) => !judged.has(rule)));
  return Object.fromEntries(Object.entries(failing).filter(([rule]) => waiting.has(rule)));
}

function failingOf(
  due: readonly CompiledRule[],
  readings: ReadonlyMap<string, Reading>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    due.flatMap(({ rule, evaluator }) => {
      for (const { id } of evaluator.inputs) {
        const reading = readings.get(id) ?? notRead;
        if ("error" in reading) return [[rule, reading.error.slice(0, 500)] as const];
      }
      return [];
    }),
  );
}
