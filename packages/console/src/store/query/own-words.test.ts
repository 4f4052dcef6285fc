// Errors of the engine as callers see them.
import { expect, test } from "vitest";
import { inOwnWords } from "./own-words.ts";

test.each([
  [
    "Cannot parse string 'order-789 of u1' as UInt8: syntax error at begin of string. Note: there are toUInt8OrZero",
    "SELECT toUInt8(name) FROM spans",
    "Cannot parse string '… of …' as UInt8: syntax error at begin of string. …: there are ….",
  ],
  [
    "Unknown expression identifier `nothing` in scope SELECT nothing FROM spans. ",
    "SELECT nothing FROM spans",
    "Unknown expression identifier `nothing` in scope SELECT nothing FROM spans.",
  ],
  [
    "Number of arguments for function toDate doesn't match: passed 3, should be 1 or 2.",
    "SELECT toDate(1, 2, 3)",
    "Number of arguments for function toDate doesn't match: passed 3, should be 1 or 2.",
  ],
  ["Unknown data type family: k9-x/y+z==", "SELECT CAST(1, x)", "Unknown data type …==."],
  ["Type é’secret’ 4711 17", "SELECT 1", "Type …."],
  ["", "SELECT 1", "."],
])("%s", (message, query, expected) => {
  const words = inOwnWords(message, query);
  expect(words).toBe(expected);
  expect(words).not.toMatch(/789|u1|k9|secret|4711|17/);
});

test("takes time that is linear in the message and the query", () => {
  const begin = process.threadCpuUsage();
  for (const piece of ["x'", "… ", "a b ", "'(", ".", "9"])
    inOwnWords(piece.repeat(60_000), piece.repeat(50_000));
  const { user } = process.threadCpuUsage(begin);
  expect(user / 1000).toBeLessThan(1_000);
});
