import type { RuleFile } from "alerts";
import { expect, test } from "vitest";
import type { FolderFile } from "./rule-folder.ts";
import { assembleRules, problemsAmong, type RuleSet } from "./rule-set.ts";
import type { StoredThing } from "./stored-things.ts";

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
const namesOf = ({ file: { alerts = [] } }: RuleSet): string[] => alerts.map(({ name }) => name);
const problemsOf = ({ entries }: RuleSet): string[] =>
  entries.flatMap(({ content, problems }) =>
    problems.map(({ path, message }) => `${content.name} ${path} ${message}`),
  );

test("puts files and stored things together; they may refer to each other", () => {
  const { set } = assembleRules(
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
  const { set } = assembleRules([file("a.yaml", { alerts: [rule("One")] })], [stored("1", rule("One"))]);
  expect(set.entries.map((one) => [one.place, one.stored, one.problems.length])).toEqual([
    ["a.yaml", "", 0],
    ["", "1", 1],
  ]);
});

test("leaves out what depends on a rule that was left out, and keeps the rest", () => {
  const { set } = assembleRules(
    [],
    [
      stored("1", rule("Child", { dependsOn: ["Parent"] })),
      stored("2", rule("Parent", { window: "0s" })),
      stored("3", rule("Other")),
    ],
  );
  expect(namesOf(set)).toEqual(["Other"]);
  expect(problemsOf(set)).toEqual([
    "Child dependsOn[0] is `Parent`; no rule has this name.",
    "Parent window is `0s`; expected 1s or more.",
  ]);
});

test("a file whose references are wrong stays as it last was, with its problems", () => {
  const before = assembleRules([file("a.yaml", { alerts: [rule("One"), rule("Two")] })], []);
  const now = assembleRules(
    [file("a.yaml", { alerts: [rule("One", { dependsOn: ["Twos"] }), rule("Two")] })],
    [stored("1", rule("Three"))],
    before.good,
  );
  expect(namesOf(now.set)).toEqual(["One", "Two", "Three"]);
  expect(now.set.file.alerts![0]!.dependsOn).toBeUndefined();
  expect(now.set.files[0]!.problems).toMatchObject([
    { path: "One: dependsOn[0]", fix: "Did you mean `Two`?" },
  ]);
  // and so at the next look
  const later = assembleRules(
    [file("a.yaml", { alerts: [rule("One", { dependsOn: ["Twos"] })] })],
    [],
    now.good,
  );
  expect(namesOf(later.set)).toEqual(["One", "Two"]);
});

test("judges one rule among the others", () => {
  const { set } = assembleRules([file("a.yaml", { alerts: [rule("One")] })], []);
  const entry = (content: object) => ({
    ...({ kind: "alert", place: "", stored: "", problems: [] } as const),
    content: content as { name: string },
  });
  expect(problemsAmong(entry(rule("Two")), set.entries)).toEqual([]);
  expect(problemsAmong(entry(rule("One")), set.entries)).toMatchObject([{ path: "name" }]);
  expect(problemsAmong(entry({ name: "Two" }), set.entries)).toMatchObject([{ path: "when" }]);
});
