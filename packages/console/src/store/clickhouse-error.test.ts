// Texts of errors as a server and a cluster send them.
import { expect, test } from "vitest";
import { ClickHouseError, parseError } from "./clickhouse-error.ts";

const inner =
  "Code: 57. DB::Exception: Table d.t (2) already exists. (TABLE_ALREADY_EXISTS) (version 26.7 (official build))";

test.each([
  ["of a server", inner],
  [
    "of another server of a cluster",
    `Code: 57. DB::Exception: There was an error on [host:9000]: ${inner}. (TABLE_ALREADY_EXISTS)`,
  ],
  ["after the first rows", `__exception__\r\nabcdefghijklmnop\r\n${inner}\n`],
])("reads the message, number and name %s", (_, text) => {
  const error = parseError(text);
  expect(error).toBeInstanceOf(ClickHouseError);
  expect(error).toMatchObject({
    message: "Table d.t (2) already exists. ",
    code: "57",
    type: "TABLE_ALREADY_EXISTS",
  });
});

test("keeps a text that is not the server's", () => {
  const error = parseError("<h1>502 Bad Gateway</h1>");
  expect(error).not.toBeInstanceOf(ClickHouseError);
  expect(error.message).toBe("<h1>502 Bad Gateway</h1>");
});
