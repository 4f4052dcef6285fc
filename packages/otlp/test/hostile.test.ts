// Broken messages: every outcome is a message or an `OtlpError`.
import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { codecs, errorCodeOf, outcomeOf } from "./codecs.ts";

const outcome = /^(?:read|OTLP_[A-Z_]+)$/;

describe.each(codecs)("$name", ({ messages, encode, decode, encodeJson, decodeJson }) => {
  test("returns a message or throws an OtlpError for every truncation", () => {
    fc.assert(
      fc.property(messages, (message) => {
        const bytes = encode(message as never);
        const outcomes = Array.from(bytes, (_, size) => outcomeOf(() => decode(bytes.subarray(0, size))));
        expect(["read", "OTLP_TRUNCATED"]).toEqual(expect.arrayContaining([...new Set(outcomes)]));
      }),
      { numRuns: 8 },
    );
  });

  test("rejects a truncation inside the last field", () => {
    const groups = fc.sample(messages, { numRuns: 50, seed: 7 }).filter((message) => message.length > 0);
    expect(groups.length).toBeGreaterThan(10);
    for (const message of groups) {
      const bytes = encode(message as never);
      expect(errorCodeOf(() => decode(bytes.subarray(0, -1)))).toBe("OTLP_TRUNCATED");
    }
  });

  test("returns a message or throws an OtlpError for changed, removed and added bytes", () => {
    const change = fc.tuple(fc.nat(), fc.nat({ max: 255 }), fc.constantFrom("set", "remove", "insert"));
    fc.assert(
      fc.property(messages, fc.array(change, { minLength: 1, maxLength: 8 }), (message, changes) => {
        const bytes = [...encode(message as never)];
        for (const [place, byte, how] of changes) {
          const at = place % (bytes.length + 1);
          if (how === "set") bytes[at] = byte;
          else if (how === "remove") bytes.splice(at, 1);
          else bytes.splice(at, 0, byte);
        }
        expect(outcomeOf(() => decode(Uint8Array.from(bytes)))).toMatch(outcome);
      }),
      { numRuns: 500 },
    );
  });

  test("returns a message or throws an OtlpError for random bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(outcomeOf(() => decode(bytes))).toMatch(outcome);
      }),
      { numRuns: 2000 },
    );
  });

  test("returns a message or throws an OtlpError for changed JSON text", () => {
    const change = fc.tuple(
      fc.nat(),
      fc.constantFrom('"', "{", "}", "[", "]", "null", "-1", ",", "1e999", "x", ""),
    );
    fc.assert(
      fc.property(messages, fc.array(change, { minLength: 1, maxLength: 4 }), (message, changes) => {
        let json = encodeJson(message as never);
        for (const [place, piece] of changes) {
          const at = place % (json.length + 1);
          json = json.slice(0, at) + piece + json.slice(at + 1);
        }
        expect(outcomeOf(() => decodeJson(json))).toMatch(outcome);
      }),
      { numRuns: 500 },
    );
  });

  test("returns a message or throws an OtlpError for any JSON in place of any field", () => {
    const values = [
      null,
      1,
      -1,
      1.5,
      "",
      "x",
      "7",
      true,
      [],
      {},
      [[]],
      [null],
      [1],
      { values: 3 },
      { key: 1 },
    ];
    fc.assert(
      fc.property(messages, fc.nat(), fc.constantFrom(...values), (message, place, value) => {
        const json: unknown = JSON.parse(encodeJson(message as never));
        replaceSomewhere(json, place, value);
        expect(outcomeOf(() => decodeJson(JSON.stringify(json)))).toMatch(outcome);
      }),
      { numRuns: 500 },
    );
  });

  test("returns a message or throws an OtlpError for random JSON", () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        expect(outcomeOf(() => decodeJson(json))).toMatch(outcome);
      }),
      { numRuns: 1000 },
    );
  });
});

/** Replaces one member somewhere inside `json` by `value`. */
function replaceSomewhere(json: unknown, place: number, value: unknown): void {
  const places: [Record<string, unknown>, string][] = [];
  const visit = (node: unknown): void => {
    if (typeof node !== "object" || node === null) return;
    for (const [key, child] of Object.entries(node)) {
      places.push([node as Record<string, unknown>, key]);
      visit(child);
    }
  };
  visit(json);
  const [parent, key] = places[place % places.length] ?? [{}, ""];
  parent[key] = value;
}
