// Group commit: requests gather in the open group, which is sent off when it is full, or when no other is on its way and it is old
// enough or nobody else could add to it (departure.ts), and are answered when it is stored. So groups grow with the load: few large
// blocks cost the store much less than many small ones. When an insert fails nobody knows how far it came: then all stands still until the roll-ups are put right and the
// rows that did come are known, and only what is missing is inserted again. That may take longer than senders wait: who answers them
// does not (receive/in-time.ts), and what they bring again finds its rows in the groups that wait here.
import { ProblemError } from "../../problem/problem.ts";
import { type ClickHouseClient, isRefusal } from "../client.ts";
import type { DuplicateWindow } from "./duplicates.ts";
import { createDeparture } from "./departure.ts";
import { createGate, type Gate } from "./gate.ts";
import { type Block, blocksOf, bytesOf, createGroup, type Group, rowsOf } from "./group.ts";
import { insertRows } from "./insert.ts";
import { type LateRows, rememberStored } from "./late.ts";
import { createPresence } from "./presence.ts";
import { answerWithinMs, type RowSink, type Writer, type WriteResult } from "../rows.ts";
import { createSink, type Placement } from "./sink.ts";
import { inShort, queueFull } from "../store-error.ts";

export interface WriterOptions {
  /** A group is sent off when it has so many rows, */
  readonly maxRows?: number;
  /** or they weigh so much for the engine, */
  readonly maxBytes?: number;
  /** or is so old, and no other group is on its way. It goes sooner when nobody else could add to it. */
  readonly maxAgeMs?: number;
  /** From there on requests are turned away. The last one that is taken may go over it, or large ones would never find room. */
  readonly maxQueueBytes?: number;
  /** Groups that are inserted at the same time. */
  readonly concurrency?: number;
  /** Blocks that are inserted at the same time weigh so much together. */
  readonly maxInsertBytes?: number;
  /** How long a failed group is tried again before its requests are told. */
  readonly giveUpAfterMs?: number;
  readonly nowMs?: () => number;
  /** A clock that never goes back. */
  readonly uptimeMs?: () => number;
}

/** What the writer needs of the store around it. */
export interface WriterBackend {
  readonly client: ClickHouseClient;
  readonly window: DuplicateWindow;
  /** Resolves when the store answers; rejects after `timeoutMs`. */
  ready(timeoutMs: number): Promise<void>;
  /**
   * Puts right what an insert of unknown outcome left since then (Unix seconds). Nothing is inserted meanwhile.
   *
   * @param cause why the insert failed.
   */
  reconcile(sinceSeconds: number, cause: unknown): Promise<void>;
  /** Told what holds everything up. */
  note?(text: string): void;
  /** Why nothing is taken at the moment; asked before anything is. */
  refusal?(): ProblemError | undefined;
  /** From now on something received at `sinceSeconds` or later is under way. */
  underWay(sinceSeconds: number): void;
}

/** A writer that can tell how it is doing. */
export interface StoreWriter extends Writer {
  /** Duplicates left out since the start. */
  readonly duplicates: WriteResult["duplicates"];
  /** Whether an insert failed and its outcome is not settled yet. */
  readonly isInDoubt: boolean;
  /**
   * Runs `act` while nothing is inserted: what comes meanwhile waits.
   *
   * @throws {ProblemError} `STORE_UNAVAILABLE` when the outcome of an insert is not settled.
   */
  whileStill<Result>(act: () => Promise<Result>): Promise<Result>;
  /** Sends off what is open, and resolves when all that was taken before is stored or given up. */
  settled(): Promise<void>;
}

const defaults = {
  maxRows: 50_000,
  maxBytes: 12_000_000,
  maxAgeMs: 100,
  maxQueueBytes: 64_000_000,
  concurrency: 2,
  maxInsertBytes: 28_000_000,
  giveUpAfterMs: 8000,
  nowMs: Date.now,
  uptimeMs: () => performance.now(),
} as const;

/** A connection is known for so many of the longest waits of a group: what comes more rarely is not worth waiting for. */
const knownWaits = 2;

const maxFailures = 5;
const kinds = ["spans", "logRecords", "businessEvents"] as const;

