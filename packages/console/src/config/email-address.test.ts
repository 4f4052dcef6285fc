import { expect, test } from "vitest";
import { parseDomain, parseEmail } from "./email-address.ts";

test.each([
  ["ann@example.com", "ann", "example.com"],
  ["Ann.Lee+x@EXAMPLE.com", "ann.lee+x", "example.com"],
  ["ann@example.com.", "ann", "example.com"],
  ["ann@bücher.example", "ann", "xn--bcher-kva.example"],
  ["ann@xn--bcher-kva.example", "ann", "xn--bcher-kva.example"],
  ["änn@example.com", "änn", "example.com"],
])("reads %s", (text, local, domain) => {
  expect(parseEmail(text)).toEqual({ local, domain });
});

test.each([
  "a@evil@example.com",
  "@example.com",
  "ann@",
  "ann",
  "",
  '"a@evil"@example.com',
  '"ann"@example.com',
  "ann @example.com",
  " ann@example.com",
  "ann@example.com ",
  "ann@example.com\n",
  "ann@evil.example\n@example.com",
  "ann@evil.example,ann@example.com",
  "ann@example..com",
  "ann@.example.com",
  "ann@example.com..",
  "ann@-example.com",
  "ann@[192.0.2.1]",
  "ann@192.0.2.1",
  "ann@exa%6dple.com",
  "ann@example.com#.evil.example",
  "ann@evil.example/example.com",
  "ann@exa_mple.com",
  "ann..lee@example.com",
  ".ann@example.com",
  "ann.@example.com",
  "ann(x)@example.com",
  "<ann@example.com>",
  "ann%evil.example@example.com@",
  `${"a".repeat(65)}@example.com`,
  `a@${"b".repeat(250)}.com`,
  `a@${"b".repeat(64)}.com`,
  undefined,
  7,
  ["ann@example.com"],
])("refuses %j", (text) => {
  expect(parseEmail(text)).toBe(undefined);
});

test("a domain that only looks like another one is another one", () => {
  // the second letter is Cyrillic
  expect(parseDomain("ехample.com")).not.toBe("example.com");
  // the Kelvin sign, whose small letter is `k`
  expect(parseEmail("\u212Aate@example.com")?.local).not.toBe("kate");
  expect(parseDomain("example.com.evil.example")).toBe("example.com.evil.example");
});
