// Definitions of modules that are loaded between `telltale/register` and the application's own `start()`, or without one.
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Readable } from "node:stream";
import { expect, onTestFinished, test, vi } from "vitest";
import { attributesOf, type Receiver, startReceiver } from "../engine/receiver.ts";

const source = path.join(import.meta.dirname, "../../src");

const declares = `
import { funnel, start, withContext } from ${JSON.stringify(path.join(source, "index.ts"))};
const signup = funnel("signup", ["form", "done"]);
`;

interface Ended {
  readonly printed: string;
  readonly receiver: Receiver;
}

/** A process has two seconds at its end to send; on a busy machine they may not be enough. */
const maxRuns = 4;

/** Runs a module under `telltale/register`; resolves to what it printed on standard error, and what it sent. */
async function run(code: string): Promise<Ended> {
  for (let runs = 1; ; runs++) {
    const receiver = await startReceiver();
    onTestFinished(() => receiver.close());
    const printed = await runOnce(code, receiver);
    if (runs === maxRuns || !printed.includes("flush_timed_out")) return { printed, receiver };
  }
}

async function runOnce(code: string, receiver: Receiver): Promise<string> {
  const child = spawnApp(code, receiver);
  let printed = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (printed += text));
  await new Promise((resolve) => child.on("close", resolve));
  return printed;
}

function makeFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "telltale-definitions-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function spawnApp(
  code: string,
  receiver: Receiver,
  variables: Readonly<Record<string, string>> = {},
): ChildProcessByStdio<null, null, Readable> {
  const folder = makeFolder();
  const file = path.join(folder, "app.mjs");
  writeFileSync(file, code);
  const preload = path.join(source, "register/index.ts");
  const child = spawn(
    process.execPath,
    ["--disable-warning=ExperimentalWarning", "--conditions=telltale-source", "--import", preload, file],
    {
      cwd: folder,
      env: {
        ...process.env,
        OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
        TELLTALE_CRASH_FILE: "false",
        ...variables,
      },
      stdio: ["ignore", "inherit", "pipe"],
    },
  );
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

const namesOf = (receiver: Receiver): unknown[] =>
  receiver.records().map((record) => {
    const { "telltale.definition.name": definition, "telltale.journey.step": step } = attributesOf(record);
    return definition ?? step;
  });

test.each([
  ["with a start of its own", "start({ service: 'shop' });"],
  ["without one", ""],
  [
    "without one, which first uses context attributes on metrics in the same turn",
    'withContext({ tenant: "t1" }, () => {}, { metrics: ["tenant"] });',
  ],
])("an application %s sends the definition once, and loses none", async (_what, begin) => {
  const { printed, receiver } = await run(`${declares}${begin}\nsignup.step("form", { user: "u1" });\n`);
  expect(printed).toBe("");
  expect(namesOf(receiver).toSorted()).toEqual(["form", "signup"]);
});

test("a definition is in the spool when the process exits in the same turn", async () => {
  const receiver = await startReceiver();
  onTestFinished(() => receiver.close());
  const spool = { TELLTALE_SPOOL_DIRECTORY: makeFolder() };
  const exiting = spawnApp(`${declares}process.exit(3);\n`, receiver, spool);
  exiting.stderr.resume();
  expect(await new Promise((resolve) => exiting.on("close", resolve))).toBe(3);
  expect(namesOf(receiver)).toEqual([]);
  spawnApp("setInterval(() => {}, 1000);\n", receiver, spool).stderr.resume();
  await vi.waitFor(() => expect(namesOf(receiver)).toEqual(["signup"]), { timeout: 90_000, interval: 100 });
});
