// Snapshots of the catalog that are kept. A page gets the kept one with the time at which it was computed. The console computes the last 24
// hours in the background, as soon as there is a catalog, and the ranges that pages asked for until lately. Other ranges are computed when
// they are requested, and again when that is a hundred times their duration ago.
import { ProblemError } from "../../problem/problem.ts";
import type { ApiContext, ApiQueries, ApiView } from "../context.ts";
import { run } from "../context.ts";
import { loadConventions } from "./conventions.ts";
import { computeSnapshot, type Snapshot } from "./snapshot.ts";
import { type CatalogWindow, lastHours } from "./window.ts";

interface Kept {
  readonly snapshot: Snapshot;
  readonly costMs: number;
}

/** The last hours. */
interface SnapshotRequest {
  readonly hours: number;
  readonly service: string | undefined;
  askedMs: number;
}

interface Computing {
  readonly snapshot: Promise<Snapshot>;
  readonly isBackground: boolean;
}

/** What is kept of one tenant. */
interface Keeping {
  readonly windows: Map<string, Kept>;
  readonly computing: Map<string, Computing>;
  readonly asked: Map<string, SnapshotRequest>;
  /** Ranges that failed in the background, and when it tries again, Unix ms. */
  readonly failed: Map<string, number>;
  /** Until when the background keeps the ranges that were asked for, Unix ms. */
  refreshedUntilMs: number;
}

/** The share of a core's time that computing again may take is the inverse of this. */
const keptFactor = 100;
const everyMs = 60_000;
/** Without another request the background no longer computes a range after this time. */
const askedForMs = 15 * 60_000;
/** Ranges of a tenant: those that are kept, and those that the background computes. */
const maxWindows = 8;
const maxAsked = 4;
const usualHours = 24;

const all = new WeakMap<ApiQueries, Keeping>();

/** The snapshot of a range: the kept one, or a new one. */
export async function readSnapshot(window: CatalogWindow, context: ApiContext): Promise<Snapshot> {
  const keeping = keepingOf(context.queries);
  const nowMs = context.nowMs();
  noteAsked(window, keeping, nowMs);
  const known = keeping.windows.get(keyOf(window));
  if (known !== undefined && isFresh(known, keeping, nowMs)) return known.snapshot;
  return computeOnce(window, keeping, context);
}

function isFresh({ snapshot: { checkedMs }, costMs }: Kept, keeping: Keeping, nowMs: number): boolean {
  if (nowMs < checkedMs) return false;
  const isRefreshed = nowMs < keeping.refreshedUntilMs;
  return nowMs < checkedMs + (isRefreshed ? lifeOf(costMs) : Math.min(everyMs, costMs * keptFactor));
}

/** How long the background leaves a range until it computes it again, and one round more. */
function lifeOf(costMs: number): number {
  return Math.max(everyMs, costMs * keptFactor) + 2 * everyMs;
}

/** Requests of one page that come together compute the range once. */
async function computeOnce(window: CatalogWindow, keeping: Keeping, context: ApiContext): Promise<Snapshot> {
  const key = keyOf(window);
  const { computing } = keeping;
  const isBackground = context.priority === "bulk";
  for (let other = computing.get(key); other !== undefined; other = computing.get(key)) {
    try {
      return await other.snapshot;
    } catch (error) {
      // Its caller went away, or it gave way to pages.
      const isCancelled = error instanceof ProblemError && error.code === "QUERY_CANCELLED";
      if (!isCancelled && (isBackground || !other.isBackground)) throw error;
      if (computing.get(key) === other) computing.delete(key);
    }
  }
  const mine = { snapshot: compute(window, keeping, context), isBackground };
  computing.set(key, mine);
  try {
    return await mine.snapshot;
  } finally {
    if (computing.get(key) === mine) computing.delete(key);
  }
}

async function compute(window: CatalogWindow, keeping: Keeping, context: ApiContext): Promise<Snapshot> {
  const begin = performance.now();
  const snapshot = await computeSnapshot(window, context);
  const key = keyOf(window);
  keeping.windows.delete(key);
  keeping.windows.set(key, { snapshot, costMs: performance.now() - begin });
  for (const oldest of keeping.windows.keys()) {
    if (keeping.windows.size <= maxWindows) break;
    keeping.windows.delete(oldest);
  }
  return snapshot;
}

