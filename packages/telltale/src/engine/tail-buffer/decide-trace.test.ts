import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createTailBuffer } from "./create-tail-buffer.ts";
import { kept } from "./decision.ts";
import type { TailBufferSettings } from "./tail-buffer.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] }));
afterEach(() => void vi.useRealTimers());

test("a trace whose decision throws is kept, and later ones are decided in time", () => {
  const dropped = { kept: false, mark: undefined };
  let calls = 0;
  const settings = {
    limits: { waitMs: 1, maxTraces: 9, maxSpansPerTrace: 9, maxBytes: Infinity, maxDecisions: 9 },
    filter: undefined,
    makeSampler: () => ({
      byRule: () => ({}),
      decide() {
        if (calls++ === 0) throw new Error("planted");
        return dropped;
      },
    }),
  } as unknown as TailBufferSettings;
  const buffer = createTailBuffer(
    settings,
    () => true,
    () => {},
    undefined as never,
  );
  const join = (t3: number): ReturnType<typeof buffer.join> => {
    const trace = buffer.join({ t0: 0, t1: 0, t2: 0, t3 } as never, undefined, 0);
    trace.open = 1;
    return trace;
  };
  const [failing, other] = [join(1), join(2)];
  vi.advanceTimersByTime(1000);
  expect(failing.decision).toBe(kept);
  expect(other.decision).toBe(dropped);
  const later = join(3);
  vi.advanceTimersByTime(1000);
  expect(later.decision).toBe(dropped);
  expect(buffer.stats()).toMatchObject({ open: 0, waited: 3 });
});
