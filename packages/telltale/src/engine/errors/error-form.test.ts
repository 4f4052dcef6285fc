import { expect, test } from "vitest";
import { errorType } from "./error-form.ts";

class DatabaseError extends Error {}

test.each([
  // pg gives its errors the name of the message of the protocol
  ["23505", Object.assign(new DatabaseError("duplicate key"), { name: "error", code: "23505" })],
  ["DatabaseError", Object.assign(new DatabaseError("no code"), { name: "error" })],
  ["ER_DUP_ENTRY", Object.assign(new Error("Duplicate entry"), { code: "ER_DUP_ENTRY", errno: 1062 })],
  ["ECONNREFUSED", Object.assign(new Error("connect"), { code: "ECONNREFUSED" })],
  [
    "MongoServerError",
    Object.assign(new Error("E11000 duplicate key"), { name: "MongoServerError", code: 11000 }),
  ],
  // other texts may hold anything: it would make as many values as there are errors
  ["Error", Object.assign(new Error("x"), { code: "no order order-789 of u1@example.com" })],
  ["Error", Object.assign(new Error("x"), { code: "a".repeat(65) })],
  ["TypeError", Object.assign(new TypeError("x"), { code: "ERR_INVALID_ARG_TYPE" })],
])("the type is %s", (type, error) => {
  expect(errorType(error)).toBe(type);
});
