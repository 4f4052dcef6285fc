import { expect, test } from "vitest";

import { sensitiveKind } from "./sensitive-value.ts";

test.each([
  ["ada@example.com", "an email address"],
  ["-----BEGIN RSA PRIVATE KEY-----\nMII", "a private key"],
  ["eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl", "a token"],
  ["Bearer abcdefghijklmnop1234", "a token"],
  [`tltk_${"aB3dE5fG7h".repeat(4)}aB3`, "a token"],
  ["DE89 3704 0044 0532 0130 00", "an IBAN"],
  ["4111-1111-1111-1111", "a credit card number"],
])("%s is %s", (value, kind) => {
  expect(sensitiveKind(value)).toBe(kind);
});

test.each([
  "o-12345678",
  "4111-1111-1111-1112",
  "DE89 3704 0044 0532 0130 01",
  "1700000000000",
  "GET /users/:id",
  "a@b",
  "550e8400-e29b-41d4-a716-446655440000",
  4_111_111_111_111_111,
])("%s is an ordinary value", (value) => {
  expect(sensitiveKind(value)).toBeUndefined();
});
