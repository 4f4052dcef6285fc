import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createDeparture } from "./departure.ts";
import { createPresence, type Visit } from "./presence.ts";

const maxAgeMs = 100;
const knownMs = 200;

beforeEach(() => {
  vi.useFakeTimers({
    toFake: ["setTimeout", "clearTimeout", "setImmediate", "clearImmediate", "performance"],
  });
});
afterEach(() => void vi.useRealTimers());

/** A group that is open, and how often it was sent off. */
function openGroup() {
  const presence = createPresence(knownMs, () => performance.now());
  const state = { may: "yes" as "yes" | "old" | "no", sent: 0 };
  const departure = createDeparture({
    presence,
    maxAgeMs,
    uptimeMs: () => performance.now(),
    mayGo: () => state.may,
    go() {
      state.sent += 1;
      departure.departed();
    },
  });
  return {
    departure,
    state,
    enter: (connection: { destroyed: boolean }): Visit => presence.enter(connection),
    /** The rows of a request are in the group. */
    place(visit: Visit): Visit {
      departure.boarded();
      visit.placed();
      return visit;
    },
    /** How often it was sent off once so many ms passed. */
    async sentAfter(ms: number): Promise<number> {
      await vi.advanceTimersByTimeAsync(ms);
      return state.sent;
    },
  };
}

const connect = () => ({ destroyed: false });

describe("an open group goes", () => {
  test("at once when the only sender waits for it, again and again", async () => {
    const { enter, place, sentAfter } = openGroup();
    const connection = connect();
    for (let round = 1; round <= 3; round++) {
      const visit = place(enter(connection));
      expect(await sentAfter(1)).toBe(round);
      visit.leave();
    }
  });

  test("with a request that is still being read, once its rows are there", async () => {
    const { enter, place, sentAfter } = openGroup();
    const read = enter(connect());
    place(enter(connect()));
    expect(await sentAfter(50)).toBe(0);
    place(read);
    expect(await sentAfter(1)).toBe(1);
  });

  test("without a request that was refused while it was read", async () => {
    const { enter, place, sentAfter } = openGroup();
    const read = enter(connect());
    place(enter(connect()));
    expect(await sentAfter(50)).toBe(0);
    read.leave();
    expect(await sentAfter(1)).toBe(1);
  });

  test("when all have come who were answered lately, of one connection as many as it had at once", async () => {
    const { enter, place, sentAfter } = openGroup();
    const [one, session] = [connect(), connect()];
    const answered = [enter(one), enter(session), enter(session)].map(place);
    expect(await sentAfter(1)).toBe(1);
    for (const visit of answered) visit.leave();
    place(enter(session));
    expect(await sentAfter(10)).toBe(1);
    place(enter(one));
    expect(await sentAfter(10)).toBe(1);
    place(enter(session));
    expect(await sentAfter(1)).toBe(2);
  });

  test("without those who closed their connection, or have not sent for long", async () => {
    const { enter, place, sentAfter } = openGroup();
    const [gone, silent, one] = [connect(), connect(), connect()];
    for (const visit of [place(enter(gone)), place(enter(silent))]) visit.leave();
    expect(await sentAfter(knownMs - 20)).toBe(1);
    gone.destroyed = true;
    place(enter(one));
    expect(await sentAfter(19)).toBe(1);
    expect(await sentAfter(2)).toBe(2);
  });

  test("when it is old, whoever is expected", async () => {
    const { enter, place, sentAfter } = openGroup();
    enter(connect());
    place(enter(connect()));
    expect(await sentAfter(maxAgeMs - 1)).toBe(0);
    expect(await sentAfter(1)).toBe(1);
  });

  test("after a rest of a quarter of what the last insert took", async () => {
    const { departure, enter, place, sentAfter } = openGroup();
    departure.arrived(80);
    place(enter(connect()));
    expect(await sentAfter(19)).toBe(0);
    expect(await sentAfter(1)).toBe(1);
  });

  test("when it is old and the last insert ended: with those who were answered with it and come at once", async () => {
    const { departure, state, enter, place, sentAfter } = openGroup();
    const [one, other] = [connect(), connect()];
    const answered = place(enter(one));
    expect(await sentAfter(1)).toBe(1);
    state.may = "no";
    place(enter(other));
    expect(await sentAfter(150)).toBe(1);
    state.may = "yes";
    departure.arrived(150);
    answered.leave();
    expect(await sentAfter(5)).toBe(1);
    place(enter(one));
    expect(await sentAfter(1)).toBe(2);
  });

  test("by its age alone when its rows came with no request", async () => {
    const { departure, sentAfter } = openGroup();
    departure.boarded();
    expect(await sentAfter(maxAgeMs - 1)).toBe(0);
    expect(await sentAfter(1)).toBe(1);
  });

  test("not while another is on its way; while that is in doubt, when it is old", async () => {
    const { departure, state, enter, place, sentAfter } = openGroup();
    state.may = "no";
    place(enter(connect()));
    expect(await sentAfter(500)).toBe(0);
    state.may = "old";
    departure.arrived(500);
    expect(await sentAfter(1)).toBe(1);
  });
});
