import { type Problem, type RuleFile, toEnd } from "alerts";
import { expect, test } from "vitest";
import { createReadCounter } from "../../../../../tools/testing/longest-step.ts";
import { threadMsOf } from "../../../../../tools/testing/thread-time.ts";
import type { FolderFile } from "./rule-folder.ts";
import { brokenRules } from "./broken-rules.ts";
import { type FileMemory, nothingRemembered } from "./file-memory.ts";
import { memoryOf, publish } from "./published.ts";
import type { RuleEntry } from "./judge.ts";
import { assembleRules, brokenBy, type JudgedRules, problemsAmong, type RuleSet } from "./rule-set.ts";
import type { StoredThing } from "./stored-things.ts";

type Assembled = ReturnType<typeof assembleRules> extends Generator<void, infer Result> ? Result : never;

const rule = (name: string, more: object = {}) => ({
  name,
  on: { metric: "jobs" },
  when: { above: 1 },
  ...more,
});
const file = (path: string, content: object, problems: FolderFile["problems"] = []): FolderFile => ({
  path,
  content: content as RuleFile,
  problems,
});
const stored = (id: string, content: object, kind: StoredThing["kind"] = "alert"): StoredThing => ({
  kind,
  id,
  version: 1,
  savedMs: 0,
  savedBy: "anna",
  content: content as StoredThing["content"],
});
const assemble = (
  files: readonly FolderFile[],
  things: readonly StoredThing[] = [],
  before: FileMemory = nothingRemembered,
  nowMs = 1_000,
): Assembled => toEnd(assembleRules(files, things, before, nowMs));
/** Rules that the leader has judged as they are. */
const asPublished = ({ entries }: RuleSet): JudgedRules => ({ entries, published: entries });
const entry = (content: object): RuleEntry => ({
  ...({ kind: "alert", place: "", stored: "", problems: [] } as const),
  content: content as RuleEntry["content"],
});
/** What a restarted console knows. */
const published = (set: RuleSet): FileMemory =>
  memoryOf(JSON.parse(publish(set)) as Parameters<typeof memoryOf>[0]);
const namesOf = ({ file: { alerts = [] } }: RuleSet): string[] => alerts.map(({ name }) => name);
const problemsOf = ({ entries }: RuleSet): string[] =>
  entries.flatMap(({ content, problems }) =>
    problems.map(({ path, message }) => `${content.name} ${path} ${message}`),
  );

test("puts files and stored things together; they may refer to each other", () => {
  const { set } = assemble(
    [file("a.yaml", { alerts: [rule("Child", { dependsOn: ["Parent"] })] })],
    [
      stored("1", rule("Parent")),
      stored(
        "2",
        { name: "All", match: { alert: "*" }, from: "2026-01-01T00:00:00Z", to: "2026-01-02T00:00:00Z" },
        "silence",
      ),
    ],
  );
  expect(namesOf(set)).toEqual(["Child", "Parent"]);
  expect(set.file.silences).toHaveLength(1);
  expect(set.files).toEqual([{ path: "a.yaml", rules: 1, problems: [] }]);
});

test("leaves out a stored rule with the name of one from a file", () => {
  const { set } = assemble([file("a.yaml", { alerts: [rule("One")] })], [stored("1", rule("One"))]);
  expect(set.entries.map((one) => [one.place, one.stored, one.problems.length])).toEqual([
    ["a.yaml", "", 0],
    ["", "1", 1],
  ]);
});

test("leaves out what depends on a rule that was left out, and keeps the rest", () => {
  const { set } = assemble(
    [],
    [
      stored("1", rule("Child", { dependsOn: ["Parent"] })),
      stored("2", rule("Parent", { window: "0s" })),
      stored("3", rule("Other")),
    ],
  );
  expect(namesOf(set)).toEqual(["Other"]);
  expect(problemsOf(set)).toEqual([
    "Child dependsOn[0] is `Parent`, which has mistakes itself.",
    "Parent window is `0s`; expected 1s or more.",
  ]);
});

