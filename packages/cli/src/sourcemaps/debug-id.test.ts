import fc from "fast-check";
import { expect, test } from "vitest";
import {
  debugIdFor,
  debugIdOfFile,
  debugIdOfMap,
  mapWithDebugId,
  parseMap,
  withDebugId,
} from "./debug-id.ts";

const id = "85314830-023f-8cf1-a267-535f4e37bb17";
const map = JSON.stringify({ version: 3, sources: ["a.ts"], mappings: "AAAA", debugIds: "no id" });

test.each([
  ["debugId", { debugId: id }],
  ["debug_id", { debug_id: id.toUpperCase() }],
  ["both", { debugId: id, debug_id: id }],
  ["debug_id without dashes", { debug_id: id.replaceAll("-", "") }],
])("reads the id of a map: %s", (_, fields) => {
  expect(debugIdOfMap({ version: 3, ...fields })).toBe(id);
});

test.each([
  ["none", {}],
  ["another form", { debugId: "abc" }],
  ["no text", { debug_id: 5 }],
])("a map with %s has no id", (_, fields) => expect(debugIdOfMap(fields)).toBe(undefined));

test("the comment is before the one that names the map, which stays the last", () => {
  const linked = withDebugId("run();\n//# sourceMappingURL=a.js.map\n", id);
  expect(linked).toBe(`run();\n//# debugId=${id}\n//# sourceMappingURL=a.js.map\n`);
  expect(withDebugId("run();", id)).toBe(`run();\n//# debugId=${id}\n`);
  expect([linked, withDebugId("", id)].map(debugIdOfFile)).toEqual([id, id]);
});

test("a comment in a string of the code is not an id, and the last comment counts", () => {
  expect(debugIdOfFile(`const a = "//# debugId=${id}";`)).toBe(undefined);
  const other = id.replace("8", "9");
  expect(debugIdOfFile(`//# debugId=${id}\n//# debugId=${other}\n`)).toBe(other);
});

test.each([
  ["", map],
  [")]}'\n", map],
  ["\uFEFF", map],
])("a map keeps its text, after %j", (prefix, text) => {
  const written = mapWithDebugId(prefix + text, id);
  expect(parseMap(written, "a.js.map")).toEqual({
    ...(JSON.parse(map) as object),
    debugId: id,
    debug_id: id,
  });
  expect(written).toContain(text.slice(1));
});

test("ids are UUIDs of version 8 that follow from the content, and no lines move", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "\n", "//# ", "sourceMappingURL=", "debugId=", "{") });
  fc.assert(
    fc.property(text, text, (code, json) => {
      const made = debugIdFor(code, json);
      expect(made).toBe(debugIdFor(code, json));
      expect(made).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      expect(made).not.toBe(debugIdFor(`${code} `, json));
      const written = withDebugId(code, made);
      expect(debugIdOfFile(written)).toBe(made);
      expect(written.replace(`//# debugId=${made}\n`, "").replace(/\n$/, "")).toBe(code.replace(/\n$/, ""));
    }),
  );
});

test.each([
  ["its JSON is invalid", "{"],
  ["expected a JSON object", "[]"],
  ["expected `version` 3, found 2", `{"version":2}`],
  ["expected `mappings` or `sections`", `{"version":3}`],
])("names the file and the reason: %s", (reason, text) => {
  expect(() => parseMap(text, "dist/a.js.map")).toThrow(`dist/a.js.map is not a source map: ${reason}`);
});