function keepingOf(queries: ApiQueries): Keeping {
  const known = all.get(queries);
  if (known !== undefined) return known;
  const made: Keeping = {
    windows: new Map(),
    computing: new Map(),
    asked: new Map(),
    failed: new Map(),
    refreshedUntilMs: 0,
  };
  all.set(queries, made);
  return made;
}

function keyOf({ fromNs, toNs, service = "" }: CatalogWindow): string {
  return `${fromNs} ${toNs} ${service}`;
}

function noteAsked(window: CatalogWindow, { asked }: Keeping, nowMs: number): void {
  const hours = Math.floor((nowMs - Number(window.fromNs / 1_000_000n)) / 3_600_000);
  if (keyOf(lastHours(hours, window.service, nowMs)) !== keyOf(window)) return;
  const key = `${hours} ${window.service ?? ""}`;
  asked.delete(key);
  asked.set(key, { hours, service: window.service, askedMs: nowMs });
  for (const oldest of asked.keys()) {
    if (asked.size <= maxAsked) break;
    asked.delete(oldest);
  }
}

export interface CatalogKeeperOptions {
  /** The views of the tenants that this console serves. */
  readonly views: () => Iterable<ApiView>;
  readonly nowMs: () => number;
}

/** Computes in the background what pages ask for. */
export interface CatalogKeeper {
  /**
   * Call it once a minute. Does nothing for tenants without a catalog of which no page asked for anything.
   *
   * @throws the first error, after all tenants and ranges had their turn.
   */
  tick(signal: AbortSignal): Promise<void>;
}

/** @returns a keeper; one for each process that serves pages, because each keeps its own results. */
export function createCatalogKeeper({ views, nowMs }: CatalogKeeperOptions): CatalogKeeper {
  return {
    async tick(signal) {
      await forAll(views(), signal, (view) => refresh({ ...view, nowMs, priority: "bulk" }, signal));
    },
  };
}

async function refresh(view: ApiContext, signal: AbortSignal): Promise<void> {
  const context = { ...view, signal };
  const keeping = keepingOf(context.queries);
  const { asked, windows, failed } = keeping;
  const nowMs = context.nowMs();
  for (const [key, one] of asked) if (nowMs - one.askedMs > askedForMs) asked.delete(key);
  const hasCatalog = (await run<{ found: number }>(context, "catalog-exists", {})).length > 0;
  if (hasCatalog) await loadConventions();
  const wanted = new Map<string, Pick<SnapshotRequest, "hours" | "service">>(asked);
  if (hasCatalog) wanted.set(`${usualHours} `, { hours: usualHours, service: undefined });
  for (const key of failed.keys()) if (!wanted.has(key)) failed.delete(key);
  try {
    await forAll(wanted, signal, ([key, { hours, service }]) =>
      refreshRange(key, lastHours(hours, service, context.nowMs()), keeping, context),
    );
  } finally {
    keeping.refreshedUntilMs = context.nowMs() + 3 * everyMs;
    for (const [key, one] of windows) if (!isFresh(one, keeping, context.nowMs())) windows.delete(key);
  }
}

/** Computes the range, if it is time to: one that fails costs as much as one that does not. */
async function refreshRange(
  key: string,
  window: CatalogWindow,
  keeping: Keeping,
  context: ApiContext,
): Promise<void> {
  const { windows, failed } = keeping;
  const nowMs = context.nowMs();
  const known = windows.get(keyOf(window));
  const isDue = known === undefined || nowMs - known.snapshot.checkedMs >= known.costMs * keptFactor;
  if (!isDue || nowMs < (failed.get(key) ?? 0)) return;
  const begin = performance.now();
  try {
    await computeOnce(window, keeping, context);
    failed.delete(key);
  } catch (error) {
    failed.set(key, context.nowMs() + (performance.now() - begin) * keptFactor);
    throw error;
  }
}

/** Does `work` for each of `items`, also when it fails for one, until `signal` is aborted. */
async function forAll<Item>(
  items: Iterable<Item>,
  signal: AbortSignal,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  let failure: { readonly error: unknown } | undefined;
  for (const item of items) {
    if (signal.aborted) return;
    try {
      await work(item);
    } catch (error) {
      failure ??= { error };
    }
  }
  if (failure !== undefined) throw failure.error;
}
