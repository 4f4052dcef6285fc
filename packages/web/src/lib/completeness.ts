// Up to when data is complete: what is late of a subject, the range that is complete, and the words for both.
import type { SignalCompleteness } from "contract";

import { formatAge, formatTime } from "./time.ts";
import { resolveRange, type TimeRange } from "./time-range.ts";

export type Signal = SignalCompleteness["signal"];

/** Data of a subject that has not arrived yet. */
export interface Late {
  /** Nothing earlier is expected any more. */
  readonly upToMs: number;
  /** The latest first. */
  readonly items: readonly SignalCompleteness[];
}

/** One service, several, or all of them. */
export type Services = string | readonly string[] | undefined;

/** What is late of `signals` of `services`; `undefined` when nothing is. */
export function lateOf(
  items: readonly SignalCompleteness[],
  signals: readonly Signal[],
  services?: Services,
): Late | undefined {
  const wanted = typeof services === "string" ? [services] : services;
  const late = items
    .filter(
      ({ state, signal, service }) =>
        state === "late" && signals.includes(signal) && wanted?.includes(service) !== false,
    )
    .toSorted((a, b) => upToMs(a) - upToMs(b));
  return late[0] === undefined ? undefined : { upToMs: upToMs(late[0]), items: late };
}

const upToMs = ({ completeUpTo }: SignalCompleteness): number => Date.parse(completeUpTo);

/** Since when a service has sent nothing at all, ISO 8601; `undefined` while it sends any signal. */
export function silentSince(items: readonly SignalCompleteness[], service: string): string | undefined {
  const own = items.filter((item) => item.service === service);
  if (own.some(({ state }) => state !== "silent")) return undefined;
  return own.map(({ lastReceivedAt }) => lastReceivedAt).toSorted((a, b) => Date.parse(b) - Date.parse(a))[0];
}

/**
 * The complete part of a range, of which some is not: it ends earlier, so that both sides of a comparison are complete.
 *
 * `undefined` when the whole range is complete; `none` when nothing of it is.
 */
export function completePart<Query extends TimeRange>(
  query: Query,
  late: Late | undefined,
  now: number = Date.now(),
): Query | "none" | undefined {
  if (late === undefined) return undefined;
  const { fromMs, toMs } = resolveRange(query, now);
  if (late.upToMs >= toMs) return undefined;
  return late.upToMs <= fromMs ? "none" : { ...query, to: new Date(late.upToMs).toISOString() };
}

/** An item whose figures end at `late`, because later data has not arrived. */
export type MaybeLate<T> = T & {
  readonly late?: Late | undefined;
  /** Why nothing is compared. */
  readonly lack?: "not complete" | "completeness unknown" | undefined;
};

/** Why no verdict can be given of an item, `unknown since 14:33`; `undefined` where one can. */
export function unknownWords({ late, lack }: MaybeLate<unknown>): string | undefined {
  if (late !== undefined) return `unknown since ${formatTime(late.upToMs)}`;
  return lack === undefined ? undefined : "unknown";
}

/** What is late of services; `undefined` while the console has not said so. */
export type LateIn = ((services?: Services) => Late | undefined) | undefined;

/** What is late of the services that send the records of a type; of all services where these are not known. */
export function lateOfType(
  { services }: { readonly services: readonly string[] },
  lateIn: LateIn,
): Late | undefined {
  return lateIn?.(services.length === 0 ? undefined : services);
}

/** What is late of the services of `items`, if there are any: the figures of those that are late end there. */
export function lateOfItems<T>(
  items: readonly T[],
  servicesOf: Items<T>["servicesOf"],
  lateIn: LateIn,
): Late | undefined {
  if (items.length === 0) return undefined;
  const each = items.map(servicesOf);
  const isKnown = each.every((services) => services.length > 0);
  return lateOfType({ services: isKnown ? [...new Set(each.flat())] : [] }, lateIn);
}

/** What `withComplete` needs to know of items. */
export interface Items<T> {
  readonly keyOf: (item: T) => string;
  /** The services whose data the item is of; none where they are not known. */
  readonly servicesOf: (item: T) => readonly string[];
  /** Takes off an item what a comparison needs. */
  readonly withoutBefore: (item: T) => T;
}

/**
 * The items of a range: those that are late as they are in `complete`, the complete part of the range.
 *
 * Nothing is compared where that has none, and while it is not known what is late.
 */
export function withComplete<T>(
  all: readonly T[],
  complete: readonly T[],
  lateIn: LateIn,
  { keyOf, servicesOf, withoutBefore }: Items<T>,
): readonly MaybeLate<T>[] {
  if (lateIn === undefined)
    return all.map((item) => ({ ...withoutBefore(item), lack: "completeness unknown" }));
  const late = lateOfItems(all, servicesOf, lateIn);
  if (late === undefined) return all.map((item) => ({ ...item, late }));
  const byKey = new Map(complete.map((item) => [keyOf(item), item]));
  return all.map((item) => {
    const own = lateOfType({ services: servicesOf(item) }, lateIn);
    if (own === undefined) return { ...item, late: undefined };
    const before = byKey.get(keyOf(item));
    const end = { upToMs: late.upToMs, items: own.items };
    return before === undefined
      ? { ...withoutBefore(item), late: end, lack: "not complete" }
      : { ...before, late: end };
  });
}

/** The end of the figures of a list: those of its late items end together. */
export function lateEndOf(items: readonly MaybeLate<unknown>[] | undefined): Late | undefined {
  return items?.find(({ late }) => late !== undefined)?.late;
}

/** Signals that are late together, by service: a sender that is held up is late with all it sends. The furthest behind first. */
export function groupLate(items: readonly SignalCompleteness[]): readonly Late[] {
  const signalsOf = Map.groupBy(items, ({ service }) => service);
  const groups = Map.groupBy(items, ({ service }) =>
    [...new Set(signalsOf.get(service)?.map(({ signal }) => signal))].toSorted().join(),
  );
  return [...groups.values()].map((group) => lateOf(group, signals)!).toSorted((a, b) => a.upToMs - b.upToMs);
}

/** In the order of their weight for a business. */
const signals: readonly Signal[] = ["business", "spans", "logs", "metrics"];

const words: Readonly<Record<Signal, string>> = {
  spans: "spans",
  logs: "logs",
  metrics: "metrics",
  business: "business events",
};
const list = new Intl.ListFormat("en");

/** `business events of storefront are 13 min behind`. */
export function describeLate({ items }: Late): string {
  const named = signals.filter((one) => items.some(({ signal }) => signal === one));
  const services = [...new Set(items.map(({ service }) => service))];
  const whose =
    services.length <= 2 ? services : [services[0] ?? "", `${services.length - 1} other services`];
  const ages = items
    .toSorted((a, b) => b.behindMs - a.behindMs)
    .map(({ behindMs }) => formatAge(0, behindMs));
  const most = new Set(ages).size > 1 ? "up to " : "";
  return `${list.format(named.map((one) => words[one]))} of ${list.format(whose)} are ${most}${ages[0]} behind`;
}

/** `complete up to 19:02`. */
export function completeWords({ upToMs: at }: Late): string {
  return `complete up to ${formatTime(at)}`;
}

/** For an address line that names a comparison: `, complete up to 19:02`; empty when all is complete. */
export function completeSuffix(late: Late | undefined): string {
  return late === undefined ? "" : `, ${completeWords(late)}`;
}
