import { hostile } from "quoting/hostile";
import fc from "fast-check";
import { expect, test } from "vitest";

import { parseWhere, suggestedConditions, whereText } from "./where-text.ts";

test("conditions are a text and back, and values that stay keep their type", () => {
  const where = { region: "eu", "http.response.status_code": 500, beta: true, query: "a=b" };
  const text = "region=eu, http.response.status_code=500, beta=true, query=a=b";
  expect(whereText(where)).toBe(text);
  expect(parseWhere(text, where)).toEqual({ where, problem: "" });
  expect(parseWhere(`${text}, tier = gold`, where).where).toEqual({ ...where, tier: "gold" });
  expect(parseWhere("http.response.status_code=404", where).where).toEqual({
    "http.response.status_code": "404",
  });
  expect(whereText({})).toBe("");
  expect(parseWhere(" , ", {})).toEqual({ where: {}, problem: "" });
});

test.each([
  [{ name: "Doe, Jane" }, 'name="Doe, Jane"'],
  [{ "a=b": "c" }, '"a=b"=c'],
  [{ "region!": "eu" }, '"region!"=eu'],
  [{ region: "" }, 'region=""'],
  [{ region: " eu" }, 'region=" eu"'],
  [{ size: '5"', region: "eu" }, String.raw`size="5\"", region=eu`],
  [{ code: "A\n\u202EB" }, String.raw`code="A\n\u202eB"`],
])("writes %j in quotes where it would be read otherwise", (where, text) => {
  expect(whereText(where)).toBe(text);
  expect(parseWhere(text, {})).toEqual({ where, problem: "" });
});

test("any condition is a text and back", () => {
  fc.assert(
    fc.property(fc.dictionary(hostile, hostile), (where) => {
      const text = whereText(where)!;
      const parsed = parseWhere(text, {});
      expect(text).not.toMatch(/[\n\r]/);
      expect(parsed.problem).toBe("");
      expect(Object.entries(parsed.where)).toEqual(Object.entries(where));
    }),
  );
});

test("quotes around a value are not a part of it", () => {
  expect(parseWhere('region="eu", tier="gold, silver"', {}).where).toEqual({
    region: "eu",
    tier: "gold, silver",
  });
});

test.each([
  ["region: eu, tier: gold", "`region: eu` is not a condition."],
  ["region=eu, tier", "`tier` is not a condition."],
  ["=, region=eu", "`=` is not a condition."],
  ["region=", "`region=` has no value."],
  ["region!=eu", "`region!=eu` is not a condition: only `=` compares."],
  ["region==eu", "`region==eu` is not a condition: only `=` compares."],
  ["amount>=5", "`amount>=5` is not a condition: only `=` compares."],
  ["region=~eu", "`region=~eu` is not a condition: only `=` compares."],
  ["a=1, a=2", "`a` has two conditions. Remove one."],
  ['region="eu', 'The quotes of `region="eu` are not complete.'],
  ['region="eu" or "us"', 'The quotes of `region="eu" or "us"` are not complete.'],
  ["region='eu'", "The quotes of `region='eu'` are not complete."],
])("%s is a mistake, and nothing of it is dropped", (text, problem) => {
  const parsed = parseWhere(text, { region: "eu" });
  expect(parsed.problem.slice(0, problem.length)).toBe(problem);
  expect(parsed.where).toEqual({});
});

test("conditions that only the YAML can have have no text", () => {
  expect(whereText({ region: ["eu"] })).toBeUndefined();
  expect(whereText({ region: null })).toBeUndefined();
});

test("a suggestion adds the last condition", () => {
  expect(suggestedConditions("", ["region=", "tier="])).toEqual(["region=", "tier="]);
  expect(suggestedConditions("region=eu, ti", ["region=eu", "tier="])).toEqual(["region=eu, tier="]);
  expect(suggestedConditions('name="Doe, Jane", ti', ["tier="])).toEqual(['name="Doe, Jane", tier=']);
  expect(suggestedConditions('name="Doe, ', ["tier="])).toEqual([]);
});
