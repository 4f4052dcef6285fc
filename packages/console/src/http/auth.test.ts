import { expect, test } from "vitest";
import { createAuth } from "./auth.ts";

const token = "0123456789abcdef";
const auth = createAuth(token);

test.each([
  [`Bearer ${token}`, true],
  [`bearer  ${token}`, true],
  [`Bearer ${token}x`, false],
  [`Bearer ${token.slice(1)}`, false],
  [`Basic ${token}`, false],
  [token, false],
  ["Bearer ", false],
  [undefined, false],
])("authorization %j: %s", (header, allowed) => {
  expect(auth.isBearer(header)).toBe(allowed);
});

test("the cookie that is set is the one that is taken, among others", () => {
  const [pair] = auth.setCookie().split(";");
  expect(auth.isCookie(`theme=dark; ${pair}; other=1`)).toBe(true);
  expect(auth.isCookie(`${pair}x`)).toBe(false);
  expect(auth.isCookie("telltale_console=")).toBe(false);
  expect(auth.isCookie(undefined)).toBe(false);
  expect(createAuth("another-long-token").isCookie(pair)).toBe(false);
});

test("without a token nothing is asked", () => {
  const open = createAuth(undefined);
  expect([open.required, open.isBearer(undefined), open.isCookie(undefined)]).toEqual([false, true, true]);
});
