// Definitions of modules that are loaded between `telltale/register` and the application's own `start()`, or without one.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { attributesOf, type Receiver, startReceiver } from "../engine/receiver.ts";

const source = path.join(import.meta.dirname, "../../src");

const declares = `
import { funnel, start } from ${JSON.stringify(path.join(source, "index.ts"))};
const signup = funnel("signup", ["form", "done"]);
`;

interface Ended {
  readonly printed: string;
  readonly receiver: Receiver;
}

/** A process has two seconds at its end to send; on a busy machine they may not be enough. */
const mostRuns = 4;

/** Runs a module under `telltale/register`; resolves to what it printed on standard error, and what it sent. */
async function run(code: string): Promise<Ended> {
  for (let runs = 1; ; runs++) {
    const receiver = await startReceiver();
    onTestFinished(() => receiver.close());
    const printed = await runOnce(code, receiver);
    if (runs === mostRuns || !printed.includes("flush_timed_out")) return { printed, receiver };
  }
}

async function runOnce(code: string, receiver: Receiver): Promise<string> {
  const folder = mkdtempSync(path.join(tmpdir(), "telltale-definitions-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = path.join(folder, "app.mjs");
  writeFileSync(file, code);
  const preload = path.join(source, "register/index.ts");
  const child = spawn(
    process.execPath,
    ["--disable-warning=ExperimentalWarning", "--conditions=telltale-source", "--import", preload, file],
    {
      cwd: folder,
      env: { ...process.env, OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, TELLTALE_CRASH_FILE: "false" },
      stdio: ["ignore", "inherit", "pipe"],
    },
  );
  let printed = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (printed += text));
  await new Promise((resolve) => child.on("close", resolve));
  return printed;
}

test.each([
  ["with a start of its own", "start({ service: 'shop' });"],
  ["without one", ""],
])(
  "an application %s sends the definition once, and loses none",
  { timeout: 120_000 },
  async (_what, begin) => {
    const { printed, receiver } = await run(`${declares}${begin}\nsignup.step("form", { user: "u1" });\n`);
    expect(printed).toBe("");
    const names = receiver.logs().map((record) => {
      const { "telltale.definition.name": definition, "telltale.journey.step": step } = attributesOf(record);
      return definition ?? step;
    });
    expect(names.toSorted()).toEqual(["form", "signup"]);
  },
);
