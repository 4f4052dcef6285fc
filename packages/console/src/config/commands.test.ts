// Options of the commands beside `start`: what is accepted, and how the rest is rejected.
import { expect, test } from "vitest";
import { meaningOf } from "../problem/codes.ts";
import { exportCommand, sqlCommand, tokenCreateCommand } from "./commands.ts";
import { readOptions } from "./option.ts";

test("reads values, variables and defaults of a command", () => {
  const flags = { limit: "100", param: ["user=u1", "query=a=b"] };
  expect(
    readOptions(sqlCommand.options, flags, { TELLTALE_CONSOLE_URL: "http://console:4319" }),
  ).toMatchObject({
    format: "table",
    limit: 100,
    param: [
      ["user", "u1"],
      ["query", "a=b"],
    ],
    url: "http://console:4319",
    data: undefined,
  });
  const { from, to } = readOptions(exportCommand.options, {}, {});
  expect(to - from).toBeGreaterThanOrEqual(3_600_000_000_000n);
});

test.each([
  [() => readOptions(sqlCommand.options, { limit: "many" }, {}), "Cannot use `--limit many`"],
  [() => readOptions(sqlCommand.options, { limit: "0" }, {}), "Cannot use `--limit 0`"],
  [() => readOptions(sqlCommand.options, { param: ["user"] }, {}), "Cannot use `--param user`"],
  [() => readOptions(exportCommand.options, { format: "xml" }, {}), "Cannot use `--format xml`"],
  [() => readOptions(exportCommand.options, { from: "yesterday" }, {}), "Cannot use `--from yesterday`"],
  [() => readOptions(tokenCreateCommand.options, { expires: "0d" }, {}), "Cannot use `--expires 0d`"],
])("rejects a wrong value with the flag, the value and what is expected: %#", (read, message) => {
  expect(read).toThrow(
    expect.objectContaining({ code: "BAD_OPTION", message: expect.stringContaining(message) as string }),
  );
});

test("a wrong option ends a command with 2, everything else with 1", () => {
  expect([meaningOf("BAD_OPTION").exit, meaningOf("CONSOLE_NOT_FOUND").exit]).toEqual([2, 1]);
});
