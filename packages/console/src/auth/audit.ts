// The audit log: who did what, and who was rejected. A change is stored before it is made; rejections and
// queries, of which an attacker can make any number, are counted together and written once a second.
import { createHash, randomBytes } from "node:crypto";
import { ProblemError } from "../problem/problem.ts";
import type { AccessStore, StoredAudit } from "../store/access.ts";

/** What is noted. */
export interface AuditNote {
  /** For people. */
  readonly actor: string;
  /** Identity of the actor; absent for an unknown one. */
  readonly identity?: string;
  readonly action: string;
  readonly target?: string;
  readonly address?: string;
  readonly tenant?: string;
  readonly details?: Readonly<Record<string, string | number | boolean>>;
}

/** How a change ended. */
type Outcome =
  | { readonly outcome: "done" }
  | { readonly outcome: "refused" | "failed"; readonly status: number; readonly code: string };

export interface Audit {
  /** Stored when it resolves. @throws {ProblemError} when it cannot be: then what was to be done is not to be done. */
  record(note: AuditNote): Promise<void>;
  /**
   * Records a change, makes it, and records its outcome in a second entry: `done`, `refused` or `failed`, with status and code. A
   * change that `failed` may have been made in part.
   *
   * @throws {ProblemError} when the first entry cannot be stored: then the change is not made. What `make` throws is thrown on. An
   * outcome that cannot be stored is logged: the change is made, and its first entry is stored.
   */
  change<Result>(note: AuditNote, make: () => Promise<Result>, of?: OutcomeOptions<Result>): Promise<Result>;
  /** Stored soon; the same again within the second is counted on one line. Never throws. */
  refused(note: AuditNote): void;
  /** The same for a query that a user wrote, whose text is the target: with room of its own, so that neither hides the other. */
  queried(note: AuditNote): void;
  /** Stores what is waiting, and the outcomes of changes that are being made. */
  close(): Promise<void>;
}

interface OutcomeOptions<Result> {
  /** Of a result that is not the end of the change, such as a stream: the outcome is that of this promise. */
  readonly ended?: (result: Result) => Promise<unknown> | undefined;
  /** Further details of the entry `done`. */
  readonly details?: (result: Result) => NonNullable<AuditNote["details"]>;
}

/** Different refusals, and different queries, within a second; what is beyond is counted on a line of its own. */
const maxWaiting = 200;
/** Characters of queries within an hour, compressed a tenth of that on the disk; beyond, lines have no text. */
const maxTextPerHour = 5_000_000;
const hourMs = 3_600_000;
const maxTarget = 2_000;
const flushMs = 1_000;

function keyOf({ action, actor, identity, tenant, address, target }: AuditNote): string {
  return JSON.stringify([action, actor, identity, tenant, address, target]);
}

interface Waiting {
  readonly note: AuditNote;
  count: number;
}

export function createAudit(
  store: Pick<AccessStore, "addAudit">,
  onFailure: (error: unknown) => void,
  nowMs: () => number = Date.now,
): Audit {
  const refusals = new Map<string, Waiting>();
  const queries = new Map<string, Waiting>();
  let text = { hour: 0, length: 0 };
  let timer: NodeJS.Timeout | undefined;
  const toTimedEntry = createTimedEntries(nowMs);
  const changes = createRunning();

  async function record(note: AuditNote): Promise<void> {
    await store.addAudit([toTimedEntry(note)]);
  }

  async function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    const entries = [...refusals.values(), ...queries.values()].map(({ note, count }) =>
      toTimedEntry({ ...note, details: { ...note.details, count } }),
    );
    refusals.clear();
    queries.clear();
    if (entries.length === 0) return;
    await store.addAudit(entries).catch(onFailure);
  }

  function wait(waiting: Map<string, Waiting>, note: AuditNote, moreAction: string): void {
    const own = keyOf(note);
    const isOver = !waiting.has(own) && waiting.size >= maxWaiting;
    const more: AuditNote = { actor: "nobody", action: moreAction };
    const key = isOver ? keyOf(more) : own;
    const known = waiting.get(key);
    if (known === undefined) waiting.set(key, { note: isOver ? more : note, count: 1 });
    else known.count++;
    timer ??= setTimeout(() => void flush(), flushMs).unref();
  }

  function withoutTooMuchText(note: AuditNote): AuditNote {
    const hour = Math.floor(nowMs() / hourMs);
    if (text.hour !== hour) text = { hour, length: 0 };
    text.length += Math.min(note.target?.length ?? 0, maxTarget);
    return text.length <= maxTextPerHour ? note : { ...note, target: "" };
  }

  return {
    record,
    change: (note, make, options = {}) =>
      changes.untilEnd(change(note, { make, ...options }, { record, onFailure, untilEnd: changes.untilEnd })),
    refused: (note) => wait(refusals, note, "refused.more"),
    queried: (note) => wait(queries, withoutTooMuchText(note), "sql.more"),
    async close() {
      // What waits is stored also when a change takes longer than the stop of the console.
      await flush();
      await changes.ended();
      await flush();
    },
  };
}