export function createWriter(backend: WriterBackend, options: WriterOptions = {}): StoreWriter {
  const settings = { ...defaults, ...options };
  const { nowMs, uptimeMs, maxAgeMs } = settings;
  const totals = { spans: 0, logRecords: 0, businessEvents: 0 };
  const underWay = new Set<Group>();
  const waiting: Group[] = [];
  let open = createGroup();
  const inserting = new Set<Promise<void>>();
  const gate = createGate(settings.maxInsertBytes);
  let holds = 0;
  let queueBytes = 0;
  let lastStamp = 0;
  let doubtSince: number | undefined;
  /** Why the first insert failed that is in doubt. */
  let doubtCause: unknown;
  let isReconciling = false;
  let isClosed = false;

  const presence = createPresence(knownWaits * maxAgeMs, uptimeMs);
  const departure = createDeparture({
    presence,
    maxAgeMs,
    uptimeMs,
    // In doubt a group does not grow: its requests are to be told in time.
    mayGo: () => (doubtSince !== undefined ? "old" : underWay.size > 0 ? "no" : "yes"),
    go: sendOff,
  });
  const sink = createSink({ window: backend.window, open: () => open, underWay: () => underWay, nowMs });

  function admit(): void {
    if (isClosed) throw closing();
    const refusal = backend.refusal?.();
    if (refusal !== undefined) throw refusal;
    if (queueBytes >= settings.maxQueueBytes) {
      throw queueFull(queueBytes, settings.maxQueueBytes, doubtSince === undefined ? 1 : 5);
    }
  }

  async function write(bytes: number, add: (sink: RowSink) => void): Promise<WriteResult> {
    admit();
    queueBytes += bytes;
    let placement: Placement;
    try {
      placement = place(() => sink.place(add));
    } catch (error) {
      queueBytes -= bytes;
      throw error;
    }
    // `add` holds a whole decoded request: it must be free to go before the group is stored
    return settle(placement, bytes);
  }

  async function settle(first: Placement, bytes: number): Promise<WriteResult> {
    try {
      const placements = isEmpty(first.late) ? [first] : [first, await placeLate(first.late)];
      await Promise.all(placements.flatMap(({ groups }) => [...groups].map((group) => group.stored)));
      const duplicates = { spans: 0, logRecords: 0, businessEvents: 0 };
      for (const kind of kinds) {
        for (const placement of placements) duplicates[kind] += placement.duplicates[kind];
        totals[kind] += duplicates[kind];
      }
      return { duplicates };
    } finally {
      queueBytes -= bytes;
    }
  }

  /** Late rows take the same way, once the store has told which of them it has. */
  async function placeLate(late: LateRows): Promise<Placement> {
    const askedMs = nowMs();
    try {
      await rememberStored(backend.client, backend.window, late);
    } catch (error) {
      throw new ProblemError(
        "STORE_UNAVAILABLE",
        `The store did not tell which of the late rows it has: ${(error as Error).message}`,
        "The sender tries again; see /readyz.",
        { cause: error },
      );
    }
    if (isClosed) throw closing();
    // Its sender has been told to come again, and may have done so since the store was asked.
    if (nowMs() - askedMs >= answerWithinMs) throw slow();
    return place(() => sink.placeLate(late));
  }

  function place(put: () => Placement): Placement {
    try {
      return put();
    } finally {
      if (rowsOf(open) > 0) grow();
    }
  }

  function grow(): void {
    if (rowsOf(open) >= settings.maxRows || bytesOf(open) >= settings.maxBytes) sendOff();
    else departure.boarded();
  }

  /** Closes the open group and opens the next one. */
  function sendOff(): void {
    departure.departed();
    if (rowsOf(open) === 0) return;
    const group = open;
    group.doubtSince ??= doubtSince;
    underWay.add(group);
    waiting.push(group);
    open = createGroup();
    pump();
  }

  function pump(): void {
    if (holds > 0) return;
    if (doubtSince !== undefined) {
      if (inserting.size === 0 && !isReconciling) void reconcile();
      return;
    }
    while (inserting.size < settings.concurrency) {
      const group = waiting.shift();
      if (group === undefined) return;
      const begunMs = uptimeMs();
      const insert = commit(group).finally(() => {
        inserting.delete(insert);
        departure.arrived(uptimeMs() - begunMs);
        pump();
      });
      inserting.add(insert);
    }
  }

  async function whileStill<Result>(act: () => Promise<Result>): Promise<Result> {
    holds += 1;
    try {
      await Promise.all(inserting);
      if (doubtSince === undefined) return await act();
      throw new ProblemError(
        "STORE_UNAVAILABLE",
        "The store is putting itself right.",
        "Try again in a moment.",
      );
    } finally {
      holds -= 1;
      pump();
    }
  }

  async function commit(group: Group): Promise<void> {
    lastStamp = nextStamp(lastStamp, Math.floor(nowMs() / 1000));
    if (group.receivedSeconds === 0) group.receivedSeconds = lastStamp;
    try {
      backend.underWay(Math.min(...[...underWay].map((one) => one.receivedSeconds || lastStamp)));
      await insertAll(backend.client, gate, group);
    } catch (error) {
      fail(group, error);
      return;
    }
    backend.window.addAll(group.identities);
    underWay.delete(group);
    group.resolve();
  }

  function fail(group: Group, cause: unknown): void {
    group.failures += 1;
    group.failedAtMs ||= nowMs();
    if (doubtSince === undefined) beginDoubt(cause);
    doubtSince = Math.min(doubtSince ?? group.receivedSeconds, group.receivedSeconds);
    sink.forget();
    if (isHopeless(group)) giveUp(group, cause);
    else waiting.unshift(group);
  }

  function beginDoubt(cause: unknown): void {
    doubtCause = cause;
    backend.note?.(
      `An insert failed, and how far it came is found out before anything else is inserted: ${inShort(cause)}`,
    );
  }

  function isHopeless(group: Group): boolean {
    return group.failures >= maxFailures || nowMs() - group.failedAtMs > settings.giveUpAfterMs;
  }

  function giveUp(group: Group, cause: unknown): void {
    underWay.delete(group);
    // What it had beside its rows (resources, series, identities) is not stored either, and has to come with the next ones.
    sink.forget();
    const refused = isRefusal(cause);
    group.reject(
      new ProblemError(
        refused ? "INSERT_REJECTED" : "STORE_UNAVAILABLE",
        `The store did not take ${rowsOf(group)} rows: ${(cause as Error).message}`,
        refused ? "See the console's log; the sender tries again." : "The sender tries again; see /readyz.",
        { cause },
      ),
    );
  }

  /** Waits for the store, then settles what is in doubt. Groups that wait too long are given up meanwhile. */
  async function reconcile(): Promise<void> {
    isReconciling = true;
    let pauseMs = 50;
    let isNoted = false;
    while (doubtSince !== undefined) {
      const since = doubtSince;
      try {
        await backend.ready(1000);
        await backend.reconcile(since, doubtCause);
        for (const group of [...waiting, open]) group.doubtSince = Math.min(group.doubtSince ?? since, since);
        doubtSince = undefined;
      } catch (error) {
        if (!isNoted)
          backend.note?.(
            `How far an insert came cannot be found out yet, and is tried again: ${inShort(error)}`,
          );
        isNoted = true;
        giveUpLate(error);
        if (isClosed && underWay.size === 0) break;
        await new Promise((resolve) => setTimeout(resolve, pauseMs));
        pauseMs = Math.min(pauseMs * 2, 2000);
      }
    }
    isReconciling = false;
    pump();
  }

  function giveUpLate(cause: unknown): void {
    for (const group of waiting.splice(0)) {
      group.failedAtMs ||= nowMs();
      if (isHopeless(group)) giveUp(group, cause);
      else waiting.push(group);
    }
  }

  async function settled(): Promise<void> {
    sendOff();
    await Promise.allSettled([...underWay].map((group) => group.stored));
  }

  return {
    admit,
    write,
    presence,
    whileStill,
    settled,
    get queueBytes() {
      return queueBytes;
    },
    get duplicates() {
      return { ...totals };
    },
    get isInDoubt() {
      return doubtSince !== undefined;
    },
    async close() {
      isClosed = true;
      sendOff();
      while (underWay.size > 0) await Promise.allSettled([...underWay].map((group) => group.stored));
    },
  };
}

