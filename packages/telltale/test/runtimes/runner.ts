// Stands in for `vitest` in suites that are bundled for a Node which vitest itself does not run on: the same words, vitest's own
// `expect`, one file in one process, one test after the other. The result is written to the file in `CONTRACT_REPORT`.
import { writeFileSync } from "node:fs";
import { format, inspect } from "node:util";
import { patience } from "../../../../tools/testing/patience.ts";
import { leftOutTests } from "./left-out.ts";
import { Skip } from "./skip.ts";

export { expect } from "./expect.ts";
export { vi } from "./vi.ts";

/** The results of one file of tests. */
export interface Report {
  readonly passed: number;
  readonly skipped: readonly string[];
  readonly failed: readonly { readonly name: string; readonly error: string }[];
}

type Body = (...args: any[]) => unknown;
type Hook = "beforeAll" | "afterAll" | "beforeEach" | "afterEach";

interface Suite {
  readonly name: string;
  readonly parent: Suite | undefined;
  readonly hooks: Readonly<Record<Hook, Body[]>>;
  readonly children: (Suite | Test)[];
}

interface Test {
  readonly name: string;
  readonly suite: Suite;
  readonly body: Body;
  readonly timeoutMs: number;
}

const patienceMs = patience(60_000);
// a test may have put another clock in place
const { setTimeout: sleep, clearTimeout: wake, setImmediate: soon } = globalThis;
const report = { passed: 0, skipped: [] as string[], failed: [] as { name: string; error: string }[] };
const root = suiteOf("", undefined);
let current = root;
let finishers: Body[] = [];

export const beforeAll = (body: Body): void => void current.hooks.beforeAll.push(body);
export const afterAll = (body: Body): void => void current.hooks.afterAll.push(body);
export const beforeEach = (body: Body): void => void current.hooks.beforeEach.push(body);
export const afterEach = (body: Body): void => void current.hooks.afterEach.push(body);
export const onTestFinished = (body: Body): void => void finishers.push(body);

type ForRows = (rows: readonly unknown[]) => (name: string, ...rest: unknown[]) => void;

interface TestWords {
  (name: string, ...rest: unknown[]): void;
  readonly each: ForRows;
  readonly for: ForRows;
  readonly skip: (name: string) => void;
  readonly skipIf: (absent: unknown) => Conditional;
  readonly runIf: (present: unknown) => Conditional;
}

type Conditional = Pick<TestWords, "each"> & ((name: string, ...rest: unknown[]) => void);

interface SuiteWords {
  (name: string, body: Body): void;
  readonly skipIf: (absent: unknown) => (name: string, body: Body) => void;
  readonly each: (rows: readonly unknown[]) => (name: string, body: Body) => void;
}

export const test: TestWords = Object.assign(
  (name: string, ...rest: unknown[]): void => void current.children.push(testOf(name, rest)),
  {
    each: forRows((body, args, context) => body(...args, context)),
    for: forRows((body, _args, context, row) => body(row, context)),
    skip: (name: string): void => void report.skipped.push(name),
    skipIf: (absent: unknown): Conditional => (absent ? absentTest : test),
    runIf: (present: unknown): Conditional => (present ? test : absentTest),
  },
);

/** `test` for each row; `call` says what its body gets. */
function forRows(
  call: (body: Body, args: readonly unknown[], context: unknown, row: unknown) => unknown,
): ForRows {
  return (rows) =>
    (name, ...rest) => {
      for (const [index, row] of rows.entries()) {
        const args = Array.isArray(row) ? row : [row];
        const forRow = rest.map((one) =>
          typeof one === "function" ? async (context: unknown) => call(one as Body, args, context, row) : one,
        );
        test(title(name, args, index), ...forRow);
      }
    };
}

const absentTest = Object.assign(
  (name: string): void => void report.skipped.push(`${name}: what it needs is not here`),
  { each: () => (name: string) => absentTest(name) },
);

export const describe: SuiteWords = Object.assign(
  (name: string, body: Body): void => {
    const suite = suiteOf(name, current);
    current.children.push(suite);
    current = suite;
    body();
    current = suite.parent ?? root;
  },
  {
    skipIf: (absent: unknown) => (absent ? (name: string): void => absentTest(name) : describe),
    each: (rows: readonly unknown[]) => (name: string, body: Body) => {
      for (const [index, row] of rows.entries()) {
        const args = Array.isArray(row) ? row : [row];
        describe(title(name, args, index), () => body(...args));
      }
    },
  },
);

export function inject(name: string): never {
  throw new Skip(`\`${name}\` is provided by vitest`);
}

