// Repairs what an insert of unknown outcome left: rows that are stored and missing in the roll-ups, and rows that the window of duplicates
// does not know.
import type { Retention } from "../../tables/retention-days.ts";
import type { Backend } from "../backend.ts";
import { amongReachable, type ClickHouseClient, command, insertsOfThisProcess } from "../client.ts";
import { summarize } from "../store-error.ts";
import type { createTurns } from "../../turns/turns.ts";
import type { DuplicateWindow } from "../write/duplicates.ts";
import { refillWindow } from "../write/refill.ts";
import { ignoreDamaged } from "./damage.ts";
import { recoverRollups } from "./recover.ts";
import { keptFromMs } from "./retention.ts";

export interface Repair {
  readonly backend: Backend;
  readonly window: DuplicateWindow;
  readonly retention: Retention;
  readonly note: (text: string, level?: "info" | "warn") => void;
  /** Two that add missing rows at the same time would add them twice. */
  readonly inTurn: ReturnType<typeof createTurns>;
}

/** Finds out which rows are stored of what was received since then (Unix seconds). No insert runs meanwhile. */
export async function readStored(repair: Repair, sinceSeconds: number, cause: unknown): Promise<void> {
  const startedMs = performance.now();
  await amongReachable(repair.backend.nodes, endInserts);
  await refill(repair, sinceSeconds);
  noteEnd(repair, `Settled ${receivedSince(sinceSeconds)}`, startedMs, cause);
}

/** Computes the roll-ups again for what was received since then (Unix seconds). No insert runs meanwhile. */
export async function recomputeRollups(repair: Repair, sinceSeconds: number, cause: unknown): Promise<void> {
  const startedMs = performance.now();
  await Promise.all(repair.backend.nodes.map(endInserts));
  await recover(repair, sinceSeconds);
  noteEnd(repair, repaired(sinceSeconds), startedMs, cause);
}

function noteEnd({ note }: Repair, what: string, startedMs: number, cause: unknown): void {
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  note(`${what}, in ${seconds} s. An insert had failed: ${summarize(cause)}`);
}

/** Makes the roll-ups equal to the rows that were received since then (Unix seconds). */
export async function recover(
  { backend, retention, note, inTurn }: Repair,
  sinceSeconds: number,
): Promise<void> {
  const days = Math.min(retention.spans, retention.logs);
  // A clock that is wrong now says nothing about what was kept when the rows arrived.
  const keptFromSeconds = keptFromMs(days, Math.min(Date.now(), sinceSeconds * 1000)) / 1000;
  for (const node of backend.nodes)
    await ignoreDamaged("what roll-ups are made from", note, () =>
      inTurn(() => recoverRollups(node, { sinceSeconds, keptFromSeconds })),
    );
}

/** Puts the identities of rows that were received since then (Unix seconds) into the window of duplicates. */
export function refill({ backend, window, note }: Repair, sinceSeconds: number): Promise<void> {
  return ignoreDamaged("what came last", note, () => refillWindow(backend.writer, window, sinceSeconds));
}

export function repaired(sinceSeconds: number): string {
  return `Put the roll-ups right for ${receivedSince(sinceSeconds)}`;
}

export function notRepaired(sinceSeconds: number): string {
  return `Roll-ups lack some of ${receivedSince(sinceSeconds)}. Until they are right, which is tried again, nothing is stored`;
}

function receivedSince(seconds: number): string {
  return `what was received since ${new Date(seconds * 1000).toISOString()}`;
}

/** An insert without an answer may still be running, and so may an earlier repair. */
function endInserts(node: ClickHouseClient): Promise<void> {
  return command(node, "KILL QUERY WHERE startsWith(initial_query_id, {mine:String}) SYNC", {
    mine: insertsOfThisProcess,
  });
}
