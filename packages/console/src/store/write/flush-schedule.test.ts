import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createFlushSchedule } from "./flush-schedule.ts";
import { createRequestTracker, type TrackedRequest } from "./request-tracker.ts";

const maxAgeMs = 100;
const expectedMs = 200;

beforeEach(() => {
  vi.useFakeTimers({
    toFake: ["setTimeout", "clearTimeout", "setImmediate", "clearImmediate", "performance"],
  });
});
afterEach(() => void vi.useRealTimers());

/** An open group, and how often it was flushed. */
function openGroup() {
  const requests = createRequestTracker(expectedMs, () => performance.now());
  const state = { queue: "idle" as "idle" | "in doubt" | "busy", flushes: 0 };
  const schedule = createFlushSchedule({
    requests,
    maxAgeMs,
    uptimeMs: () => performance.now(),
    queueState: () => state.queue,
    flush() {
      state.flushes += 1;
      schedule.flushed();
    },
  });
  return {
    schedule,
    state,
    begin: (connection: { destroyed: boolean }): TrackedRequest => requests.begin(connection),
    /** The rows of a request are in the group. */
    addRows(request: TrackedRequest): TrackedRequest {
      schedule.rowsAdded();
      request.rowsAdded();
      return request;
    },
    /** How often it was flushed after so many ms. */
    async flushesAfter(ms: number): Promise<number> {
      await vi.advanceTimersByTimeAsync(ms);
      return state.flushes;
    },
  };
}

const connect = () => ({ destroyed: false });

describe("flushes the open group", () => {
  test("at once when the only sender waits for it, every time", async () => {
    const { begin, addRows, flushesAfter } = openGroup();
    const connection = connect();
    for (let round = 1; round <= 3; round++) {
      const request = addRows(begin(connection));
      expect(await flushesAfter(1)).toBe(round);
      request.end();
    }
  });

  test("after the rows of a request that is still being read", async () => {
    const { begin, addRows, flushesAfter } = openGroup();
    const read = begin(connect());
    addRows(begin(connect()));
    expect(await flushesAfter(50)).toBe(0);
    addRows(read);
    expect(await flushesAfter(1)).toBe(1);
  });

  test("without a request that was rejected while it was read", async () => {
    const { begin, addRows, flushesAfter } = openGroup();
    const read = begin(connect());
    addRows(begin(connect()));
    expect(await flushesAfter(50)).toBe(0);
    read.end();
    expect(await flushesAfter(1)).toBe(1);
  });

  test("when all recently answered senders sent again, a connection as many requests as it had at once", async () => {
    const { begin, addRows, flushesAfter } = openGroup();
    const [one, session] = [connect(), connect()];
    const answered = [begin(one), begin(session), begin(session)].map(addRows);
    expect(await flushesAfter(1)).toBe(1);
    for (const request of answered) request.end();
    addRows(begin(session));
    expect(await flushesAfter(10)).toBe(1);
    addRows(begin(one));
    expect(await flushesAfter(10)).toBe(1);
    addRows(begin(session));
    expect(await flushesAfter(1)).toBe(2);
  });

  test("without senders that closed their connection or were silent for long", async () => {
    const { begin, addRows, flushesAfter } = openGroup();
    const [gone, silent, one] = [connect(), connect(), connect()];
    for (const request of [addRows(begin(gone)), addRows(begin(silent))]) request.end();
    expect(await flushesAfter(expectedMs - 20)).toBe(1);
    gone.destroyed = true;
    addRows(begin(one));
    expect(await flushesAfter(19)).toBe(1);
    expect(await flushesAfter(2)).toBe(2);
  });

  test("when it is old, whichever requests are expected", async () => {
    const { begin, addRows, flushesAfter } = openGroup();
    begin(connect());
    addRows(begin(connect()));
    expect(await flushesAfter(maxAgeMs - 1)).toBe(0);
    expect(await flushesAfter(1)).toBe(1);
  });

  test("after a rest of a quarter of the time of the last insert", async () => {
    const { schedule, begin, addRows, flushesAfter } = openGroup();
    schedule.inserted(80);
    addRows(begin(connect()));
    expect(await flushesAfter(19)).toBe(0);
    expect(await flushesAfter(1)).toBe(1);
  });

  test("when it is old and the last insert ended, with the senders that were answered and send again at once", async () => {
    const { schedule, state, begin, addRows, flushesAfter } = openGroup();
    const [one, other] = [connect(), connect()];
    const answered = addRows(begin(one));
    expect(await flushesAfter(1)).toBe(1);
    state.queue = "busy";
    addRows(begin(other));
    expect(await flushesAfter(150)).toBe(1);
    state.queue = "idle";
    schedule.inserted(150);
    answered.end();
    expect(await flushesAfter(5)).toBe(1);
    addRows(begin(one));
    expect(await flushesAfter(1)).toBe(2);
  });

  test("by its age alone when its rows came without a request", async () => {
    const { schedule, flushesAfter } = openGroup();
    schedule.rowsAdded();
    expect(await flushesAfter(maxAgeMs - 1)).toBe(0);
    expect(await flushesAfter(1)).toBe(1);
  });

  test("not while another group is being inserted; in doubt, when it is old", async () => {
    const { schedule, state, begin, addRows, flushesAfter } = openGroup();
    state.queue = "busy";
    addRows(begin(connect()));
    expect(await flushesAfter(500)).toBe(0);
    state.queue = "in doubt";
    schedule.inserted(500);
    expect(await flushesAfter(1)).toBe(1);
  });
});