function suiteOf(name: string, parent: Suite | undefined): Suite {
  return {
    name,
    parent,
    hooks: { beforeAll: [], afterAll: [], beforeEach: [], afterEach: [] },
    children: [],
  };
}

function testOf(name: string, rest: readonly unknown[]): Test {
  const body = rest.find((one): one is Body => typeof one === "function") ?? (() => {});
  const given = rest.find((one) => typeof one === "number" || (typeof one === "object" && one !== null));
  const asked = typeof given === "number" ? given : (given as { timeout?: number } | undefined)?.timeout;
  return { name, suite: current, body, timeoutMs: asked ?? patienceMs };
}

function title(name: string, args: readonly unknown[], index: number): string {
  const [first] = args;
  const named = name.replaceAll(/\$([a-zA-Z_]\w*)/g, (whole, key: string) =>
    typeof first === "object" && first !== null && key in first
      ? String((first as Record<string, unknown>)[key])
      : whole,
  );
  const wanted = named.match(/%[sdifjoOc]/g)?.length ?? 0;
  return format(
    named.replaceAll("%#", String(index)).replaceAll("%$", String(index + 1)),
    ...args.slice(0, wanted),
  );
}

const isSuite = (child: Suite | Test): child is Suite => "children" in child;

const pathOf = (suite: Suite): Suite[] =>
  suite.parent === undefined ? [suite] : [...pathOf(suite.parent), suite];

const nameOf = (one: Test): string =>
  [...pathOf(one.suite).map((suite) => suite.name), one.name].filter((name) => name !== "").join(" > ");

/** Runs `body`; gives what it gave. @throws {Error} when it throws, rejects or takes too long. */
async function bounded(body: Body, timeoutMs: number, ...args: unknown[]): Promise<unknown> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = sleep(() => reject(new Error(`took longer than ${timeoutMs} ms`)), timeoutMs);
  });
  try {
    return await Promise.race([(async () => body(...args))(), late]);
  } finally {
    wake(timer);
  }
}

async function runTest(one: Test): Promise<void> {
  const path = pathOf(one.suite);
  const name = nameOf(one);
  const leftOut = Object.keys(leftOutTests).find((start) => name.startsWith(start));
  if (leftOut !== undefined) {
    report.skipped.push(`${name}: ${leftOutTests[leftOut]}`);
    return;
  }
  const errors: unknown[] = [];
  const attempt = async (body: Body, ...args: unknown[]): Promise<void> => {
    try {
      const cleanup = await bounded(body, one.timeoutMs, ...args);
      if (typeof cleanup === "function" && body !== one.body) finishers.push(cleanup as Body);
    } catch (error) {
      errors.push(error);
    }
  };
  finishers = [];
  for (const suite of path) for (const body of suite.hooks.beforeEach) await attempt(body);
  const context = {
    task: { name: one.name },
    onTestFinished,
    skip: (when?: boolean | string, reason = typeof when === "string" ? when : undefined): void => {
      if (when !== false) throw new Skip(reason ?? "skipped by itself");
    },
  };
  if (errors.length === 0) await attempt(one.body, context);
  for (const suite of path.toReversed())
    for (const body of suite.hooks.afterEach.toReversed()) await attempt(body);
  for (const body of finishers.toReversed()) await attempt(body);
  const skip = errors.find((error): error is Skip => error instanceof Skip);
  if (skip !== undefined) report.skipped.push(`${name}: ${skip.message}`);
  else if (errors.length === 0) report.passed++;
  else report.failed.push({ name, error: reported(errors[0]) });
}

async function runSuite(suite: Suite): Promise<void> {
  try {
    for (const body of suite.hooks.beforeAll) await bounded(body, patienceMs);
    for (const child of suite.children) await (isSuite(child) ? runSuite(child) : runTest(child));
  } catch (error) {
    fail(suite.name || "before all", error);
  }
  for (const body of suite.hooks.afterAll) {
    try {
      await bounded(body, patienceMs);
    } catch (error) {
      fail(suite.name || "after all", error);
    }
  }
}

function fail(name: string, error: unknown): void {
  report.failed.push({ name, error: reported(error) });
}

function reported(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { actual, expected } = error as Error & { actual?: unknown; expected?: unknown };
  const values = expected === undefined ? "" : `\n  expected ${inspect(expected)}\n  got ${inspect(actual)}`;
  return `${error.stack ?? error.message}${values}`.slice(0, 4000);
}

/** Runs the tests of the imported file, reports them, and ends the process. */
export async function finish(): Promise<void> {
  await runSuite(root);
  writeFileSync(process.env["CONTRACT_REPORT"] ?? "/dev/stdout", JSON.stringify(report satisfies Report));
  soon(() => process.exit(0));
}
