// Evaluates the rules of one tenant. A round is stored before anything follows from it; a round whose insert failed is stored again, the same,
// before the next one is computed, because the store may have it already. What is read for a round is read as a whole, or there is no round.
import {
  type AlertRule,
  type CompiledRule,
  type Engine,
  engineInSteps,
  type EngineState,
  evaluateRound,
  inputsOf,
  type Reading,
  roomBeside,
  type Round,
  ruleStateOf,
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
import { type Defined, definedSince } from "./defined-since.ts";
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
import { createTenantTurns, type StartedTurn } from "./turns.ts";

/** A round that is stored. */
export interface StoredRound {
  readonly tenant: string;
  readonly at: number;
  readonly changes: readonly StoredChange[];
  readonly notices: readonly StoredNotice[];
  /** It was about an earlier time than the newest, and the next one is due. */
  readonly isMadeUp: boolean;
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
   * Evaluates what is due, once: at the first time since the last round, or at the newest. Resolves to the round when one was stored. Must not
   * run twice at once, nor before `begin`.
   *
   * @param steadySinceMs since when data has arrived without a break, Unix ms. Earlier times are not made up for. Default: none is.
   */
  tick(leadership: Leadership, steadySinceMs?: number): Promise<StoredRound | undefined>;
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
  readonly turn: StartedTurn;
}

interface Compiled extends Defined {
  readonly set: RuleSet;
  readonly engine: Engine;
  /** As it is published. */
  readonly text: string;
}

/** Made anew when the lease is won: another console may have evaluated since. */
export function createTenantEvaluator(options: TenantEvaluatorOptions): TenantEvaluator {
  const { view, rules, nowMs } = options;
  let begun: Begun | undefined;
  let loaded: Loaded | undefined;
  let compiled: Compiled | undefined;
  let unstored: Computed | undefined;
  const turns = createTenantTurns(nowMs);
  return {
    async begin(leadership) {
      if (loaded !== undefined) return;
      begun ??= await load(options, leadership);
      throwIfLost(leadership);
      await view.alertRecords.add(begun.records);
      loaded = begun.loaded;
    },
    async tick(leadership, steadySinceMs = Infinity) {
      if (loaded === undefined) throw new Error("the term of the evaluation has not begun");
      const before = loaded;
      unstored ??= await readWhole("what alert rules look at", async () => {
        const { signal } = leadership;
        const set = await rules.current(signal, () => readPublished(before.publishedText));
        if (compiled?.set !== set) compiled = await inPieces(compile(set, compiled, nowMs()));
        const isChanged = compiled.text !== before.publishedText;
        const { engine, since } = compiled;
        const definedMs = (rule: string): number => since.get(rule) ?? 0;
        const turn = turns.next(engine, before.state, { steadySinceMs, isChanged, definedMs });
        return turn && compute(options, compiled, before, { ...turn, signal });
      });
      if (unstored === undefined) return undefined;
      throwIfLost(leadership);
      await view.alertRecords.add(unstored.records);
      const { next, round, turn } = unstored;
      [loaded, unstored] = [next, undefined];
      turns.finish(turn);
      return round;
    },
  };
}

function* compile(set: RuleSet, last: Compiled | undefined, nowMs: number): Generator<void, Compiled> {
  const broken = yield* brokenRules(set.entries);
  const engine = yield* engineInSteps(set.file, broken);
  const { objectives = [] } = set.file;
  const since = yield* definedSince({ engine, objectives }, last, nowMs);
  return { set, engine, objectives, since, text: publish(set) };
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

async function compute(
  options: TenantEvaluatorOptions,
  { engine, text }: Compiled,
  before: Loaded,
  { signal, ...turn }: StartedTurn & { readonly signal: AbortSignal },
): Promise<Computed> {
  const { at, startedMs, due, deferred, isMadeUp } = turn;
  const { tenant, reader, leader, nowMs } = options;
  const isPublished = text === before.publishedText;
  const readings = await reader.read(inputsOf(due), at, { signal, priority: "background" });
  const read = ({ id }: { readonly id: string }): Reading => readings.get(id) ?? notRead;
  const { queries } = options.view;
  const asking = { nowMs: nowMs(), signal, priority: "background", isLatest: true } as const;
  const accepted = await readAcceptances(queries, due, before.state, asking);
  const room = roomBeside(before.state);
  const madeUpMs = isMadeUp ? startedMs : at;
  const round = evaluateRound(engine, before.state, at, read, { deferred, room, accepted, madeUpMs });
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
    round: { tenant, at, changes: changesOf(recorded), notices: noticesOf(recorded), isMadeUp },
    turn,
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
