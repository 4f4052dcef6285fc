import { expect, test } from "vitest";
import { isPersonal } from "./personal-value.ts";

test.each([
  "ada@example.com",
  "user:ada.lovelace+shop@mail.example.co.uk",
  "4111111111111111",
  "4111 1111 1111 1111",
  "5500-0000-0000-0004",
  "378282246310005",
  "DE89370400440532013000",
  "GB82 WEST 1234 5698 7654 32",
  "NL91ABNA0417164300",
  "Bearer c2VjcmV0LXRva2Vu",
  "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln",
])("%s is personal", (value) => {
  expect(isPersonal(value)).toBe(true);
});

test.each([
  "u1",
  "order-789",
  "1732103715123", // a time, no issuer
  "4111111111111112", // a wrong check digit
  "DE89370400440532013001",
  "0190b5a4-3c2e-7d4f-8a6b-1234567890ab",
  "550e8400-e29b-41d4-a716-446655440000",
  "@handle",
  "a@b",
  "v1.2.3",
  "",
])("%s is not", (value) => {
  expect(isPersonal(value)).toBe(false);
});

test("a text of a megabyte is judged in no time", () => {
  const started = performance.now();
  for (const part of ["a@", "1 ", "DE89", "eyJ.", "x"]) isPersonal(part.repeat(500_000));
  expect(performance.now() - started).toBeLessThan(500);
});
