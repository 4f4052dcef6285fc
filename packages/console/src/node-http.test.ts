import { execFileSync } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

const source = import.meta.dirname;

test("node:http without fetch and WebSocket", () => {
  const module = JSON.stringify(path.join(source, "node-http.ts"));
  const program = `const { http } = await import(${module});
    console.log(typeof http.request, process.moduleLoadList.filter((name) => name.includes("undici")).length)`;
  const options = ["--conditions=telltale-source", "--input-type=module", "--eval", program];
  expect(execFileSync(process.execPath, options, { encoding: "utf8" }).trim()).toBe("function 0");
});

test("no module of the console imports more than types of node:http", () => {
  const files = globSync("**/*.ts", { cwd: source }).filter((file) => !file.endsWith(".test.ts"));
  expect(files.length).toBeGreaterThan(500);
  const importing = files.filter((file) =>
    /^import (?!type )[^;]* from "node:http"/m.test(readFileSync(path.join(source, file), "utf8")),
  );
  expect(importing).toEqual([]);
});
