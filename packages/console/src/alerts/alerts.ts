// Alerts of a console: the leader's job, the outbox of messages, the handlers of the routes.
import type { Job } from "../lease/leader.ts";
import { type Announcements, createAnnouncements } from "./announcements.ts";
import { consoleName } from "./console-name.ts";
import { createAlertJob } from "./evaluate/alert-job.ts";
import { createBegunTerms } from "./evaluate/begun-terms.ts";
import { createStoredOutbox, type StoredOutbox } from "./evaluate/stored-outbox.ts";
import { readingOf } from "./reading.ts";
import { createRuleFolder } from "./rules/rule-folder.ts";
import type { AlertStore, AlertTenant } from "../store/alert-records.ts";
import type { AlertView } from "./view.ts";

export interface AlertsOptions {
  /** The folder of rules; absent: stored rules only. */
  readonly folder: string | undefined;
  /** Whether folders in it have the names of tenants. */
  readonly hasTenants: () => boolean;
  readonly store: Pick<AlertStore, "pending" | "add" | "announced">;
  /** Tenants with stored rules or states, each with a text that differs after each change of what is stored. */
  readonly tenants: () => Promise<readonly AlertTenant[]>;
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
  /** For the live streams: what this console and others on the store announce. */
  readonly announcements: Announcements;
}

export function createAlerts(options: AlertsOptions): Alerts {
  const { folder, store, viewOf, onError, nowMs = Date.now } = options;
  const begun = createBegunTerms();
  const announcements = createAnnouncements({
    nowMs,
    onError,
    read: (fromMs) => store.announced(fromMs),
    keep: (tenant, record) => store.add([{ ...record, tenant }]),
  });
  const outbox = createStoredOutbox({ store, nowMs, begun: begun.of });
  let evaluatedMs = 0;
  const job = createAlertJob({
    tenants: options.tenants,
    viewOf,
    nowMs,
    onError,
    readerOf: (view) => readingOf(view).reader,
    checkQueryOf: (view) => readingOf(view).checkQuery,
    folder: folder === undefined ? undefined : createRuleFolder(folder, options.hasTenants),
    leader: consoleName,
    onBegin(leadership, tenant) {
      if (begun.of(leadership).has(tenant)) return;
      begun.add(leadership, tenant);
      outbox.notify();
    },
    onComplete: () => (evaluatedMs = nowMs()),
    onRound(round) {
      announcements.changed(round);
      if (round.notices.some(({ withheld }) => withheld === undefined)) outbox.notify();
    },
  });
  return {
    outbox,
    evaluatedMs: () => evaluatedMs,
    job,
    announcements,
  };
}
