// Evaluates the rules of one tenant. A round is stored before anything follows from it; a round whose insert failed is stored again, the same,
// before the next one is computed, because the store may have it already. What is read for a round is read as a whole, or there is no round.
import {
  type AlertRule,
  type CompiledRule,
  dueRules,
  type Engine,
  engineInSteps,
  type EngineState,
  evaluateRound,
  inputsOf,
  type Reading,
  roomBeside,
  type Round,
  ruleStateOf,
  stepOf,
} from "alerts";
import type { Leadership } from "../../lease/leader.ts";
import type { AlertRecord } from "../../store/alert-records.ts";
import { readWhole } from "../../store/cluster/partial.ts";
import { inPieces } from "../../turns/in-pieces.ts";
import { type Current, readCurrent, readPublished } from "../current.ts";
import type { InputReader } from "../input-reader.ts";
import type { AlertView } from "../view.ts";
import { brokenRules } from "../rules/broken-rules.ts";
import type { RuleSet } from "../rules/rule-set.ts";
import { knownRules } from "../rules/known-rules.ts";
import { publish } from "../rules/published.ts";
import { readAcceptances } from "./acceptances.ts";
import {
  changesOf,
  noticesOf,
  recordOfNow,
  type RecordedRound,
  recordsOf,
  type RoundFigures,
  type StoredChange,
} from "./round-records.ts";
import type { StoredNotice } from "../outbox.ts";
import { readUnits, type UnitOf } from "../units.ts";
import type { TenantRules } from "./tenant-rules.ts";
import { nextTerm } from "./terms.ts";

/** A round that is stored. */
export interface StoredRound {
  readonly tenant: string;
  readonly at: number;
  readonly changes: readonly StoredChange[];
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
   * Loads the states and begins the leader's term: rounds of former leaders that are stored later do not count. Again after a failure;
   * then it does nothing.
   */
  begin(leadership: Leadership): Promise<void>;
  /**
   * Evaluates what is due, once, at the newest time: times that were missed are not made up for. Resolves to the round when one was
   * stored. Must not run twice at once, nor before `begin`.
   */
  tick(leadership: Leadership): Promise<StoredRound | undefined>;
}

interface Loaded {
  readonly state: EngineState;
  readonly failing: RoundFigures["failing"];
  readonly failingSince: NonNullable<RoundFigures["failingSince"]>;
  readonly publishedText: string;
  /** What rules declared when they were last evaluated, or what was published before. */
  readonly declared: ReadonlyMap<string, AlertRule>;
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
  let begun: Begun | undefined;
  let loaded: Loaded | undefined;
  let compiled: Compiled | undefined;
  let unstored: Computed | undefined;
  /** Rules wait that the last round has put off. */
  let owesSlow = false;
  return {
    async begin(leadership) {
      if (loaded !== undefined) return;
      begun ??= await load(options, leadership);
      throwIfLost(leadership);
      await view.alertRecords.add(begun.records);
      loaded = begun.loaded;
    },
    async tick(leadership) {
      if (loaded === undefined) throw new Error("the term of the evaluation has not begun");
      const before = loaded;
      unstored ??= await readWhole("what alert rules look at", async () => {
        const { signal } = leadership;
        const set = await rules.current(signal, () => readPublished(before.publishedText));
        if (compiled?.set !== set) compiled = await inPieces(compile(set));
        const turn = turnOf(options, compiled, before, owesSlow);
        owesSlow = turn?.putsOff ?? false;
        return turn && compute(options, compiled, before, { ...turn, signal });
      });
      if (unstored === undefined) return undefined;
      throwIfLost(leadership);
      await view.alertRecords.add(unstored.records);
      const { next, round } = unstored;
      [loaded, unstored] = [next, undefined];
      return round;
    },
  };
}

function* compile(set: RuleSet): Generator<void, Compiled> {
  const broken = yield* brokenRules(set.entries);
  return { set, engine: yield* engineInSteps(set.file, broken), text: publish(set) };
}

