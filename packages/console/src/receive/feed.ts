// Arrivals for the live page: at most ten a second, whatever the load, and only while a page is open.
import type { Arrival } from "contract";
import type { Sender } from "./sender.ts";

/** Where the intake announces arrivals and the live stream hears of them. */
export interface Feed {
  /** Whether an arrival would be heard now. Asked before one is made, so that making it costs nothing otherwise. */
  wanted(): boolean;
  publish(arrival: Arrival, sender: Sender): void;
  /** Calls `hear` for each arrival until the returned function is called. */
  onArrival(hear: (arrival: Arrival, sender: Sender) => void): () => void;
}

const perSecond = 10;

/** @param now gives Unix ms. */
export function createFeed(now: () => number = Date.now): Feed {
  const listeners = new Set<(arrival: Arrival, sender: Sender) => void>();
  let second = 0;
  let published = 0;

  function wanted(): boolean {
    const current = Math.trunc(now() / 1000);
    if (current !== second) {
      second = current;
      published = 0;
    }
    return listeners.size > 0 && published < perSecond;
  }

  return {
    wanted,
    publish(arrival, sender) {
      if (!wanted()) return;
      published++;
      for (const hear of listeners) hear(arrival, sender);
    },
    onArrival(hear) {
      listeners.add(hear);
      return () => listeners.delete(hear);
    },
  };
}
