import { expect, test } from "vitest";
import { followAddress, textToSend } from "./followed-text.ts";

test("a text that arrives in the address late does not undo what was typed since", () => {
  const typing = { typed: "abc", seen: "", sent: ["a", "ab"] };
  const first = followAddress(typing, "a");
  expect(first).toEqual({ typed: "abc", seen: "a", sent: ["ab"] });
  expect(followAddress(first, "ab")).toEqual({ typed: "abc", seen: "ab", sent: [] });
  // one that the router left out
  expect(followAddress(typing, "ab")).toEqual({ typed: "abc", seen: "ab", sent: [] });
});

test("a text of another origin replaces what was typed", () => {
  expect(followAddress({ typed: "abc", seen: "a", sent: ["ab"] }, "z")).toEqual({
    typed: "z",
    seen: "z",
    sent: [],
  });
  const same = { typed: "abc", seen: "a", sent: [] };
  expect(followAddress(same, "a")).toBe(same);
});

test("what the router left out is not waited for: a later Back is followed", () => {
  const typing = { typed: "", seen: "", sent: ["a", ""] };
  const arrived = followAddress(typing, "");
  expect(arrived).toEqual({ typed: "", seen: "", sent: [] });
  const again = followAddress({ typed: "a", seen: "", sent: ["a", "", "a"] }, "a");
  expect(again).toEqual({ typed: "a", seen: "a", sent: [] });
  expect(followAddress(again, "").typed).toBe("");
});

test("what is typed is put into the address once, and not after another text replaced it", () => {
  const trimmed = (text: string): string => text.trim();
  expect(textToSend({ typed: "ab ", seen: "", sent: ["a"] }, trimmed)).toBe("ab");
  expect(textToSend({ typed: "a ", seen: "", sent: ["a"] }, trimmed)).toBeUndefined();
  expect(textToSend({ typed: "", seen: "", sent: ["a"] }, trimmed)).toBe("");
  const back = followAddress({ typed: "xy", seen: "x", sent: [] }, "");
  expect(textToSend(back, trimmed)).toBeUndefined();
});
