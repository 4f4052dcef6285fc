import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { setImmediate as nextTurn } from "node:timers/promises";
import fc from "fast-check";
import { expect, test } from "vitest";
import { jsonPieces, longJson, maxJsonBytes, shortJson } from "./json-answer.ts";

test("pieces together are what JSON.stringify writes", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
      expect([...jsonPieces(value)].join("")).toBe(JSON.stringify(value));
    }),
  );
});

test("fields that are undefined are left out, in a list they are null", () => {
  const value = { a: undefined, b: [undefined, { c: undefined }], at: new Date(0), d: { e: undefined } };
  expect([...jsonPieces(value)].join("")).toBe(JSON.stringify(value));
});

test("a long answer is a stream whose pieces are short, and others get their turn", async () => {
  const span = (n: number) => ({ n, name: `span ${n}`, attributes: { text: "a".repeat(n % 300) } });
  const data = { spans: Array.from({ length: 40_000 }, (_, n) => span(n)), outline: { starts: [1, 2] } };
  const answer = longJson(data) as Readable;
  expect(answer).toBeInstanceOf(Readable);
  let turns = 0;
  let isSent = false;
  const sending = text(answer).finally(() => (isSent = true));
  while (!isSent) {
    turns += 1;
    await nextTurn();
  }
  expect(await sending).toBe(JSON.stringify(data));
  expect(turns).toBeGreaterThan(20);
});

test("a short one is a text, also where its route may be long", () => {
  const data = { spans: [{ n: 1 }], outline: undefined };
  expect(longJson(data)).toBe(JSON.stringify(data));
  expect(shortJson(data)).toBe(JSON.stringify(data));
});

test("an answer that is not called long is refused above the limit, counted in bytes", () => {
  expect(() => shortJson({ text: "ü".repeat(maxJsonBytes / 2) })).toThrow("more than 8 MB");
  expect(shortJson({ text: "u".repeat(maxJsonBytes / 2) })).toContain("uuu");
});
