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

const mistake = { since: null, reason: "The file has a mistake." };

/** Messages about looks each minute: ten that find `unknown`, with `files` among them, then clean ones, with `known`. */
function claimsOf(
  unknown: readonly string[],
  { files = [], known }: { readonly files?: readonly string[]; readonly known: readonly string[] },
): readonly (string | undefined)[] {
  let watched = watchedFrom(nothingWatched);
  const claims: (string | undefined)[] = [];
  for (let index = 0; index < 25; index++) {
    const found = new Map(index < 10 ? unknown.map((name) => [name, mistake] as const) : []);
    const look = { tenant: "", unknown: found, rules: 15, files: new Set(files), known: new Set(known) };
    const { notices, ...after } = judgeLook(watched, look, start + index * minute);
    watched = after;
    claims.push(...notices.map(({ claim }) => claim));
  }
  return claims;
}

test.each([
  [
    ["new.yaml"],
    { files: ["new.yaml"], known: ["new.yaml"] },
    "Telltale cannot read the file new.yaml since 18:38 UTC",
    "Telltale reads the file new.yaml again since 18:47 UTC, after 9 min",
  ],
  [
    ["A", "a.yaml", "b.yaml"],
    { files: ["a.yaml", "b.yaml"], known: ["A", "a.yaml"] },
    "Telltale cannot evaluate 1 of 15 rules and cannot read the files a.yaml, b.yaml since 18:38 UTC",
    "Telltale evaluates all rules again since 18:47 UTC, after 9 min; b.yaml is no longer there",
  ],
  [
    ["A", "B"],
    { known: ["B"] },
    "Telltale cannot evaluate 2 of 15 rules since 18:38 UTC",
    "Telltale evaluates all rules again since 18:47 UTC, after 9 min; A is deleted or disabled",
  ],
  [
    ["A", "B"],
    { known: [] },
    "Telltale cannot evaluate 2 of 15 rules since 18:38 UTC",
    "A, B are deleted or disabled since 18:47 UTC, after 9 min",
  ],
])("of %j with %j it says what they are, and what became of them", (unknown, there, firing, recovered) => {
  expect(claimsOf(unknown, there)).toEqual([firing, recovered]);
});

test("a clock that was put back keeps neither the next page nor a recovery", () => {
  let watched = watchedFrom(nothingWatched);
  let now = start + 30 * 24 * 60 * minute;
  const claims: (string | undefined)[] = [];
  const looks = (count: number, rules: readonly string[]): void => {
    for (let index = 0; index < count; index++, now += minute) {
      const unknown = new Map(rules.map((rule) => [rule, mistake] as const));
      const { notices, ...after } = judgeLook(watched, { tenant: "", unknown, rules: 15 }, now);
      watched = after;
      claims.push(...notices.map(({ claim }) => claim));
    }
  };
  looks(6, ["A"]);
  looks(12, []);
  // one that lasts an hour at least
  looks(6, ["A"]);
  now = start;
  looks(6, ["A", "B"]);
  expect(claims.slice(3)).toEqual(["Telltale cannot evaluate 1 more of 15 rules since 18:38 UTC"]);
  looks(75, []);
  expect(watched.state.outages).toEqual([]);
  expect(claims.slice(4)).toEqual([
    "Telltale evaluates B again since 18:43 UTC, after 5 min",
    // it began at a time that is still to come
    "Telltale evaluates all rules again since 18:43 UTC",
  ]);
});
