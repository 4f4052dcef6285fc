// Which escapes are decoded: all that may be part of a secret, and few others, because decoding takes several times as long as the scan.
import { expect, test } from "vitest";
import { lookOut } from "./escapes.ts";

test.each([
  ["paid%20order", false],
  ["GET%2Forders", false],
  ["Bearer%20abc", true],
  ["token%3Dabc", true],
  ["%74oken=abc", true],
])("whether `%s` is decoded: %s", (text, isDecoded) => {
  const escapes = lookOut();
  escapes.begins = () => false;
  escapes.finder.find(text, text.indexOf("%"), 0);
  expect(escapes.seen).toBe(isDecoded);
});
