// `telltale/testing` as it is built, in real runs of Jest, Vitest and node:test: what passes, what fails, and what a failure says.
import { spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, inject, test } from "vitest";

import { describeNodes } from "../../../../tools/testing/nodes.ts";

const root = fileURLToPath(new URL("../../../../", import.meta.url));
const fixtures = fileURLToPath(new URL("../fixtures/runners/", import.meta.url));
let folder: string;

// below the root, so that the library and the runners are found as they would be from an application
beforeAll(() => {
  mkdirSync(path.join(root, ".cache"), { recursive: true });
  folder = mkdtempSync(path.join(root, ".cache", "runners-"));
  cpSync(fixtures, folder, { recursive: true });
  writeFileSync(path.join(folder, "package.json"), `{ "private": true, "jest": {} }`);
  const config = `export default { test: { include: ["vitest.mjs"] } };`;
  writeFileSync(path.join(folder, "vitest.config.mjs"), config);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const nearest = [
  'Expected a span "charge card" { attributes: { order.id: "o-3" }, status: "error" }, found none.',
  "(in transaction purchase)",
  'status: expected "error", was "unset"',
  'attributes["order.id"]: expected "o-3", was "o-2"',
  "Emitted spans:",
  "└─ charge card",
];
const contrary = [
  'Expected not to find a transaction "purchase", and found:',
  "purchase o-2  completed  9.90 EUR",
  "Emitted records of transactions:",
];

function expectFailures(text: string): void {
  for (const part of [...nearest, ...contrary]) expect(text).toContain(part);
}

interface JestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly {
    readonly assertionResults: readonly {
      readonly title: string;
      readonly status: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

/** Both runners write the same report. */
function expectReport(file: string, passed: number): void {
  const report = JSON.parse(readFileSync(path.join(folder, file), "utf8")) as JestReport;
  const results = report.testResults.flatMap(({ assertionResults }) => assertionResults);
  const failed = results.filter(({ status }) => status === "failed");
  const messages = failed.flatMap(({ failureMessages }) => failureMessages).join("\n");
  expect({ passed: report.numPassedTests, failed: failed.map(({ title }) => title) }).toEqual({
    passed,
    failed: ["must fail", "must fail by its contrary"],
  });
  expectFailures(messages);
}

test("Jest, with CommonJS", { tags: ["extended"] }, async () => {
  const args = ["--rootDir", folder, "--testMatch", "**/jest.cjs", "--json", "--outputFile", "jest.json"];
  // --no-coverage and no transform: what is built runs as it is
  const said = await run([bin("jest", "bin/jest.js"), ...args, "--transform", "{}", "--ci", "--runInBand"]);
  expect(said).toMatchObject({ code: 1 });
  expectReport("jest.json", 3);
});

test("Vitest, without globals", { tags: ["extended"] }, async () => {
  const args = ["run", "--root", folder, "--reporter", "json", "--outputFile", "vitest.json"];
  const said = await run([bin("vitest", "vitest.mjs"), ...args]);
  expect(said).toMatchObject({ code: 1 });
  expectReport("vitest.json", 3);
});

describeNodes(Object.entries(inject("runtimes")), (_version, node) => {
  test("node:test", async () => {
    const said = await run(["--test", "--test-reporter", "tap", "node.mjs"], node);
    expect(said).toMatchObject({ code: 1 });
    expect(said.text).toMatch(/# pass 3\n# fail 2\n/);
    const reported = said.text.replaceAll("\\\\", "\\").replaceAll('\\"', '"');
    expectFailures(reported);
  });
});

test.each([
  ["types-vitest.ts", []],
  ["types-jest.ts", ["jest"]],
  ["types-alone.ts", []],
])("the matchers have their types: %s", { tags: ["extended"] }, async (file, types) => {
  const options = {
    module: "nodenext",
    target: "es2022",
    lib: ["es2022", "dom"],
    types,
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: types.length > 0 || file.includes("vitest"),
    noEmit: true,
  };
  const config = `tsconfig-${file}.json`;
  const text = JSON.stringify({ compilerOptions: { ...options, moduleDetection: "force" }, files: [file] });
  writeFileSync(path.join(folder, config), text);
  const said = await run([bin("typescript", "bin/tsc"), "-p", config]);
  expect(said.text).toBe("");
});

function bin(name: string, file: string): string {
  return path.join(root, "node_modules", name, file);
}

/** Runs it to its end, with what the test run itself has set taken from its environment. */
async function run(
  args: readonly string[],
  node = process.execPath,
): Promise<{ code: number | null; text: string }> {
  const own = Object.entries(process.env).filter(([name]) => !/^(VITEST|NODE_|TEST|FORCE_COLOR)/.test(name));
  const env = { ...Object.fromEntries(own), NO_COLOR: "1", CI: "true" };
  const child = spawn(node, args, { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"] });
  let text = "";
  child.stdout.on("data", (chunk: Buffer) => (text += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (text += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { code, text };
}
