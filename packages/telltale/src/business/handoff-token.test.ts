import { cutBytes } from "../engine/text/cut-bytes.ts";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  decodeHandoff,
  encodeHandoff,
  maxIdBytes,
  maxTokenLength,
  maxTypeBytes,
  type Handoff,
} from "./handoff-token.ts";

const hex = (bytes: number) =>
  fc.uint8Array({ minLength: bytes, maxLength: bytes }).map((b) => Buffer.from(b).toString("hex"));
const text = (maxBytes: number) =>
  fc
    .string({ unit: "grapheme", minLength: 1, maxLength: 300 })
    .map((s) => cutBytes(s.toWellFormed(), maxBytes) || "x");
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });

const handoffs: fc.Arbitrary<Handoff> = fc.record({
  type: text(maxTypeBytes),
  id: text(maxIdBytes),
  startTimeUnixNano: fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }),
  traceId: hex(16),
  spanId: hex(8),
  traceFlags: fc.integer({ min: 0, max: 255 }),
  user: maybe(text(128)),
  session: maybe(text(128)),
  amount: maybe(
    fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => n + 0),
      fc.constantFrom("0.10", "-5", "1".repeat(64)),
    ),
  ),
  currency: maybe(fc.constantFrom("EUR", "USD", "XXX")),
});

test("what is read is what was written, within 1 kB of base64url", () => {
  fc.assert(
    fc.property(handoffs, (handoff) => {
      const token = encodeHandoff(handoff);
      expect(token.length).toBeLessThanOrEqual(maxTokenLength);
      expect(token).toMatch(/^[\w-]+$/);
      expect(decodeHandoff(token)).toEqual(handoff);
    }),
  );
});

test("the largest one fits and stays whole", () => {
  const largest: Handoff = {
    type: "t".repeat(maxTypeBytes),
    id: "€".repeat(85),
    startTimeUnixNano: (1n << 64n) - 1n,
    traceId: "f".repeat(32),
    spanId: "f".repeat(16),
    traceFlags: 3,
    user: "u".repeat(128),
    session: "s".repeat(128),
    amount: "9".repeat(64),
    currency: "EUR",
  };
  const token = encodeHandoff(largest);
  expect(token.length).toBeLessThanOrEqual(maxTokenLength);
  expect(decodeHandoff(token)).toEqual(largest);
  expect(decodeHandoff(encodeHandoff({ ...largest, user: "u".repeat(129) }))?.user).toBeUndefined();
});

test("a changed or cut token is refused", () => {
  fc.assert(
    fc.property(handoffs, fc.nat(), fc.constantFrom("A", "b", "-", "9"), (handoff, where, letter) => {
      const token = encodeHandoff(handoff);
      const at = where % (token.length - 1);
      expect(decodeHandoff(token.slice(0, at))).toBeUndefined();
      const changed = token.slice(0, at) + letter + token.slice(at + 1);
      expect(changed === token || decodeHandoff(changed) === undefined).toBe(true);
    }),
  );
});

test("anything else is refused without a throw", () => {
  const bytes = fc.uint8Array({ maxLength: 900 }).map((b) => Buffer.from(b).toString("base64url"));
  fc.assert(
    fc.property(fc.oneof(fc.anything(), bytes), (wrong) => {
      expect(decodeHandoff(wrong)).toBeUndefined();
    }),
  );
});

test("text is cut at a character, never inside one", () => {
  expect(cutBytes("abc", 2)).toBe("ab");
  expect(cutBytes("a€", 3)).toBe("a");
  expect(cutBytes("a€", 4)).toBe("a€");
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.nat(20), (s, max) => {
      const whole = s.toWellFormed();
      const cut = cutBytes(whole, max);
      expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(max);
      expect(whole.startsWith(cut)).toBe(true);
    }),
  );
});
