// Bringing the tables up to date is done by one of the processes that share a store; the others wait until it is done.
import { ProblemError } from "../../problem/problem.ts";
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { createLease, type Lease } from "../../lease/lease.ts";
import type { Backend } from "../backend.ts";

/** This process, among those that share a store. */
const holder: string = randomUUID();

const quietMs = 1000;

/** This process's side of the lease `name`; `undefined` where no other process uses the store. */
export function leaseOf(backend: Backend, name: string, ttlMs: number): Lease | undefined {
  return backend.claimsTo === undefined
    ? undefined
    : createLease({
        claims: backend.claimsTo(name),
        holder,
        ttlMs,
        quietMs,
        nowMs: () => performance.now(),
        sleep: (ms) => sleep(ms),
      });
}

const ttlMs = 15_000;
const giveUpMs = 300_000;

/**
 * Brings the tables up to date, when they are not and no other process does it.
 *
 * @throws {ProblemError} `STORE_UNAVAILABLE` when another process has been at it for five minutes.
 */
export async function migrateAlone(backend: Backend): Promise<void> {
  const lease = leaseOf(backend, "migrations", ttlMs);
  if (lease === undefined) {
    await backend.migrate();
    return;
  }
  const deadline = performance.now() + giveUpMs;
  while (!(await backend.isUpToDate())) {
    if (await lease.step()) return holding(lease, () => backend.migrate());
    if (performance.now() > deadline) throw stuck();
    await sleep(250);
  }
}

async function holding(lease: Lease, act: () => Promise<unknown>): Promise<void> {
  // A failed sign of life shows in the next one, or in the time being over.
  const beat = setInterval(() => void lease.step().catch(() => undefined), ttlMs / 5);
  try {
    await act();
  } finally {
    clearInterval(beat);
    await lease.release();
  }
}

function stuck(): ProblemError {
  return new ProblemError(
    "STORE_UNAVAILABLE",
    "Another console has been migrating the store's tables for five minutes.",
    "See that console's log; when there is none, start this one again.",
  );
}
