import fc from "fast-check";
import { expect, test } from "vitest";
import { cleanError, cleanMessage } from "./error-text.ts";

test.each([
  ['invalid input syntax for type integer: "hunter2"', 'invalid input syntax for type integer: "?"'],
  ['relation "orders" does not exist', 'relation "orders" does not exist'],
  [
    'duplicate key value violates unique constraint "people_email_key"',
    'duplicate key value violates unique constraint "people_email_key"',
  ],
  ["Duplicate entry 'ann' for key 'people.email'", "Duplicate entry '?' for key 'people.email'"],
  ["Unknown column 'total' in 'field list'", "Unknown column 'total' in '?'"],
  ["Table 'shop.orders' doesn't exist", "Table 'shop.orders' doesn’t exist"],
  [
    "Incorrect integer value: 'it''s' for column 'n' at row 1",
    "Incorrect integer value: '?' for column 'n' at row 1",
  ],
  [
    "ERR unknown command 'GOT', with args beginning with: 'k' ",
    "ERR unknown command '?', with args beginning with: '?' ",
  ],
  ['syntax error at or near "total"', 'syntax error at or near "total"'],
  ["near \"'hunter2'\": syntax error", 'near "?": syntax error'],
  ["nothing in quotes", "nothing in quotes"],
  ["Duplicate entry 'o'brien' for key 'name'", "Duplicate entry '?' for key 'name'"],
  ["Duplicate entry 'o' brien' for key 'name'", "Duplicate entry ?"],
  ["one that is 'never closed", "one that is ?"],
  ["Key (email)=(ann@x.y (old)) already exists.", "Key (email)=(?) already exists."],
  ["Failing row contains (7, ann, null).", "Failing row contains (?)."],
  [
    "Cannot insert duplicate key in object 'dbo.t'. The duplicate key value is (ann, 7).",
    "Cannot insert duplicate key in object '?'. The duplicate key value is (?).",
  ],
  [
    'E11000 duplicate key error collection: shop.users index: phone_1 dup key: { phone: 5551234, n: "a" }',
    "E11000 duplicate key error collection: shop.users index: phone_1 dup key: { ? }",
  ],
  [
    "Syntax error: failed at position 22 (4711) (line 1, col 22): 4711 FROM t WHERE n = 12. Expected one of: token, Comma.",
    "Syntax error: failed at position 22 (?). Expected one of: token, Comma.",
  ],
  [
    "Unknown expression identifier `a` in scope SELECT a FROM t WHERE pin = 4711. (UNKNOWN_IDENTIFIER)",
    "Unknown expression identifier `?` in scope ?",
  ],
  [
    'Could not find any entity of type "Person" matching: { "where": { "id": 42, "n": -1.5 } }',
    'Could not find any entity of type "Person" matching: { "?": { "?": ?, "?": ? } }',
  ],
  ["value 4915112345678 is out of range", "value ? is out of range"],
  ["connect ECONNREFUSED 127.0.0.1:543210", "connect ECONNREFUSED 127.0.0.1:543210"],
  ["Data truncated for column 'total' at row 12", "Data truncated for column 'total' at row 12"],
  [
    "Code: 62. value too long for type character varying(20)",
    "Code: 62. value too long for type character varying(20)",
  ],
])("%s", (message, cleaned) => {
  expect(cleanMessage(message, "SELECT total FROM t")).toBe(cleaned);
});

test("a value in quotes never stays, and doing it twice changes nothing", () => {
  const value = fc.stringMatching(/^[a-z0-9 @.'"]{3,20}Zq9$/).map((text) => `Zq9${text}`);
  const quote = fc.constantFrom("'", '"', "`");
  fc.assert(
    fc.property(value, quote, fc.stringMatching(/^[a-z ,]{0,20}: $/), (secret, mark, before) => {
      const cleaned = cleanMessage(`${before}${mark}${secret}${mark} here`, "SELECT a FROM b WHERE c = ?");
      expect(cleaned).not.toContain("Zq9");
      expect(cleanMessage(cleaned, "SELECT a FROM b WHERE c = ?")).toBe(cleaned);
    }),
  );
});

test("an error in the form that leaves has none of the driver's fields, and its message in the stack is clean, too", () => {
  class DatabaseError extends Error {
    override name = "DatabaseError";
    readonly detail: string = "Key (email)=(hunter2) already exists.";
    readonly code: string = "23505";
  }
  const form = cleanError(new DatabaseError('no "hunter2"'), "");
  expect(form).toEqual({
    name: "DatabaseError",
    message: 'no "?"',
    stack: expect.stringMatching(/^DatabaseError: no "\?"\n +at |^Error: no "\?"\n +at /) as string,
  });
  expect(cleanError("text 'hunter2'", "").message).toBe("text '?'");
  expect(cleanError(undefined, "").message).toBe("undefined");
});

test("a message of megabytes is read in linear time", () => {
  const begun = process.cpuUsage();
  cleanMessage(`'${"a\\".repeat(1_000_000)}`, "a".repeat(100_000));
  expect(process.cpuUsage(begun).user).toBeLessThan(5_000_000);
});
