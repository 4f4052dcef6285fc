// When each service last sent something, and how late it was: senders on the library say so in two headers of each request. They tell a late
// service from a silent one. Kept in memory, by each console for what it receives.
import type { SenderTimes } from "contract";
import type { Resource } from "otlp";
import { serviceOf } from "./resource.ts";
import type { Sender } from "./sender.ts";

/** The senders of each tenant. */
export interface Senders {
  /** Notes a request that has arrived, stored or not. */
  note(signal: string, request: Iterable<{ readonly resource: Resource }>, sender: Sender): void;
  /** Those of one tenant, or of all; by name, the 1,000 that sent last. */
  list(tenant: string | undefined): readonly SenderTimes[];
}

/** Most services in the list: those that sent last. */
const maxListed = 1000;
/** Services of all tenants; over it the one that was silent for longest is forgotten. */
const maxServices = 10_000;

interface SenderEntry {
  readonly tenant: string;
  readonly service: string;
  receivedMs: number;
  sentMs: number | undefined;
  /** Of the last request of each signal that said it. */
  readonly oldestAgeMs: Map<string, number>;
}

/** @param now returns Unix ms. */
export function createSenders(now: () => number, most: number = maxServices): Senders {
  // in the order of their last requests
  const known = new Map<string, SenderEntry>();
  function noteService(signal: string, service: string, { tenant, sent }: Sender): void {
    const key = `${tenant.length} ${tenant}${service}`;
    const before = known.get(key);
    const one = before ?? { tenant, service, receivedMs: 0, sentMs: undefined, oldestAgeMs: new Map() };
    if (before !== undefined) known.delete(key);
    known.set(key, one);
    one.receivedMs = now();
    if (sent !== undefined) {
      one.sentMs = Math.max(one.sentMs ?? 0, sent.atMs);
      if (sent.oldestAgeMs !== undefined) one.oldestAgeMs.set(signal, sent.oldestAgeMs);
    }
    if (known.size > most) known.delete(known.keys().next().value as string);
  }
  return {
    note(signal, request, sender) {
      let last: string | undefined;
      for (const { resource } of request) {
        const service = serviceOf(resource);
        // most requests have one service
        if (service !== last) noteService(signal, service, sender);
        last = service;
      }
    },
    list: (tenant) =>
      [...known.values()]
        .filter((one) => tenant === undefined || one.tenant === tenant)
        .slice(-maxListed)
        .map(toTimes)
        .toSorted((a, b) => (a.service < b.service ? -1 : 1)),
  };
}

function toTimes({ service, receivedMs, sentMs, oldestAgeMs }: SenderEntry): SenderTimes {
  return {
    service: service.slice(0, maxNameLength),
    receivedAt: new Date(receivedMs).toISOString(),
    sentAt: sentMs === undefined ? null : new Date(sentMs).toISOString(),
    lagMs: oldestAgeMs.size === 0 ? null : Math.max(...oldestAgeMs.values()),
  };
}

const maxNameLength = 1000;
