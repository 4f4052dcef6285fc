import { expect, test } from "vitest";
import { identityOfPerson, isOwn, nameOfToken, unverifiedName } from "./identity.ts";

test("two people have two identities, whatever issuer and subject are", () => {
  const people = [
    ["https://id.example", "a"],
    ["https://id.example/a", ""],
    ["https://id.example", "#a"],
    ["https://other.example", "a"],
  ] as const;
  const identities = people.map(([issuer, subject]) => identityOfPerson(issuer, subject));
  expect(new Set(identities).size).toBe(people.length);
});

test.each([
  ["ann", "ann"],
  ["ann@example.com", "ann@example.com"],
  ["ann\n@example.com\u2028", "ann @example.com"],
  ["\u202eann\u200b\u2066", "ann"],
  [`ann${"\u00a0".repeat(300)}`, "ann"],
  ["ann\u3164\u2800", "ann"],
  ["a".repeat(300), "a".repeat(100)],
  ["\u{1f600}".repeat(300), "\u{1f600}".repeat(100)],
  ["ann (token)", "ann (token)"],
])("the name %j keeps its mark", (name, shown) => {
  expect(unverifiedName(name)).toBe(`${shown} (not verified)`);
  expect(nameOfToken(name)).toBe(`${shown} (token)`);
});

test.each([
  ["token:a", { identity: "token:a", scope: "read" }, true],
  ["token:a", { identity: "token:b", scope: "admin" }, false],
  ["", { identity: "token:b", scope: "admin" }, true],
  ["", { identity: "token:b", scope: "alerts" }, false],
  ["", { identity: "", scope: "admin" }, true],
  ["token:a", { identity: "", scope: "admin" }, false],
])("what belongs to %j is of %j: %s", (owner, caller, expected) => {
  expect(isOwn(owner, caller)).toBe(expected);
});
