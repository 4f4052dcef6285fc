// The order of the four states: each row has what is known, and the state that follows.
import { expect, test } from "vitest";

import { type Bad, decideVerdict } from "./verdict.ts";

const missed: Bad = { kind: "error", word: "46.0 %, objective 90.0 %" };
const alert: Bad = { kind: "warn", word: "alert open" };

test.each([
  // what is not known is said first, whatever else seems to be true
  [{ unknown: "late", bad: [missed], few: "few so far", isPromised: true }, ["unknown", "unknown", "late"]],
  [{ unknown: "late", bad: [], few: undefined, isPromised: true }, ["unknown", "unknown", "late"]],
  // what is bad needs no number of transactions: a business that stopped has none
  [{ unknown: undefined, bad: [missed], few: "few so far", isPromised: true }, ["bad", "error", missed.word]],
  [{ unknown: undefined, bad: [alert], few: undefined, isPromised: true }, ["bad", "warn", "alert open"]],
  [
    { unknown: undefined, bad: [alert, missed], few: undefined, isPromised: true },
    ["bad", "error", missed.word],
  ],
  // too little is never green, though rules hold
  [{ unknown: undefined, bad: [], few: "few so far", isPromised: true }, ["few", "off", "few so far"]],
  [{ unknown: undefined, bad: [], few: "few so far", isPromised: false }, ["few", "off", "few so far"]],
  // green only where a promise was evaluated
  [{ unknown: undefined, bad: [], few: undefined, isPromised: true }, ["good", "ok", "steady"]],
  [{ unknown: undefined, bad: [], few: undefined, isPromised: false }, ["good", "off", "steady"]],
] as const)("%o is %o", (input, [state, kind, word]) => {
  expect(decideVerdict({ ...input, word: "steady" })).toEqual({ state, kind, word });
});