/** The lease may have been lost while something was read. */
function throwIfLost({ signal, isHeld }: Leadership): void {
  signal.throwIfAborted();
  if (!isHeld()) throw new Error("the lease was lost");
}

/** What begins a term, in one insert. */
interface Begun {
  readonly records: readonly AlertRecord[];
  readonly loaded: Loaded;
}

/**
 * The states are stored again with the term: a round of a former leader that arrives later has lower versions, and does not replace them.
 * Only who holds the lease after the reading may begin a term.
 */
async function load({ view }: TenantEvaluatorOptions, leadership: Leadership): Promise<Begun> {
  const options = { signal: leadership.signal, priority: "background", isLatest: true } as const;
  const current = await readWhole("the states of alert rules", () => readCurrent(view.queries, options));
  throwIfLost(leadership);
  const term = nextTerm(current.term, leadership.term, current.version);
  return {
    records: [
      recordOfNow("term", "last", term.begun, JSON.stringify(term)),
      ...current.stored.map(({ kind, id, text }) => recordOfNow(kind, id, term.begun, text)),
    ],
    loaded: loadedOf(current, term.begun),
  };
}

function loadedOf({ rules, round, published, publishedText }: Current, version: number): Loaded {
  const known = [...knownRules(published)];
  return {
    state: { version: 1, rules },
    failing: round?.failing ?? {},
    failingSince: round?.failingSince ?? {},
    publishedText,
    declared: new Map(known.map(([rule, { declaration }]) => [rule, declaration])),
    version,
  };
}

/** What one round evaluates. */
interface Turn {
  /** Unix ms. */
  readonly at: number;
  readonly startedMs: number;
  readonly due: readonly CompiledRule[];
  /** Rules of other rounds. */
  readonly deferred: ReadonlySet<string>;
  /** Rules are due that the next round evaluates. */
  readonly putsOff: boolean;
}

/**
 * What is due now; undefined when nothing is. Rules that read with SQL of people have rounds of their own, after that of the others, and in turn
 * with it: a query that takes its full time delays no other rule.
 */
function turnOf(
  { nowMs }: TenantEvaluatorOptions,
  { engine, text }: Compiled,
  before: Loaded,
  owesSlow: boolean,
): Turn | undefined {
  const startedMs = nowMs();
  const stepMs = stepOf(engine.rules);
  const at = Math.floor(startedMs / stepMs) * stepMs;
  const due = dueRules(engine, before.state, at);
  if (due.length === 0) {
    if (text === before.publishedText) return undefined;
    // what ends or breaks now does so in this minute, however rarely the other rules are evaluated
    const minute = Math.floor(startedMs / 60_000) * 60_000;
    return { at: Math.max(at, minute), startedMs, due, deferred: new Set(), putsOff: false };
  }
  const slow = slowRules(engine, due);
  const quick = due.filter(({ rule }) => !slow.has(rule));
  if (slow.size === 0 || (quick.length > 0 && !owesSlow))
    return { at, startedMs, due: quick, deferred: slow, putsOff: slow.size > 0 };
  const others = engine.rules.map(({ rule }) => rule).filter((rule) => !slow.has(rule));
  const own = due.filter(({ rule }) => slow.has(rule));
  return { at, startedMs, due: own, deferred: new Set(others), putsOff: false };
}

/** Due rules with SQL, and what depends on them: it is decided with its parents, which come first. */
function slowRules({ rules }: Engine, due: readonly CompiledRule[]): ReadonlySet<string> {
  const slow = new Set<string>();
  const isDue = new Set(due);
  for (const rule of rules) {
    const readsSql = isDue.has(rule) && rule.evaluator.inputs.some(({ source }) => "sql" in source);
    if (readsSql || rule.dependsOn.some((parent) => slow.has(parent))) slow.add(rule.rule);
  }
  return slow;
}

