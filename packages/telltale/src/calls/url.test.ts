import { expect, test } from "vitest";
import { createRedaction } from "../redaction/leaving.ts";
import { readUrl } from "./url.ts";

test.each([
  ["https://api.example/a?b=1#c", "https://api.example/a?b=1", "api.example", 443],
  ["http://[::1]:8080/", "http://[::1]:8080/", "::1", 8080],
  ["https://u:p@api.example/", "https://REDACTED:REDACTED@api.example/", "api.example", 443],
  ["https://u@api.example/", "https://REDACTED:REDACTED@api.example/", "api.example", 443],
  [
    "https://s3.example/k?X-Amz-Signature=abc&sig=def&AWSAccessKeyId=x&page=2",
    "https://s3.example/k?X-Amz-Signature=REDACTED&sig=REDACTED&AWSAccessKeyId=REDACTED&page=2",
    "s3.example",
    443,
  ],
  [
    "https://api.example/?access_token=x&api%5Fkey=y&client_secret=&a",
    "https://api.example/?access_token=REDACTED&api%5Fkey=REDACTED&client_secret=&a",
    "api.example",
    443,
  ],
  ["/orders/7?token=x", "/orders/7", undefined, undefined],
  ["user:pw@host/path?x", "host/path", undefined, undefined],
  ["", undefined, undefined, undefined],
])("%s", (given, full, address, port) => {
  expect(readUrl(given)).toMatchObject({ full, address, port });
});

test("a URL object, and values that are not URLs", () => {
  expect(readUrl(new URL("https://api.example/a")).full).toBe("https://api.example/a");
  expect(readUrl(7)).toEqual({ full: undefined, scheme: undefined, address: undefined, port: undefined });
  expect(readUrl(`https://api.example/${"a".repeat(5000)}`).full).toHaveLength(2048);
});

test.each(
  "token resetToken password_reset_token invite_token session-token webhook_secret otp sig Signature X-Amz-Signature X-Goog-Signature %74oken code key auth country_code keyword page_token author".split(
    " ",
  ),
)("the span of the client and that of the server hide the same: %s", (name) => {
  const query = `${name}=c3b9aXq7Lm2PfW5t`;
  const isHidden = (text: unknown): boolean => !String(text).includes("c3b9aXq7Lm2PfW5t");
  const server = createRedaction({}).value(query, "url.query");
  expect(isHidden(readUrl(`https://api.example/?${query}`).full)).toBe(isHidden(server));
});
