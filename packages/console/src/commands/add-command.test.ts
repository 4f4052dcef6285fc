import { Command } from "commander";
import { expect, test } from "vitest";
import { sqlCommand } from "../config/commands.ts";
import { addCommand } from "./add-command.ts";

test.each([
  [["--param", "user=u1", "SELECT 1"], [["user", "u1"]]],
  [["SELECT 1", "--param", "user=u1"], [["user", "u1"]]],
  [
    ["--param", "user=u1", "--param=query=a=b", "SELECT 1"],
    [
      ["user", "u1"],
      ["query", "a=b"],
    ],
  ],
  [["SELECT 1"], []],
])("%j is a query and its parameters", async (args, expected) => {
  const runs: unknown[] = [];
  const program = new Command().exitOverride().configureOutput({ writeErr: () => undefined });
  addCommand(program, sqlCommand, async ({ param }, [query]) => void runs.push([query, param]));
  await program.parseAsync(["node", "telltale-console", "sql", ...args]);
  expect(runs).toEqual([["SELECT 1", expected]]);
});
