// Alerts of a console: the leader's job, the outbox of messages, the handlers of the routes.
import { hostname } from "node:os";
import type { ApiContext } from "../api/context.ts";
import type { Job } from "../lease/leader.ts";
import { askSqlOf } from "./ask-sql.ts";
import { createAlertJob } from "./evaluate/alert-job.ts";
import { createStoredOutbox, type StoredOutbox } from "./evaluate/stored-outbox.ts";
import type { StoredRound } from "./evaluate/tenant-evaluator.ts";
import type { InputReader } from "./input-reader.ts";
import { createReader } from "./read/read.ts";
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
  readerFor(view: Pick<ApiContext, "queries" | "sql">): InputReader;
  /** Calls back after each stored round that changed something. Returns how to stop that. */
  onRound(listener: (round: StoredRound) => void): () => void;
}

export function createAlerts(options: AlertsOptions): Alerts {
  const { folder, tenants, viewOf, onError, nowMs = Date.now } = options;
  const listeners = new Set<(round: StoredRound) => void>();
  const outbox = createStoredOutbox({ tenants, viewOf, nowMs });
  const readerFor: Alerts["readerFor"] = (view) =>
    createReader(view.queries, {
      askSql: askSqlOf(view),
      onFault: (error) => onError("a reading of alert rules failed", error as Error),
    });
  return {
    outbox,
    readerFor,
    onRound(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    job: createAlertJob({
      ...{ tenants, viewOf, nowMs, onError, readerOf: readerFor },
      folder: folder === undefined ? undefined : createRuleFolder(folder, options.hasTenants),
      leader: `${hostname()}:${process.pid}`,
      onRound(round) {
        if (round.changes.length > 0) for (const listener of listeners) listener(round);
        if (round.notices.some(({ withheld }) => withheld === undefined)) outbox.notify();
      },
    }),
  };
}
