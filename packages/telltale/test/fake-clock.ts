// A clock that moves when a test says so, for timers and for the engine's sense of time.
import { vi } from "vitest";
import { reanchor } from "../src/engine/runtime/clock.ts";

/** Stops time until `realClock()`. */
export function fakeClock(): void {
  vi.useFakeTimers({
    toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "performance", "Date"],
  });
  reanchor();
}

/** Lets time go on. */
export function realClock(): void {
  vi.useRealTimers();
  reanchor();
}