function closing(): ProblemError {
  return new ProblemError(
    "STORE_CLOSED",
    "The store is closing and takes no more.",
    "Send it again when the console is back.",
  );
}

function slow(): ProblemError {
  return new ProblemError(
    "STORE_SLOW",
    "The store did not tell in time which of the late rows it has.",
    "The sender tries again; see the console's log.",
  );
}

function isEmpty(late: LateRows): boolean {
  return kinds.every((kind) => late[kind].length === 0);
}

/** Inserts table by table at the same time, the blocks of one table after each other. */
async function insertAll(client: ClickHouseClient, gate: Gate, group: Group): Promise<void> {
  const blocks = blocksOf(group);
  const stored = new Set<Block>();
  const outcomes = await Promise.allSettled(
    [...new Set(blocks.map(({ table }) => table))].map(async (table) => {
      for (const block of blocks.filter((one) => one.table === table)) {
        await gate.enter(block.bytes);
        try {
          await insertRows(client, block, group.doubtSince);
        } finally {
          gate.leave(block.bytes);
        }
        stored.add(block);
      }
    }),
  );
  group.blocks = blocks.filter((block) => !stored.has(block));
  const failed = outcomes.find((outcome) => outcome.status === "rejected");
  if (failed !== undefined) throw failed.reason;
}

/** A clock that is corrected by less than this many seconds does not take stamps back. */
const correctedSeconds = 60;

/**
 * When a group is received, Unix seconds: not before the group before it, so that "since" means the same to all of them. A clock that went
 * far ahead and came back is followed, or everything would be stamped with the wrong time from then on.
 */
function nextStamp(last: number, now: number): number {
  return last - now > correctedSeconds ? now : Math.max(last, now);
}
