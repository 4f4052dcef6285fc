// Live events: one event stream for the whole page, read through `useLive`.
// Pausing freezes the pages and stops queries from being refetched; the rate in the rail continues.
import { type Arrival, pathOf, type Pulse } from "contract";
import { useSyncExternalStore } from "react";

import { type AlertNotification, showNotification } from "./notifications.ts";

export interface LiveState {
  readonly connection: "connecting" | "open" | "lost";
  readonly paused: boolean;
  /** The last 60 seconds, oldest first. */
  readonly pulses: readonly Pulse[];
  /** The last 40, newest first. */
  readonly arrivals: readonly Arrival[];
}

const keepPulses = 60;
const keepArrivals = 40;

let state: LiveState = { connection: "connecting", paused: false, pulses: [], arrivals: [] };
const listeners = new Set<() => void>();

function set(change: Partial<LiveState>): void {
  state = { ...state, ...change };
  for (const listener of listeners) listener();
}

/** The delay before reconnecting when the browser has given up, as it does after a response that is not an event stream. */
const againMs = 5000;

/** Opens the stream and keeps it open; call once. Returns a function that closes it. */
export function startLive(): () => void {
  let source = open();
  const timer = setInterval(() => {
    if (source.readyState === EventSource.CLOSED) source = open();
  }, againMs);
  return () => {
    clearInterval(timer);
    source.close();
  };
}

function open(): EventSource {
  const source = new EventSource(pathOf("GET /api/live"));
  source.addEventListener("open", () => set({ connection: "open" }));
  // The browser reconnects by itself unless the response was not an event stream.
  source.addEventListener("error", () => set({ connection: "lost" }));
  source.addEventListener("pulse", (event) => {
    const pulse = parse<Pulse>(event);
    if (pulse !== undefined) set({ connection: "open", pulses: [...state.pulses, pulse].slice(-keepPulses) });
  });
  // The last minute as the console recorded it, including what this page has missed.
  source.addEventListener("pulses", (event) => {
    const pulses = parse<readonly Pulse[]>(event);
    if (pulses !== undefined) set({ connection: "open", pulses: pulses.slice(-keepPulses) });
  });
  source.addEventListener("arrival", (event) => {
    const arrival = parse<Arrival>(event);
    if (arrival !== undefined && !state.paused)
      set({ arrivals: newestFirst([arrival, ...state.arrivals]).slice(0, keepArrivals) });
  });
  source.addEventListener("notification", (event) => {
    const notification = parse<AlertNotification>(event);
    if (notification !== undefined) showNotification(notification);
  });
  return source;
}

/** Pauses or resumes the pages. */
export function setPaused(paused: boolean): void {
  if (paused !== state.paused) set({ paused });
}

/** The state at this moment, for code outside components. */
export const liveState = (): LiveState => state;

/** A part of the live state; renders again only when that part changes. `select` must return a stable value. */
export function useLive<T>(select: (state: LiveState) => T): T {
  return useSyncExternalStore(subscribe, () => select(state));
}

/** Calls `listener` after every change until the returned function is called. */
export function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function parse<T>(event: Event): T | undefined {
  try {
    return JSON.parse((event as MessageEvent<string>).data) as T;
  } catch {
    return undefined;
  }
}

/** Spans are reported when they end, records when their batch arrives: their own times can be out of order. */
function newestFirst(arrivals: readonly Arrival[]): readonly Arrival[] {
  return arrivals.toSorted((a, b) => (a.time < b.time ? 1 : a.time > b.time ? -1 : 0));
}
