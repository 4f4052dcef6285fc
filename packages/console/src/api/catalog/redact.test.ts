import { expect, test } from "vitest";
import { toExample } from "./redact.ts";

test.each([
  ["order.id", "order-20260302", "", "order-########"],
  ["user.id", "u-19", "", "#-##"],
  ["patient_id", "P4711", "", "#####"],
  ["customer.phone", "0170", "", "[redacted]"],
  ["contact", "anna@example.com", "", "[an email address]"],
  ["server.address", "db-1", "", "db-1"],
  ["client.address", "db-1", "", "[redacted]"],
  ["client.address", "eu", "internal", "eu"],
  ["note", "hello", "personal", "[redacted]"],
  ["api_token", "abc", "", "[redacted]"],
  ["api_token", "abc", "public", "abc"],
])("an example of %s, %s, declared as %j, is %s", (key, value, sensitivity, example) => {
  expect(toExample(key, value, sensitivity)).toBe(example);
});
