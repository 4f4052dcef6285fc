// The leader's job: looks at the rules of all tenants each second, and evaluates what is due. Tenants do not wait for each other: one whose
// store answers slowly is passed over until it is done.
import { setTimeout as pause } from "node:timers/promises";
import type { Job, Leadership } from "../../lease/leader.ts";
import type { AlertTenant } from "../../store/alert-records.ts";
import type { InputReader } from "../input-reader.ts";
import type { AlertView } from "../view.ts";
import type { RuleFolder } from "../rules/rule-folder.ts";
import type { CheckQuery } from "../rules/sql-verdicts.ts";
import { createPulse, type Pulse } from "./pulse.ts";
import { createReports } from "./reports.ts";
import { createTenantEvaluator, type StoredRound, type TenantEvaluator } from "./tenant-evaluator.ts";
import { createTenantRules } from "./tenant-rules.ts";

export interface AlertJobOptions {
  /** Tenants with stored rules or states, each with a text that differs after each change of what is stored. */
  readonly tenants: () => Promise<readonly AlertTenant[]>;
  readonly viewOf: (tenant: string) => Promise<AlertView>;
  readonly readerOf: (view: AlertView) => InputReader;
  /** Asks the engine about queries of rules; absent: only their text is checked. */
  readonly checkQueryOf?: (view: AlertView) => CheckQuery | undefined;
  readonly folder: RuleFolder | undefined;
  /** This console, among those that share the store. */
  readonly leader: string;
  readonly nowMs: () => number;
  /** Called before each round of a tenant, when its evaluation has begun in this leadership. Must not throw. */
  readonly onBegin: (leadership: Leadership, tenant: string) => void;
  /** Called after a round was stored. Must not throw. */
  readonly onRound: (round: StoredRound) => void;
  /** Called when the rules of all tenants were looked at since the last call, none failed, and none has taken long. Must not throw. */
  readonly onComplete?: () => void;
  /** Called for what failed: the folder, or the rules of a tenant. The others are evaluated. */
  readonly onError: (what: string, error: Error) => void;
  /** Default: 1 s. */
  readonly everyMs?: number;
  /** Longest wait for tenants that are slow; the others are then looked at again. Default: 1 s. */
  readonly patience?: (signal: AbortSignal) => Promise<unknown>;
}

/** How often the store is asked for the tenants and what they have changed: one query for all, and the only one while nothing is due. */
const storeMs = 5_000;
/** How often the folder is looked at. */
const folderMs = 2_000;
/** Tenants that begin at the same time. Their queries wait in the queue of the store, in which tenants take turns. */
const width = 16;
/** Times that were missed are made up for until so long after the beginning of a look, and then at the next one. */
const makeUpMs = 1_000;
/** A tenant that has been evaluated for longer keeps heartbeats from being sent. */
const lateMs = 60_000;

interface Evaluated {
  readonly view: AlertView;
  readonly evaluator: TenantEvaluator;
}

interface Led {
  readonly leadership: Leadership;
  readonly pulse: Pulse;
  readonly evaluators: Map<string, Evaluated>;
  /** By tenant, with the time of its beginning. */
  readonly running: Map<string, { readonly sinceMs: number; readonly done: Promise<void> }>;
  readonly failed: Set<string>;
  /** Unix ms of the last failure of each tenant. */
  readonly failedMs: Map<string, number>;
  /** Tenants that were not begun since all were the last time: they come first. */
  readonly waiting: Set<string>;
}

