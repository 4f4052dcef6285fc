// Live events, of the one event stream that all tabs of the browser share (live/hub.ts), read through `useLive`.
// Pausing freezes the pages and stops queries from being refetched; the rate in the rail continues.
import type { Arrival, Pulse } from "contract";
import { useSyncExternalStore } from "react";

import { request } from "../data/client.ts";
import type { LiveEvent } from "./live/hub.ts";
import { joinHub } from "./live/join-hub.ts";
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

/** Shows what the stream sends until the returned function is called; call once. */
export function startLive(): () => void {
  return joinHub((message) => {
    if ("data" in message) receive(message.type, message.data);
    else if (message.type === "open") set({ connection: "open" });
    else if (message.type === "lost") {
      set({ connection: "lost" });
      leaveEndedSession();
    }
  });
}

function receive(type: LiveEvent, data: string): void {
  const event = parse(data);
  if (event === undefined) return;
  if (type === "notification") showNotification(event as AlertNotification);
  else if (type === "arrival") receiveArrival(event as Arrival);
  // The last minute as the console recorded it, including what this page has missed.
  else if (type === "pulses") set({ pulses: (event as readonly Pulse[]).slice(-keepPulses) });
  else set({ pulses: [...state.pulses, event as Pulse].slice(-keepPulses) });
}

/** Two streams are open for a moment when a tab joins, and may both send it. */
function receiveArrival(arrival: Arrival): void {
  if (state.paused || state.arrivals.some((known) => isSame(known, arrival))) return;
  set({ arrivals: newestFirst([arrival, ...state.arrivals]).slice(0, keepArrivals) });
}

const isSame = (a: Arrival, b: Arrival): boolean =>
  a.time === b.time && a.kind === b.kind && a.title === b.title && a.traceId === b.traceId;

/** The stream also ends with the session. The request then leads to the login form. */
function leaveEndedSession(): void {
  void request("/api/session", {}).catch(() => undefined);
}

/** Pauses or resumes the pages. */
export function setPaused(paused: boolean): void {
  if (paused !== state.paused) set({ paused });
}

/** Pauses the pages that are live, and resumes those that are paused, also while the console does not answer. */
export function togglePaused(): void {
  setPaused(!state.paused);
}

/** Whether the console has received anything: a span since it started, or something of any signal in the last minute. */
export function hasReceived({ pulses, arrivals }: Pick<LiveState, "pulses" | "arrivals">): boolean {
  return (
    arrivals.length > 0 ||
    pulses.some(
      (pulse) =>
        pulse.totalSpans > 0 ||
        pulse.spansPerSecond > 0 ||
        pulse.logsPerSecond > 0 ||
        pulse.pointsPerSecond > 0 ||
        pulse.businessEventsPerSecond > 0,
    )
  );
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

function parse(data: string): unknown {
  try {
    return JSON.parse(data) as unknown;
  } catch {
    return undefined;
  }
}

/** Spans are reported when they end, records when their batch arrives: their own times can be out of order. */
function newestFirst(arrivals: readonly Arrival[]): readonly Arrival[] {
  return arrivals.toSorted((a, b) => (a.time < b.time ? 1 : a.time > b.time ? -1 : 0));
}