test("a file whose references are wrong stays as it last was, with its problems", () => {
  const before = assemble([file("a.yaml", { alerts: [rule("One"), rule("Two")] })]);
  const now = assemble(
    [file("a.yaml", { alerts: [rule("One", { dependsOn: ["Twos"] }), rule("Two")] })],
    [stored("1", rule("Three"))],
    before.memory,
  );
  expect(namesOf(now.set)).toEqual(["One", "Two", "Three"]);
  expect(now.set.file.alerts![0]!.dependsOn).toBeUndefined();
  expect(now.set.files[0]!.problems).toMatchObject([
    { path: "One: dependsOn[0]", fix: "Did you mean `Two`?" },
  ]);
  // and so at the next look
  const later = assemble(
    [file("a.yaml", { alerts: [rule("One", { dependsOn: ["Twos"] })] })],
    [],
    now.memory,
  );
  expect(namesOf(later.set)).toEqual(["One", "Two"]);
});

test("judges one rule among the others", () => {
  const { set } = assemble([file("a.yaml", { alerts: [rule("One")] })]);
  for (const judged of [set.entries, []]) {
    const problemsOfOne = (content: object): readonly Problem[] =>
      toEnd(problemsAmong(entry(content), set.entries, { ...set, published: judged }));
    expect(problemsOfOne(rule("Two", { dependsOn: ["One"] }))).toEqual([]);
    expect(problemsOfOne(rule("One"))).toMatchObject([{ path: "name" }]);
    expect(problemsOfOne({ name: "Two" })).toMatchObject([{ path: "when" }]);
    expect(problemsOfOne(rule("Two", { dependsOn: ["Three"] }))).toMatchObject([{ path: "dependsOn[0]" }]);
  }
});

const unreadable: FolderFile["problems"] = [
  { path: "", message: "is not YAML.", fix: "Correct it.", line: 3 },
];

test.each(["not YAML", "a wrong reference"])(
  "a console that restarts while a file has %s continues with its last good rules",
  (mistake) => {
    const good = file("a.yaml", { alerts: [rule("One"), rule("Two")] });
    const broken: FolderFile =
      mistake === "not YAML"
        ? { path: "a.yaml", problems: unreadable }
        : file("a.yaml", { alerts: [rule("One", { dependsOn: ["Twos"] })] });
    const before = assemble([good]);
    const now = assemble([broken], [], before.memory, 2_000);
    expect([namesOf(now.set), now.set.files[0]!.brokenSince]).toEqual([["One", "Two"], 2_000]);
    const restarted = assemble([broken], [], published(now.set), 9_000);
    expect([namesOf(restarted.set), restarted.set.files[0]!.brokenSince]).toEqual([["One", "Two"], 2_000]);
    // it was broken while no console ran
    const late = assemble([broken], [], published(before.set), 9_000);
    expect([namesOf(late.set), late.set.files[0]!.brokenSince]).toEqual([["One", "Two"], 9_000]);
    const corrected = assemble([good], [], restarted.memory, 9_500);
    expect(corrected.set.files).toEqual([{ path: "a.yaml", rules: 2, problems: [] }]);
    // a deleted file is not a broken file
    expect(namesOf(assemble([], [], restarted.memory).set)).toEqual([]);
  },
);

test("a file whose rule lost its parent keeps it as a broken rule, also after a restart", () => {
  const child = file("b.yaml", { alerts: [rule("Child", { dependsOn: ["Parent"] }), rule("Other")] });
  const before = assemble([file("a.yaml", { alerts: [rule("Parent")] }), child]);
  const now = assemble([child], [], before.memory);
  const restarted = assemble([{ path: "b.yaml", problems: unreadable }], [], published(now.set));
  for (const { set } of [now, restarted]) {
    expect(namesOf(set)).toEqual(["Other"]);
    expect(toEnd(brokenRules(set.entries))).toMatchObject([
      { declaration: { name: "Child" }, reason: expect.stringContaining("(b.yaml) cannot be evaluated") },
    ]);
  }
});

test("a rule that is evaluated under the same name, or disabled, is not a broken rule", () => {
  const { set } = assemble(
    [file("a.yaml", { alerts: [rule("One")] })],
    [stored("1", rule("One")), stored("2", rule("Off", { disabled: true, dependsOn: ["Nothing"] }))],
  );
  expect(set.entries.filter(({ problems }) => problems.length > 0)).toHaveLength(2);
  expect(toEnd(brokenRules(set.entries))).toEqual([]);
});

