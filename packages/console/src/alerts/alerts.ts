// Alerts of a console: the leader's job, the outbox of messages, the handlers of the routes.
import { hostname } from "node:os";
import type { Job } from "../lease/leader.ts";
import { createAlertJob } from "./evaluate/alert-job.ts";
import { createStoredOutbox, type StoredOutbox } from "./evaluate/stored-outbox.ts";
import type { StoredRound } from "./evaluate/tenant-evaluator.ts";
import { readingOf } from "./reading.ts";
import { createRuleFolder } from "./rules/rule-folder.ts";
import type { AlertView } from "./view.ts";

export interface AlertsOptions {
  /** The folder of rules; absent: stored rules only. */
  readonly folder: string | undefined;
  /** Whether folders in it have the names of tenants. */
  readonly hasTenants: () => boolean;
  /** Tenants with stored rules or states. */
  readonly tenants: () => Promise<readonly string[]>;
  readonly viewOf: (tenant: string) => Promise<AlertView>;
  /** Called for what failed in the background. */
  readonly onError: (what: string, error: Error) => void;
  readonly nowMs?: () => number;
}

export interface Alerts {
  /** Evaluates; for the leader only. */
  readonly job: Job;
  readonly outbox: StoredOutbox;
  /** When all rules were last looked at without a failure, Unix ms; 0 before. */
  evaluatedMs(): number;
  /** Calls back after each stored round that changed something. Returns how to stop that. */
  onRound(listener: (round: StoredRound) => void): () => void;
}

export function createAlerts(options: AlertsOptions): Alerts {
  const { folder, tenants, viewOf, onError, nowMs = Date.now } = options;
  const listeners = new Set<(round: StoredRound) => void>();
  const outbox = createStoredOutbox({ tenants, viewOf, nowMs, onError });
  let evaluatedMs = 0;
  const job = createAlertJob({
    tenants,
    viewOf,
    nowMs,
    onError,
    readerOf: (view) => readingOf(view).reader,
    folder: folder === undefined ? undefined : createRuleFolder(folder, options.hasTenants),
    leader: `${hostname()}:${process.pid}`,
    onComplete: () => (evaluatedMs = nowMs()),
    onRound(round) {
      if (round.changes.length > 0) for (const listener of listeners) listener(round);
      if (round.notices.some(({ withheld }) => withheld === undefined)) outbox.notify();
    },
  });
  return {
    outbox,
    evaluatedMs: () => evaluatedMs,
    job,
    onRound(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