export function createAlertJob(given: AlertJobOptions): Job {
  const { folder, nowMs, patience = usualPatience } = given;
  const options = { ...given, onError: createReports(given.onError, nowMs) };
  const tenants = createTenants(options);
  /** After another leadership, states are loaded anew. */
  let led: Led | undefined;

  async function tick(tenant: string, current: Led): Promise<void> {
    const { leadership, evaluators, failed, failedMs } = current;
    try {
      const evaluator = await evaluatorOf(tenant, evaluators, options, () => tenants.documentsOf(tenant));
      await evaluator.begin(leadership);
      options.onBegin(leadership, tenant);
      // messages that wait are sent meanwhile
      if (!tenants.isFolderRead()) return;
      await evaluate(tenant, evaluator, current, options);
      failed.delete(tenant);
    } catch (error) {
      failed.add(tenant);
      failedMs.set(tenant, nowMs());
      if (!leadership.signal.aborted)
        options.onError(tenant === "" ? "alert rules" : `alert rules of ${tenant}`, error as Error);
    }
  }

  return {
    name: "alerts",
    everyMs: options.everyMs ?? 1_000,
    async run(signal, leadership) {
      if (led?.leadership !== leadership) {
        led = newLed(leadership, createPulse(nowMs, signal));
        tenants.forget();
      }
      const current = led;
      const { running, waiting, pulse } = current;
      pulse.beat();
      const stored = await tenants.refresh();
      if (stored === undefined) return pulse.interrupt();
      // a module that hangs delays no tenant
      await Promise.race([tenants.lookAtFolder(signal), patience(signal)]);
      await inTurn(
        orderOf(new Set([...stored, ...(folder?.tenants ?? [])]), current),
        (tenant) => {
          if (!leadership.isHeld()) return undefined;
          waiting.delete(tenant);
          const done = tick(tenant, current).finally(() => running.delete(tenant));
          running.set(tenant, { sinceMs: nowMs(), done });
          return done;
        },
        () => patience(signal),
      );
      if (tenants.isFolderRead() && isComplete(current, nowMs())) options.onComplete?.();
    },
    async stop() {
      await Promise.all([...(led?.running.values() ?? [])].map(({ done }) => done));
      await tenants.settled();
    },
  };
}

function newLed(leadership: Leadership, pulse: Pulse): Led {
  return {
    leadership,
    pulse,
    evaluators: new Map(),
    running: new Map(),
    failed: new Set(),
    failedMs: new Map(),
    waiting: new Set(),
  };
}

/** Since when ticks have gone on and the store has answered, so that what was sent is there. */
function steadySince(tenant: string, { pulse, failedMs }: Led): number {
  return Math.max(pulse.sinceMs(), failedMs.get(tenant) ?? 0);
}

/** Evaluates what is due of a tenant, and what was missed, as far as there is time. */
async function evaluate(
  tenant: string,
  evaluator: TenantEvaluator,
  current: Led,
  { nowMs, onRound }: Pick<AlertJobOptions, "nowMs" | "onRound">,
): Promise<void> {
  const { leadership } = current;
  const untilMs = nowMs() + makeUpMs;
  let round: StoredRound | undefined;
  do {
    round = await evaluator.tick(leadership, steadySince(tenant, current));
    if (round !== undefined) onRound(round);
  } while (round?.isMadeUp === true && nowMs() < untilMs && leadership.isHeld());
}

/** The tenants to begin: first those that the last run did not reach. */
function orderOf(all: ReadonlySet<string>, { running, failed, failedMs, waiting }: Led): readonly string[] {
  for (const known of [failed, failedMs, waiting])
    for (const one of known.keys()) if (!all.has(one)) known.delete(one);
  if (waiting.size === 0) for (const one of all) waiting.add(one);
  for (const one of running.keys()) waiting.delete(one);
  return [...new Set([...waiting, ...all])].filter((tenant) => !running.has(tenant));
}

function isComplete({ leadership, running, failed, waiting }: Led, now: number): boolean {
  const isLate = [...running.values()].some(({ sinceMs }) => now - sinceMs >= lateMs);
  return failed.size === 0 && waiting.size === 0 && !isLate && leadership.isHeld();
}

/** Waits for a second, and no longer than the leadership. */
async function usualPatience(signal: AbortSignal): Promise<unknown> {
  return pause(1_000, undefined, { signal, ref: false }).catch(() => undefined);
}

