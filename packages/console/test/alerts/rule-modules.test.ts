// Files of rules in TypeScript, run as the console runs them.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createRuleFolder, type FolderFile, type RuleFolder } from "../../src/alerts/rules/rule-folder.ts";
import { runModule } from "../../src/alerts/rules/module/run-module.ts";

// each run is a process, which reads its TypeScript anew
vi.setConfig({ testTimeout: 180_000 });

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "telltale-rules-"));
});
afterEach(() => {
  vi.unstubAllEnvs();
  for (const place of [folder, join(folder, "..", `outside-${basename(folder)}.ts`)])
    rmSync(place, { recursive: true, force: true });
});

const write = (path: string, text: string): void => {
  mkdirSync(join(folder, path, ".."), { recursive: true });
  writeFileSync(join(folder, path), text);
};
const open = (options = {}): RuleFolder =>
  createRuleFolder(folder, () => false, { moduleMs: 60_000, ...options });
const problemsOf = (rules: RuleFolder, path = "a.ts"): FolderFile["problems"] =>
  rules.of("").find((file) => file.path === path)!.problems;

// in a constant: this file does not import it
const definitions = ["telltale-cli", "alerts"].join("/");
const queue = (limit: string): string => `
import { defineAlert } from "${definitions}";
interface Named { readonly name: string }
const named: Named = { name: "Queue grows" };
export const queueGrows = defineAlert({ ...named, on: { metric: "jobs" }, when: { above: ${limit} } });
`;

test("reads the rules of a module, and again when a file that it imports changes", async () => {
  write("a.ts", `import { limit } from "./shared/limits.ts";${queue("limit")}`);
  write("shared/limits.ts", "export const limit: number = 10;");
  write(
    "b.mjs",
    'export default [{ name: "Checkout works", on: { service: "shop", measure: "errors" }, target: 0.99 }];',
  );
  const rules = open();
  await rules.refresh();
  expect(rules.of("").map(({ path, content, problems }) => [path, content, problems])).toEqual([
    [
      "a.ts",
      {
        alerts: [{ name: "Queue grows", on: { metric: "jobs" }, when: { above: 10 } }],
        objectives: [],
        silences: [],
      },
      [],
    ],
    [
      "b.mjs",
      expect.objectContaining({ objectives: [expect.objectContaining({ name: "Checkout works" })] }),
      [],
    ],
    ["shared/limits.ts", { alerts: [], objectives: [], silences: [] }, []],
  ]);
  const { version } = rules;
  await rules.refresh();
  expect(rules.version).toBe(version);
  write("shared/limits.ts", "export const limit: number = 2000;");
  await rules.refresh();
  expect(rules.of("")[0]!.content!.alerts![0]!.when).toEqual({ above: 2000 });
});

test(
  "a broken module keeps its last good rules, and says which line is wrong",
  { tags: ["extended"] },
  async () => {
    write("a.ts", queue("10"));
    const rules = open();
    await rules.refresh();
    const mistakes = [
      ["const a = 1;\nconst b: number = = 2;\n", 2, "Expression expected"],
      ["const nothing: { y?: string } | null = null;\n\nnothing!.y;\n", 3, "Cannot read properties of null"],
      [queue("'ten'"), 5, "ten"],
      [queue("10").replace("defineAlert }", "expectAlert }"), 2, "expectAlert"],
    ] as const;
    for (const [text, line, message] of mistakes) {
      write("a.ts", text);
      await rules.refresh();
      expect(problemsOf(rules)).toMatchObject([{ line, message: expect.stringContaining(message) }]);
      expect(rules.of("")[0]!.content!.alerts!.map(({ name }) => name)).toEqual(["Queue grows"]);
    }
  },
);

test("names the file with the mistake when it is an imported one", { tags: ["extended"] }, async () => {
  write("a.ts", `import "./b.ts";${queue("10")}`);
  write("b.ts", "export {};\nthrow new Error('no limits');");
  const rules = open();
  await rules.refresh();
  expect(problemsOf(rules)[0]!.message).toBe("cannot be run: no limits (b.ts:2).");
});

