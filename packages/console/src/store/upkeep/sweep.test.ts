import { expect, test } from "vitest";
import { defaultRetention } from "../../tables/retention-days.ts";
import { createSweeper } from "./sweep.ts";

function setUp(look: () => Promise<{ knownMs: number; clockMs: number } | undefined>) {
  const state = { looks: 0, notes: [] as string[] };
  const sweeper = createSweeper({
    clients: [],
    knownTime: {
      look() {
        state.looks += 1;
        return look();
      },
      confirm: async () => 0,
    },
    retention: defaultRetention,
    maxSizeBytes: undefined,
    note: (note) => void state.notes.push(note),
  });
  return { state, sweeper };
}

test("a console that does not sweep finds by itself that deletion is paused, with one look a minute", async () => {
  const doubt = { knownMs: 0, clockMs: 864_000_000 };
  const { state, sweeper } = setUp(async () => doubt);
  expect(await sweeper.findDoubt()).toEqual(doubt);
  expect(await sweeper.findDoubt()).toEqual(doubt);
  expect(state.looks).toBe(1);
  expect(state.notes).toEqual([expect.stringContaining("the clock says 1970-01-11T00:00:00.000Z")]);
});

test("a store that is away does not make the figures fail", async () => {
  const { state, sweeper } = setUp(() => Promise.reject(new Error("away")));
  expect(await sweeper.findDoubt()).toBeUndefined();
  expect(await sweeper.findDoubt()).toBeUndefined();
  expect(state.looks).toBe(1);
});
