// The watch of one tenant: reads which rules are not evaluated, sends what follows from that, and stores it, as the states of rules are: the
// next leader sends the recovery.
import type { ApiContext } from "../../api/context.ts";
import type { Leadership } from "../../lease/leader.ts";
import type { Clock } from "../../notify/worker.ts";
import { readWhole } from "../../store/cluster/partial.ts";
import { type AlertsNow, readAlertsNow } from "../api/alerts-now.ts";
import { noticeRecord } from "../evaluate/round-records.ts";
import { unreadFiles } from "../not-evaluated.ts";
import type { StoredNotice } from "../outbox.ts";
import type { AlertView } from "../view.ts";
import { readWatch, type StoredWatch, watchRecord } from "./watch-record.ts";
import { judgeLook, nothingWatched, type Watched, watchedFrom } from "./watch-state.ts";
import type { Look, Outage } from "./watch-text.ts";

export interface TenantWatchOptions {
  readonly viewOf: (tenant: string) => Promise<AlertView>;
  readonly clock: Clock;
  readonly leadership: Leadership;
  /** Sends to every channel that takes pages. */
  readonly send: (notice: StoredNotice) => void;
}

export interface TenantWatch {
  look(): Promise<void>;
  readonly outages: readonly Outage[];
}

const lookMs = 30_000;

export function createTenantWatch(tenant: string, options: TenantWatchOptions): TenantWatch {
  const { clock, leadership, send } = options;
  let watched = watchedFrom(nothingWatched);
  /** Of the stored state; undefined before it was read. */
  let version: number | undefined;
  /** Messages that are not stored yet. */
  let unstored: readonly StoredNotice[] = [];
  let isLooking = false;

  function judge(look: Look): void {
    if (!leadership.isHeld()) return;
    const { notices, ...after } = judgeLook(watched, look, clock.now());
    watched = after;
    unstored = [...unstored, ...notices];
    // before it is stored: the store may be what does not answer
    for (const notice of notices) send(notice);
  }

  async function save({ view, round }: Found): Promise<void> {
    if (unstored.length === 0 || !leadership.isHeld()) return;
    const notices = unstored;
    // higher than those of former leaders, which may arrive later
    const next = Math.max((version ?? 0) + 1, leadership.term * 2 ** 32);
    await view.alertRecords.add([
      watchRecord(watched.state, next),
      // with the rounds that count
      ...notices.map((notice) => noticeRecord(notice, round)),
    ]);
    version = next;
    unstored = unstored.filter((notice) => !notices.includes(notice));
  }

  async function lookNow(): Promise<void> {
    const found = await read(tenant, options, version === undefined);
    if (found?.stored !== undefined) {
      version = found.stored.version;
      watched = merge(watched, found.stored, clock.now());
    }
    judge(found?.look ?? { tenant, unknown: undefined, rules: 0 });
    if (found !== undefined) await save(found);
  }

  return {
    get outages() {
      return watched.state.outages;
    },
    async look() {
      // one that hangs has found nothing in a minute
      if (isLooking) return judge({ tenant, unknown: undefined, rules: 0 });
      isLooking = true;
      await lookNow().finally(() => (isLooking = false));
    },
  };
}

/**
 * What this leader knows at `now` with what a former one has left. Of an outage that both have there is one alert. The former one did not
 * store when it last found the rules not evaluated, so that they may have been evaluated before `now`.
 */
function merge({ state: own, doubts }: Watched, { state }: StoredWatch, now: number): Watched {
  const before = watchedFrom(state);
  const isNew = ({ number }: Outage): boolean => !state.outages.some((one) => one.number === number);
  const left = state.outages.map((outage): Outage => ({ ...outage, lastMs: now, isAtLatest: true }));
  return {
    state: { ...state, outages: [...left, ...own.outages.filter(isNew)] },
    doubts: new Map([...before.doubts, ...doubts]),
  };
}

interface Found {
  readonly look: Look;
  readonly view: AlertView;
  /** The version of the last round. */
  readonly round: number;
  /** Where it was asked for. */
  readonly stored: StoredWatch | undefined;
}

/** Names of the rules that should be evaluated. */
function enabledIn({ rules, unpublished }: AlertsNow): readonly string[] {
  return [...rules, ...unpublished].flatMap(([name, { declaration }]) =>
    declaration.disabled === true ? [] : [name],
  );
}

/** Undefined when the store does not say. */
async function read(
  tenant: string,
  { viewOf, clock, leadership }: TenantWatchOptions,
  isFirst: boolean,
): Promise<Found | undefined> {
  try {
    const view = await viewOf(tenant);
    const context: ApiContext = {
      ...view,
      nowMs: () => clock.now(),
      signal: AbortSignal.any([leadership.signal, AbortSignal.timeout(lookMs)]),
      priority: "background",
    };
    // a part of the rules would look like fewer that are not evaluated
    return await readWhole("the rules that are not evaluated", async () => {
      const stored = isFirst ? await readWatch(context) : undefined;
      const now = await readAlertsNow(context);
      const { notEvaluated, current } = now;
      const files = new Set(unreadFiles(current.published).keys());
      const names = enabledIn(now);
      const known = new Set([...names, ...current.published.files.map(({ path }) => path)]);
      const look = { tenant, unknown: notEvaluated, files, known, rules: names.length };
      return { look, view, stored, round: current.version };
    });
  } catch {
    return undefined;
  }
}