test("names what a change would break, whatever it is stored in", () => {
  const { set } = assemble(
    [file("b.yaml", { alerts: [rule("Child", { dependsOn: ["Parent"] })] })],
    [
      stored("1", rule("Parent")),
      stored("2", rule("Grandchild", { dependsOn: ["Child"] })),
      stored("3", rule("Wrong", { window: "0s" })),
    ],
  );
  const after = set.entries.filter(({ stored: id }) => id !== "1");
  const without2 = set.entries.filter(({ stored: id }) => id !== "2");
  // as the leader judged them, or before it has
  for (const judged of [set.entries, set.entries.slice(1), []]) {
    const broken = (left: readonly RuleEntry[]): string[] =>
      toEnd(brokenBy({ ...set, published: judged }, left)).map(({ content }) => content.name);
    expect(broken(after)).toEqual(["Child", "Grandchild"]);
    expect(broken(set.entries)).toEqual([]);
    expect(broken(without2)).toEqual([]);
  }
});

test.each([
  ["DROP TABLE spans", "Only queries that read are allowed (line 1, column 1)."],
  ["SELECT 1 AS value; DROP TABLE spans", "Only one query at a time is allowed (line 1, column 18)."],
  ["SELECT count() AS value FROM orders", "There is no table `orders` to read (line 1, column 30)."],
  ["EXPLAIN SELECT 1 AS value", "is not a query with rows of values."],
  ["DESCRIBE TABLE spans", "is not a query with rows of values."],
])("a rule with the query %s has a mistake, and its file stays as it was", (sql, message) => {
  const good = file("a.yaml", { alerts: [rule("One")] });
  const { memory } = assemble([good]);
  const member = { when: { any: [{ on: { sql }, when: { above: 1 } }, { when: { below: 0 } }] } };
  const bad = file("a.yaml", { alerts: [rule("One"), rule("Query", { on: { sql } }), rule("Any", member)] });
  const { set } = assemble([bad], [], memory);
  expect(namesOf(set)).toEqual(["One"]);
  const [query, any] = set.files[0]!.problems;
  expect([query!.path, any!.path]).toEqual(["Query: on.sql", "Any: when.any[0].on.sql"]);
  expect(query!.message).toContain(message);
});

test("what the engine says of a query makes a mistake of its rule", () => {
  const judge = (sql: string) =>
    sql.includes("nothing") ? { message: "is wrong.", fix: "Correct it." } : undefined;
  const sql = (text: string) => rule(text, { on: { sql: text } });
  const { set } = toEnd(
    assembleRules(
      [file("a.yaml", { alerts: [sql("SELECT nothing AS value"), sql("SELECT 1 AS value")] })],
      [],
      nothingRemembered,
      1_000,
      { judgeSql: judge },
    ),
  );
  expect(namesOf(set)).toEqual(["SELECT 1 AS value"]);
});

test("a rule and an objective that makes a rule of its name exclude each other, whichever is there first", () => {
  const objective = { name: "Good", on: { transaction: "buy", measure: "completion" }, target: 0.9 };
  const named = rule("Good: error budget burns");
  const problemsOfNew = (there: StoredThing, added: RuleEntry) => {
    const { set } = assemble([], [there]);
    return toEnd(problemsAmong(added, set.entries, asPublished(set)));
  };
  expect(problemsOfNew(stored("o", objective, "objective"), entry(named))).toEqual([
    {
      path: "name",
      message: "`Good: error budget burns` is the name of a rule that the objective `Good` makes.",
      fix: "Choose another name for the rule, or for the objective.",
    },
  ]);
  expect(problemsOfNew(stored("r", named), { ...entry(objective), kind: "objective" })).toEqual([
    {
      path: "name",
      message: "makes a rule `Good: error budget burns`, which exists.",
      fix: "Choose another name for the objective, or for that rule.",
    },
  ]);
});

/** Each depends on the next; the last one has a mistake. */
const chain = (count: number): object[] =>
  Array.from({ length: count }, (_, place) =>
    rule(`r${place}`, place === count - 1 ? { for: "soon" } : { dependsOn: [`r${place + 1}`] }),
  );

