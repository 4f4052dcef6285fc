import { expect, test } from "vitest";
import { printable, visible } from "./terminal.ts";

test("makes one line without characters that a terminal obeys", () => {
  expect(printable("a\u001B[31mred\u0007\r\n::error::b\u009B2J\u2028c")).toBe("a [31mred ::error::b 2J c");
  expect(printable("Größe ☕ \\n")).toBe("Größe ☕ \\n");
});

test("keeps lines and tabs, and shows every other control character as its escape", () => {
  expect(visible("a\tb\r\nc\n")).toBe("a\tb\r\nc\n");
  expect(visible("\u001B]0;title\u0007 \u009B2J \u202Eabc \rover")).toBe(
    String.raw`\u001b]0;title\u0007 \u009b2J \u202eabc \u000dover`,
  );
  const value = { name: "\u009B\u202E\u007F" };
  expect(JSON.parse(visible(JSON.stringify(value)))).toEqual(value);
});
