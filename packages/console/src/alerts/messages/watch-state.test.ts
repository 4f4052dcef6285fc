import { expect, test } from "vitest";
import { judgeLook, nothingWatched, watchedFrom } from "./watch-state.ts";

const start = Date.parse("2026-11-20T18:38:00Z");
const minute = 60_000;

/** Claims and minutes of the messages about looks each minute, which find the rules below `failing` not evaluated. */
function run(minutes: number, failing: (index: number) => readonly number[]) {
  let watched = watchedFrom(nothingWatched);
  const sent: (readonly [minute: number, claim: string])[] = [];
  for (let index = 0; index < minutes; index++) {
    const unknown = new Map(
      failing(index).map((rule) => [`Rule ${rule}`, { since: null, reason: "The query failed." }]),
    );
    const { notices, ...after } = judgeLook(
      watched,
      { tenant: "", unknown, rules: 15 },
      start + index * minute,
    );
    watched = after;
    for (const { claim = "" } of notices) sent.push([index, claim]);
  }
  return sent;
}

test("rules that break one after the other send a page each quarter of an hour", () => {
  const sent = run(60, (index) => Array.from({ length: index / 4 }, (_, rule) => rule));
  expect(sent).toEqual([
    [7, "Telltale cannot evaluate 1 of 15 rules since 18:42 UTC"],
    [22, "Telltale cannot evaluate 4 more of 15 rules since 18:46 UTC"],
    [37, "Telltale cannot evaluate 4 more of 15 rules since 19:02 UTC"],
    [52, "Telltale cannot evaluate 4 more of 15 rules since 19:18 UTC"],
  ]);
});

test("a rule that fails in two of three rounds is a page: one clean round hides nothing", () => {
  expect(run(120, (index) => (index % 3 === 2 ? [] : [3]))).toEqual([
    [7, "Telltale cannot evaluate 1 of 15 rules since 18:38 UTC"],
  ]);
});

test("a rule that fails in one of three rounds sends nothing", () => {
  expect(run(120, (index) => (index % 3 === 0 ? [3] : []))).toEqual([]);
});

test.each([4, 5, 8, 15, 25])(
  "rules that fail and are evaluated for %d minutes in turn send two messages an hour",
  (length) => {
    const sent = run(600, (index) => (index % (2 * length) < length ? [1, 2] : []));
    expect(sent.length).toBeGreaterThan(4);
    expect(sent.length).toBeLessThanOrEqual(21);
  },
);