test("what depends on a rule with mistakes is left out with it, however long the chain is", () => {
  const { set } = assemble(
    [],
    chain(50).map((content, place) => stored(String(place), content)),
  );
  expect(set.file.alerts).toEqual([]);
  expect(problemsOf(set).slice(0, 2)).toEqual([
    "r0 dependsOn[0] is `r1`, which has mistakes itself.",
    "r1 dependsOn[0] is `r2`, which has mistakes itself.",
  ]);
  expect(problemsOf(set)).toHaveLength(50);
});

test.each([
  ["a chain whose end has a mistake", chain(2_000)],
  [
    "one circle",
    Array.from({ length: 2_000 }, (_, place) =>
      rule(`r${place}`, {
        dependsOn: [1, 2, 3, 5, 8, 13, 21, 34].map((step) => `r${(place + step) % 2_000}`),
      }),
    ),
  ],
  [
    "wrong names",
    Array.from({ length: 2_000 }, (_, place) =>
      rule(`r${place}`, { dependsOn: Array.from({ length: 8 }, (__, other) => `s${place}${other}`) }),
    ),
  ],
])("2,000 rules are judged in a moment: %s", (_, contents) => {
  const things = contents.map((content, place) => stored(String(place), content));
  // the chain took minutes
  expect(threadMsOf(() => assemble([], things))).toBeLessThan(15_000);
});

/** Rules and objectives whose reads are counted: each rule depends on the one before it. */
function countedRules(count: number) {
  const { counted, readsOf } = createReadCounter();
  const on = counted({ transaction: "purchase", measure: "completion" });
  const when = counted({ above: 0.5 });
  const things = Array.from({ length: count }, (_, place) => [
    stored(
      `r${place}`,
      rule(`r${place}`, {
        on,
        when,
        dependsOn: counted([`r${Math.max(0, place - 1)}`].slice(place === 0 ? 1 : 0)),
      }),
    ),
    stored(`o${place}`, { name: `o${place}`, on, target: 0.9 }, "objective"),
  ]).flat();
  return { things, on, when, readsOf };
}

test("rules are judged one at a time: what is done between two pauses does not grow with their number", () => {
  const works = [10, 500].map((count) => {
    const { things, when, readsOf } = countedRules(count);
    const { set } = assemble([], things);
    const first = set.entries[0]!;
    const rules = asPublished(set);
    const changed = { ...first, content: { ...first.content, window: "0s" } };
    const all = set.entries.map((one) => (one === first ? changed : one));
    return {
      assemble: readsOf(assembleRules([], things, nothingRemembered, 1_000)),
      // the end of the chain, with which all the others go
      mistake: readsOf(
        assembleRules(
          [],
          things.map((one) =>
            one.id === "r0" ? { ...one, content: { ...one.content, window: "0s" } } : one,
          ),
          nothingRemembered,
          1_000,
        ),
      ),
      create: readsOf(problemsAmong(entry(rule("new", { when })), set.entries, rules)),
      change: readsOf(problemsAmong(changed, set.entries.slice(1), rules)),
      remove: readsOf(brokenBy(rules, set.entries.slice(1))),
      rename: readsOf(brokenBy(rules, all)),
      broken: readsOf(brokenRules(set.entries)),
    };
  });
  const [few, many] = works.map((one) => Object.entries(one).map(([name, { most }]) => [name, most]));
  expect(many).toEqual(few);
});

test("what the leader has judged is not judged again", () => {
  const { things, readsOf } = countedRules(100);
  const { set } = assemble([], things);
  const alone = readsOf(assembleRules([], things, nothingRemembered, 1_000)).all;
  const known = asPublished(set);
  const created = entry(rule("new"));
  expect(readsOf(problemsAmong(created, set.entries, known)).all).toBeLessThan(alone / 2);
  expect(readsOf(brokenBy(known, set.entries)).all).toBeLessThan(alone / 2);
  // without the leader's judgement: the others alone, and then with it
  const unknown = { ...known, published: [] };
  expect(readsOf(problemsAmong(created, set.entries, unknown)).all).toBeGreaterThan(alone);
});
