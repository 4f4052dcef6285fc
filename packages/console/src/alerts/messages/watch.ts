// Looks each minute whether rules are evaluated, beside their evaluation: one that hangs, fails or comes late cannot say so itself.
import type { ApiContext } from "../../api/context.ts";
import type { Leadership } from "../../lease/leader.ts";
import type { Logger } from "../../log.ts";
import type { Clock } from "../../notify/worker.ts";
import { readAlertsNow } from "../api/alerts-now.ts";
import type { StoredNotice } from "../outbox.ts";
import type { AlertView } from "../view.ts";
import { cannotEvaluate, evaluatesAgain, type Look } from "./watch-text.ts";

export interface WatchOptions {
  readonly tenants: () => Promise<readonly string[]>;
  readonly viewOf: (tenant: string) => Promise<AlertView>;
  readonly clock: Clock;
  readonly log: Pick<Logger, "warn">;
  readonly leadership: Leadership;
  /** Sends to every channel that takes pages. */
  readonly send: (notice: StoredNotice) => void;
}

const everyMs = 60_000;
/** Rules that are not evaluated for less time raise no alert: a leader may change, and a store restart. */
const graceMs = 3 * 60_000;
const lookMs = 30_000;

/** What is known of a tenant. */
interface Watched {
  /** When the first look in a row found rules that are not evaluated. */
  firstMs: number;
  /** Unix ms since when rules are not evaluated, of the alert that was sent. */
  sentMs: number | undefined;
}

/** Returns what to call each second. Looks of tenants do not wait for each other. */
export function createWatch(options: WatchOptions): () => void {
  const { clock, log } = options;
  const watched = new Map<string, Watched>();
  const looking = new Set<string>();
  let known: readonly string[] = [""];
  let lastMs = -Infinity;

  async function lookAt(tenant: string): Promise<void> {
    if (looking.has(tenant)) return;
    looking.add(tenant);
    try {
      judge(await read(options, tenant), watched, options);
    } finally {
      looking.delete(tenant);
    }
  }

  return () => {
    if (clock.monotonicMs() - lastMs < everyMs) return;
    lastMs = clock.monotonicMs();
    void options
      .tenants()
      .then(
        (all) => (known = [...new Set(["", ...all])]),
        () => undefined,
      )
      .then(() => Promise.all(known.map(lookAt)))
      .catch((error: unknown) =>
        log.warn({ err: error }, "cannot watch the evaluation of rules; trying again"),
      );
  };
}

async function read({ viewOf, clock, leadership }: WatchOptions, tenant: string): Promise<Look> {
  try {
    const context: ApiContext = {
      ...(await viewOf(tenant)),
      nowMs: () => clock.now(),
      signal: AbortSignal.any([leadership.signal, AbortSignal.timeout(lookMs)]),
      priority: "background",
    };
    const { notEvaluated, rules } = await readAlertsNow(context);
    const count = [...rules.values()].filter(({ declaration }) => declaration.disabled !== true).length;
    return { tenant, unknown: notEvaluated, rules: Math.max(count, notEvaluated.size) };
  } catch {
    return { tenant, unknown: undefined, rules: 0 };
  }
}

function judge(look: Look, watched: Map<string, Watched>, { clock, leadership, send }: WatchOptions): void {
  if (!leadership.isHeld()) return;
  const { tenant, unknown } = look;
  const now = clock.now();
  const before = watched.get(tenant);
  if (unknown !== undefined && unknown.size === 0) {
    watched.delete(tenant);
    if (before?.sentMs !== undefined) send(evaluatesAgain(tenant, before.sentMs, now));
    return;
  }
  const entry = before ?? { firstMs: now, sentMs: undefined };
  watched.set(tenant, entry);
  if (entry.sentMs !== undefined) return;
  const times = [...(unknown ?? new Map<string, never>()).values()].flatMap(({ since }) =>
    since === null ? [] : [Date.parse(since)],
  );
  // by what this process saw: after hours in which no console ran, the first round may only be beginning
  if (now - entry.firstMs < graceMs) return;
  const sinceMs = Math.min(entry.firstMs, ...times);
  entry.sentMs = sinceMs;
  send(cannotEvaluate(look, sinceMs, now));
}