/** Begins each of `items`, some at a time, until all are done or `patience` is over; what has not begun then begins with the next look. */
async function inTurn<Item>(
  items: readonly Item[],
  begin: (item: Item) => Promise<void> | undefined,
  patience: () => Promise<unknown>,
): Promise<void> {
  let next = 0;
  let isOver = false;
  const worker = async (): Promise<void> => {
    while (next < items.length && !isOver) {
      const item = items[next]!;
      next += 1;
      await begin(item);
    }
  };
  const workers = Array.from({ length: Math.min(width, items.length) }, worker);
  await Promise.race([Promise.all(workers), patience()]);
  isOver = true;
}

interface Tenants {
  /** Those of the store. Undefined when the store cannot be asked: then nothing is evaluated. */
  refresh(): Promise<readonly string[] | undefined>;
  /** Begins a look at the folder when one is due, and resolves when it has ended; at once while an older one goes on. */
  lookAtFolder(signal: AbortSignal): Promise<void>;
  /** No look goes on. */
  settled(): Promise<void>;
  /**
   * A folder that was never read has no rules to speak of, and one that this leadership has not looked at may have changed: all its alerts
   * would end.
   */
  isFolderRead(): boolean;
  documentsOf(tenant: string): string;
  forget(): void;
}

function createTenants({ tenants, folder, nowMs, onError }: AlertJobOptions): Tenants {
  let known: { readonly ms: number; readonly documents: ReadonlyMap<string, string> } | undefined;
  let folderReadMs: number | undefined;
  let look: Promise<void> | undefined;
  /** In this leadership. */
  let hasLooked = false;

  async function readFolder(signal: AbortSignal): Promise<void> {
    const now = nowMs();
    try {
      await folder?.refresh(signal);
      folderReadMs = now;
    } catch (error) {
      if (signal.aborted) return;
      onError("the folder of alert rules", error as Error);
    }
    hasLooked = true;
  }

  async function readTenants(): Promise<readonly AlertTenant[] | undefined> {
    try {
      return await tenants();
    } catch (error) {
      onError("the tenants with alert rules", error as Error);
      return undefined;
    }
  }

  return {
    isFolderRead: () => folder === undefined || (hasLooked && folderReadMs !== undefined),
    async lookAtFolder(signal) {
      const isRecent = folderReadMs !== undefined && Math.abs(nowMs() - folderReadMs) < folderMs;
      if (look !== undefined || (hasLooked && isRecent)) return;
      look = readFolder(signal).finally(() => (look = undefined));
      await look;
    },
    async settled() {
      await look;
    },
    async refresh() {
      const now = nowMs();
      if (known === undefined || Math.abs(now - known.ms) >= storeMs) {
        // it also says whether folders of the folder are tenants
        const rows = await readTenants();
        if (rows === undefined) return undefined;
        known = { ms: now, documents: new Map(rows.map(({ tenant, documents }) => [tenant, documents])) };
      }
      return [...known.documents.keys()];
    },
    documentsOf: (tenant) => known?.documents.get(tenant) ?? "",
    forget() {
      known = undefined;
      hasLooked = false;
    },
  };
}

/** The evaluator of a tenant, made anew when its view is another one: the first tenant is alone until there is another. */
async function evaluatorOf(
  tenant: string,
  known: Map<string, Evaluated>,
  { leader, nowMs, viewOf, readerOf, checkQueryOf, folder, onError }: AlertJobOptions,
  documents: () => string,
): Promise<TenantEvaluator> {
  const view = await viewOf(tenant);
  const found = known.get(tenant);
  if (found?.view === view) return found.evaluator;
  const { queries } = view;
  const evaluator = createTenantEvaluator({
    tenant,
    view,
    leader,
    nowMs,
    reader: readerOf(view),
    rules: createTenantRules({
      tenant,
      queries,
      folder,
      documents,
      nowMs,
      checkQuery: checkQueryOf?.(view),
      onProblem: onError,
    }),
  });
  known.set(tenant, { view, evaluator });
  return evaluator;
}