async function compute(
  options: TenantEvaluatorOptions,
  { engine, text }: Compiled,
  before: Loaded,
  { at, startedMs, due, deferred, signal }: Turn & { readonly signal: AbortSignal },
): Promise<Computed> {
  const { tenant, reader, leader, nowMs } = options;
  const isPublished = text === before.publishedText;
  const readings = await reader.read(inputsOf(due), at, { signal, priority: "background" });
  const read = ({ id }: { readonly id: string }): Reading => readings.get(id) ?? notRead;
  const { queries } = options.view;
  const asking = { nowMs: nowMs(), signal, priority: "background", isLatest: true } as const;
  const accepted = await readAcceptances(queries, due, before.state, asking);
  const room = roomBeside(before.state);
  const round = evaluateRound(engine, before.state, at, read, { deferred, room, accepted });
  const failing = { ...stillFailing(before.failing, engine.rules, due), ...failingOf(due, readings) };
  const failingSince = sinceOf(failing, before);
  const declarationOf = declarationsOf(engine, before.declared);
  const version = before.version + 1;
  const endedMs = nowMs();
  const recorded: RecordedRound = {
    tenant,
    before: before.state,
    round,
    version,
    rules: engine.rules,
    declarationOf,
    unitOf: await unitsOf(options, declarationOf, round, signal),
    figures: {
      at,
      lateMs: Math.max(0, endedMs - at),
      durationMs: Math.max(0, endedMs - startedMs),
      leader,
      rules: engine.rules.length,
      failing,
      failingSince,
    },
  };
  return {
    records: [...recordsOf(recorded), ...(isPublished ? [] : [recordOfNow("rules", "all", version, text)])],
    next: {
      state: round.state,
      failing,
      failingSince,
      publishedText: text,
      declared: declaredAfter(engine, before.declared, round.state),
      version,
    },
    round: { tenant, at, changes: changesOf(recorded), notices: noticesOf(recorded) },
  };
}

/** What a rule declares, also one that was deleted since the last round. An alert that ends reaches whom its firing reached. */
function declarationsOf(engine: Engine, declared: Loaded["declared"]): RecordedRound["declarationOf"] {
  const rules = new Map(engine.rules.map(({ rule, declaration }) => [rule, declaration]));
  return ({ rule, kind }) => {
    const now = rules.get(rule) ?? engine.broken.get(rule)?.declaration;
    return kind === "ended" ? (declared.get(rule) ?? now) : (now ?? declared.get(rule));
  };
}

/** A changed rule declares something else once it was evaluated: until then its alerts are those of before. */
function declaredAfter(
  { rules, broken }: Engine,
  before: Loaded["declared"],
  { rules: states }: EngineState,
): Loaded["declared"] {
  const now = rules.map(({ rule, declaration, reads }): [string, AlertRule] => {
    const last = before.get(rule);
    const isPending = last !== undefined && states[rule]?.reads !== reads;
    return [rule, isPending ? last : declaration];
  });
  const left = [...before].filter(([rule]) => broken.has(rule) || Object.hasOwn(states, rule));
  return new Map([...left, ...now]);
}

/** Read only for what is reported; a unit that cannot be read delays no message. */
async function unitsOf(
  { view }: TenantEvaluatorOptions,
  declarationOf: RecordedRound["declarationOf"],
  { changes, notices }: Round,
  signal: AbortSignal,
): Promise<UnitOf> {
  const declarations = new Set([...changes, ...notices].map((one) => declarationOf(one) ?? {}));
  const options = { signal, priority: "background" } as const;
  return readUnits(view.queries, declarations, options).catch(async () =>
    readUnits(view.queries, [], options),
  );
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

/** Since when each of `failing` fails: its last evaluation before. */
function sinceOf(
  failing: RoundFigures["failing"],
  { failing: failedBefore, failingSince, state }: Loaded,
): Loaded["failingSince"] {
  const lastOf = (rule: string): number => {
    const wasFailing = Object.hasOwn(failedBefore, rule) && Object.hasOwn(failingSince, rule);
    return wasFailing ? failingSince[rule]! : (ruleStateOf(state, rule)?.at ?? 0);
  };
  return Object.fromEntries(Object.keys(failing).map((rule) => [rule, lastOf(rule)]));
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