/** A person in the audit log: a reader who knows the id finds the lines, and other readers do not learn it. */
export function personHash(id: string): string {
  return createHash("sha256").update(id).digest("hex");
}

/** What is being done now. */
interface Running {
  /** Adds `work` until it has ended. */
  untilEnd<Result>(work: Promise<Result>): Promise<Result>;
  /** Resolves when nothing is being done. */
  ended(): Promise<void>;
}

function createRunning(): Running {
  const running = new Set<Promise<unknown>>();
  return {
    async untilEnd(work) {
      running.add(work);
      try {
        return await work;
      } finally {
        running.delete(work);
      }
    },
    async ended() {
      while (running.size > 0) await Promise.allSettled(running);
    },
  };
}

interface ChangeParts {
  readonly record: Audit["record"];
  readonly onFailure: (error: unknown) => void;
  /** Lets `close` wait for it. */
  readonly untilEnd: Running["untilEnd"];
}

interface Change<Result> extends OutcomeOptions<Result> {
  readonly make: () => Promise<Result>;
}

async function change<Result>(
  note: AuditNote,
  { make, ended, details: detailsOf }: Change<Result>,
  { record, onFailure, untilEnd }: ChangeParts,
): Promise<Result> {
  await record(note);
  // The first entry has what was changed.
  const { before: _before, after: _after, ...about } = note.details ?? {};
  const recordOutcome = async ({ outcome, ...details }: Outcome & AuditNote["details"]): Promise<void> => {
    const entry = { ...note, action: `${note.action} ${outcome}`, details: { ...about, ...details } };
    await record(entry).catch(onFailure);
  };
  const result = await make().catch(async (error: unknown) => {
    await recordOutcome(outcomeOf(error));
    throw error;
  });
  const recordDone = async (): Promise<void> => recordOutcome({ ...detailsOf?.(result), outcome: "done" });
  const end = ended?.(result);
  if (end === undefined) await recordDone();
  else void untilEnd(end.then(recordDone, async (error: unknown) => recordOutcome(outcomeOf(error))));
  return result;
}

function outcomeOf(error: unknown): Outcome {
  if (!(error instanceof ProblemError)) return { outcome: "failed", status: 500, code: "INTERNAL" };
  const { status, code } = error;
  return { outcome: status < 500 ? "refused" : "failed", status, code };
}

/**
 * Entries are read in the order of their times: two of a process never have the same, also when the clock goes back a little. A clock that
 * is put back by more than a second was wrong before.
 */
function createTimedEntries(nowMs: () => number): (note: AuditNote) => StoredAudit {
  let lastMicros = 0n;
  return (note) => {
    const micros = BigInt(nowMs()) * 1_000n;
    const isPutBack = lastMicros - micros > 1_000_000n;
    lastMicros = micros > lastMicros || isPutBack ? micros : lastMicros + 1n;
    return toEntry(note, lastMicros);
  };
}

function toEntry(
  { actor, identity = "", action, target = "", address = "", tenant = "", details = {} }: AuditNote,
  timeMicros: bigint,
): StoredAudit {
  return {
    tenant,
    timeMicros,
    id: randomBytes(6).toString("hex"),
    actor: actor.slice(0, 200),
    identity,
    action,
    target: target.slice(0, maxTarget),
    address,
    details: JSON.stringify(details),
  };
}