test("a module gets no files outside of the folder, no processes and no environment", async () => {
  vi.stubEnv("TELLTALE_CONSOLE_TOKEN", "t0p-secret");
  const attempts = {
    read: 'import { readFileSync } from "node:fs"; readFileSync("/etc/hostname");',
    write: 'import { writeFileSync } from "node:fs"; writeFileSync("stolen.txt", "x");',
    spawn: 'import { execSync } from "node:child_process"; execSync("true");',
    worker: 'import { Worker } from "node:worker_threads"; new Worker("1", { eval: true });',
    outside: `import "../outside-${basename(folder)}.ts";`,
  };
  writeFileSync(join(folder, "..", `outside-${basename(folder)}.ts`), "");
  for (const [name, text] of Object.entries(attempts)) write(`${name}.ts`, text);
  write("env.ts", "throw new Error(`has ${Object.keys(process.env).join()}`);");
  const rules = open();
  await rules.refresh();
  const fixes = Object.keys(attempts).map((name) => [name, problemsOf(rules, `${name}.ts`)[0]?.fix]);
  const refused =
    "It may read the folder of rules only, and start no processes: keep what it imports in that folder.";
  expect(fixes).toEqual(Object.keys(attempts).map((name) => [name, refused]));
  expect(problemsOf(rules, "env.ts")[0]!.message).not.toContain("TELLTALE");
});

test("a module that does not end in time is late: it is run again, although it does not change", async () => {
  write("a.ts", "for (;;);");
  expect(await runModule(folder, "a.ts", { limitMs: 50 })).toMatchObject({ isLate: true });
  write("b.ts", "throw new Error();");
  expect(await runModule(folder, "b.ts")).toMatchObject({ isLate: false });
});

test("a module that does not end is ended, and tried again later", { tags: ["extended"] }, async () => {
  let nowMs = 0;
  write("a.ts", "for (;;);");
  const rules = open({ nowMs: () => nowMs, moduleMs: 300 });
  await rules.refresh();
  expect(problemsOf(rules)).toMatchObject([{ message: "did not end within 0.3 s." }]);
  const { version } = rules;
  await rules.refresh();
  expect(rules.version).toBe(version);
  nowMs = 600_000;
  await rules.refresh();
  expect(rules.version).toBe(version + 1);
});

test("a module that ends its process, or waits for ever, is refused", { tags: ["extended"] }, async () => {
  write("a.ts", "process.exit(0);");
  write("b.ts", "await new Promise(() => {});");
  const rules = open();
  await rules.refresh();
  expect(problemsOf(rules)[0]!.message).toMatch(/^ended its process with the code 0/);
  expect(problemsOf(rules, "b.ts")[0]!.message).toMatch(/^ended its process with the code 13/);
});

test.each(["{}", "null", '"late"', "{ uses: [1] }", "{ uses: [], problems: [null] }"])(
  "a module that sends %s to the console is refused, and the other files are read",
  { tags: ["extended"] },
  async (message) => {
    write("a.ts", `process.send!(${message}); await new Promise((resolve) => setTimeout(resolve, 60_000));`);
    write("b.yaml", "alerts:\n  - { name: Queue grows, on: { metric: jobs }, when: { above: 1 } }\n");
    const rules = open();
    await rules.refresh();
    expect(problemsOf(rules)).toMatchObject([{ message: "sent a message of its own to the console." }]);
    expect(problemsOf(rules, "b.yaml")).toEqual([]);
  },
);

test(
  "a look ends with its signal, and what was read before stays in use",
  { tags: ["extended"] },
  async () => {
    write("b.yaml", "alerts:\n  - { name: Queue grows, on: { metric: jobs }, when: { above: 1 } }\n");
    const rules = open({ moduleMs: 600_000 });
    await rules.refresh();
    write("a.ts", "for (;;);");
    const abort = new AbortController();
    const look = rules.refresh(abort.signal);
    abort.abort();
    await expect(look).rejects.toThrow("aborted");
    expect(rules.of("").map(({ path }) => path)).toEqual(["b.yaml"]);
  },
);

test("a Node.js that cannot run TypeScript says which one can", async () => {
  write("a.ts", queue("10"));
  expect((await runModule(folder, "a.ts", { isSupported: false })).read.problems).toMatchObject([
    { fix: "Run the console with Node.js 22.18 or later, or write the rules as YAML." },
  ]);
});
