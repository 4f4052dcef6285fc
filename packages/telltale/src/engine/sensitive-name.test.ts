import { expect, test } from "vitest";
import { redactionOf } from "./sensitive-name.ts";

test.each([
  ["password", "password"],
  ["user.password", "password"],
  ["db_passwd", "password"],
  ["newPassword", "password"],
  ["client.secret", "secret"],
  ["clientSecret", "secret"],
  ["access_token", "token"],
  ["refreshToken", "token"],
  ["http.request.header.x-api-key", "api_key"],
  ["apiKey", "api_key"],
  ["http.request.header.authorization", "authorization"],
  ["http.response.header.set-cookie", "cookie"],
  ["Cookie", "cookie"],
  ["payment.card_number", "card_number"],
  ["cardNumber", "card_number"],
  ["card.cvv", "card_number"],
  ["ssn", "ssn"],
])("%s is redacted as %s", (name, kind) => {
  expect(redactionOf(name)).toBe(`[redacted:${kind}]`);
  expect(redactionOf(name)).toBe(`[redacted:${kind}]`);
});

test.each([
  "order.id",
  "gen_ai.usage.input_tokens",
  "token.count",
  "password.strength",
  "secretary",
  "span",
  "company",
  "cookie_consent",
  "user.id",
])("%s is not", (name) => {
  expect(redactionOf(name)).toBe(undefined);
});

test("a flood of names is judged without being kept", () => {
  for (let i = 0; i < 30_000; i++) redactionOf(`made.up.${i}`);
  expect(redactionOf("password")).toBe("[redacted:password]");
});
