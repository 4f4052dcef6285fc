// What stays of a text, and what becomes `*`.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { overflow } from "./overflow.ts";
import { skeletonOf } from "./skeleton.ts";
import { threadMsOf } from "../../../../tools/testing/thread-time.ts";

test.each([
  ["", ""],
  [" \n\t", ""],
  ["shutting down", "shutting down"],
  ["order order-789 accepted", "order order-* accepted"],
  ["took 12ms", "took *"],
  ["took 1.25 s, 3 rows", "took * rows"],
  ["12 of 90", "* of *"],
  ["-5 and +3.1e9", "* and *"],
  ["disk at 93.1%", "disk at *%"],
  ["user 5b8efff7-9803-4103-a269-b633813fc60c left", "user * left"],
  ["key deadbeef", "key *"],
  [`key ${"x".repeat(64)}`, `key ${"x".repeat(64)}`],
  [`key ${"x".repeat(65)}`, "key *"],
  ["from 10.0.0.1:8080", "from *"],
  ["from [fe80::1]:80", "from [*]:*"],
  ["at 2026-11-22T14:48:00.123Z done", "at * done"],
  ["2026-11-22 14:48:00,123 INFO ready", "* INFO ready"],
  ["Nov 22 14:48:00 host app", "* host app"],
  ["Mon, 23 Nov 2026 10:00:00 GMT", "* GMT"],
  ["mail to u1@example.com sent", "mail to * sent"],
  ['search for "red shoes" failed', "search for * failed"],
  ["can't open 'a b'", "can't open *"],
  ["GET https://a.example/orders/12?x=1 failed", "GET https://a.example/orders/*?* failed"],
  ["GET /api/v1/users/u12/edit", "GET /api/*/users/*/edit"],
  ["ids [1, 2, 3]", "ids [*]"],
  ["ids []", "ids [*]"],
  ["ids 1, 2, 3 left", "ids * left"],
  [`a/${"x".repeat(64)}`, `a/${"x".repeat(64)}`],
  [`a/${"x".repeat(65)}`, "a/*"],
  ["[INFO] ready", "[INFO] ready"],
  ["level=info user=u1 path=/a", "level=* user=* path=*"],
  ['level=info msg="cart updated" user=u1', "level=* msg=cart updated user=*"],
  ['got {"a":1,"b":[2]} from u1', "got {*} from *"],
  ['{"msg":"paid 5 EUR","n":1}', "{msg: paid * EUR, *}"],
  ['{"a":1,"b":{"c":"x"}}', "{a: *, b: *, c: *}"],
  ["[1,2]", "[*]"],
  ["{}", "{*}"],
  ["Error: no such file\n    at open (a.js:1:2)\n    at run", "Error: no such file"],
  ["\n\nfirst line\nsecond", "first line"],
  ["用户123登录成功", "用户*登录成功"],
  ["Zahlung ungültig für ٣٤", "Zahlung ungültig für *"],
  ["…", "*"],
])("%j becomes %j", (text, skeleton) => {
  expect(skeletonOf(text)).toBe(skeleton);
});

describe("of any text", () => {
  const text = fc.oneof(
    fc.string({ unit: "binary", maxLength: 300 }),
    fc
      .array(
        fc.constantFrom(
          "a",
          "12",
          '"',
          "'",
          "[",
          "{",
          "}",
          "]",
          "=",
          " ",
          "\n",
          ":",
          "\\",
          "/",
          "@",
          "*",
          "…",
          "é",
          ",",
        ),
        { maxLength: 80 },
      )
      .map((parts) => parts.join("")),
    fc.json(),
  );

  test("has no line break, no blank twice, a bounded length, and is not the mark of an overflow", () => {
    fc.assert(
      fc.property(text, (one) => {
        const skeleton = skeletonOf(one);
        expect(skeleton).not.toMatch(/[\n\r\t]|^ | $/);
        expect(skeleton.length).toBeLessThanOrEqual(900);
        expect(skeleton).not.toBe(overflow);
      }),
      { seed: 1, numRuns: 5_000 },
    );
  });

  test("is the same for other numbers", () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.nat(),
        fc.constantFrom("took # ms", "order-# left", "a=# b", "x (#) y", "n: #, m"),
        (a, b, form) => {
          expect(skeletonOf(form.replace("#", String(a)))).toBe(skeletonOf(form.replace("#", String(b))));
        },
      ),
      { seed: 1 },
    );
  });
});

test.each([
  ["many words", "a ".repeat(1_000_000)],
  ["one long word", "x".repeat(5_000_000)],
  ["open quotes", "\"'".repeat(500_000)],
  ["open brackets", "[".repeat(500_000)],
  ["open objects", '{"a":'.repeat(200_000)],
  ["blank", " ".repeat(100_000)],
])("%s take no time that grows with their square", (_, text) => {
  expect(threadMsOf(() => skeletonOf(text))).toBeLessThan(5000);
});
