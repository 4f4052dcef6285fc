// One application in one form: what it answers, prints and sends.
import { execFile } from "node:child_process";
import { cpSync, existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";

import { type Installed, installLocked } from "../../../tools/testing/installation.ts";
import { patience } from "../../../tools/testing/patience.ts";
import type { Application } from "./application.ts";
import type { Form, Preloads } from "./forms.ts";
import { hex, type Plain } from "./received.ts";
import { type Answer, run, type Running, withoutPort } from "./running.ts";
import { entriesOf, linesOf, treesOf } from "./trees.ts";

export interface Observed {
  readonly answers: readonly Answer[];
  readonly stderr: string;
  /** Spans of each request, as lines. */
  readonly requests: readonly (readonly string[])[];
  /** Those of the start, of the check whether it is ready, and of what it does by itself. */
  readonly others: readonly string[];
  readonly entries: number;
  /** Whether SIGTERM did not end it. */
  readonly isKilled: boolean;
}

/** Where the services are, by variables that applications read. */
const services = {
  DATABASE_URL: "postgres://postgres@127.0.0.1:5432/test",
  REDIS_URL: "redis://127.0.0.1:6379",
};

/** The variables of an application in `folder`. */
export function variablesOf({ variables }: Application, folder: string): Record<string, string> {
  return { NODE_ENV: "production", ...services, ...variables, PM2_HOME: path.join(folder, ".pm2") };
}

const fixtureOf = ({ name }: Application): string => path.join(import.meta.dirname, "../fixtures", name);

/** Installs and builds an application, in a folder of its own. */
export async function installApplication(application: Application): Promise<Installed> {
  const installed = await installLocked(fixtureOf(application));
  if (application.build !== undefined) await made(application.build, installed.folder);
  return installed;
}

/** The files of the application as they were, without what a run before has left; a built one writes none. */
function renew(application: Application, folder: string): void {
  if (application.build !== undefined) return;
  for (const name of readdirSync(folder))
    if (isOwn(name)) rmSync(path.join(folder, name), { recursive: true, force: true });
  cpSync(fixtureOf(application), folder, { recursive: true, filter: isOwn });
}

const isOwn = (file: string): boolean => path.basename(file) !== "node_modules";

/** Runs `application`, which is installed in `folder`, in `form`, asks it and ends it. */
export async function observe(
  application: Application,
  folder: string,
  form: Form,
  preloads: Preloads,
): Promise<Observed> {
  renew(application, folder);
  const { command, readyPath, readyFile, requests } = application;
  const variables = variablesOf(application, folder);
  const running = await run({ folder, command, readyPath, readyFile, variables }, form, preloads);
  const answers: Answer[] = [];
  try {
    for (const [number, { headers, ...asked }] of requests.entries())
      answers.push(
        await running.ask({ ...asked, headers: { ...headers, traceparent: traceparent(number) } }),
      );
  } catch (error) {
    await running.stop();
    throw new Error(
      `Cannot ask ${application.name} (${form}) for request ${answers.length + 1}: ${String(error)}\n${running.printed().stderr}`,
      { cause: error },
    );
  }
  if (form !== "bare" && application.isLost === true) await sent(running, application, form);
  const spans = await running.stop();
  const log = path.join(folder, ".pm2/pm2.log");
  const stderr = running.printed().stderr + (existsSync(log) ? readFileSync(log, "utf8") : "");
  const seen = { answers, stderr, isKilled: running.isKilled(), ...grouped(spans, requests.length) };
  // what no two runs have in common
  return JSON.parse(withoutPort(JSON.stringify(seen), running.port).replaceAll(folder, "FOLDER")) as Observed;
}

/** Builds an application, which nothing instruments. @throws with what the build printed */
async function made(build: readonly string[], folder: string): Promise<void> {
  const [file, ...args] = build.map((one) => (one === "node" ? process.execPath : one));
  const variables = { PATH: process.env["PATH"], HOME: folder, CI: "true" };
  await promisify(execFile)(file!, args, { cwd: folder, env: variables, maxBuffer: 2 ** 26 });
}

/** Waits until the server's span of each request is there, which is its last one; probes have none. */
async function sent(
  { receiver }: Running,
  { requests, furtherEntries = 0 }: Application,
  form: Form,
): Promise<void> {
  const wanted = [...requests.keys()].filter((number) => requests[number]!.path !== "/health").map(traceId);
  const until = Date.now() + patience(20_000);
  const missing = (): boolean => {
    const servers = receiver.spans().filter((span) => span["kind"] === 2);
    const there = new Set(servers.map((span) => hex(span["traceId"])));
    // other processes of the application send when they do
    if (form === "telltale" && entriesOf(receiver.spans()) < requests.length + furtherEntries) return true;
    return wanted.some((id) => !there.has(id));
  };
  while (missing() && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 50));
}

function grouped(
  spans: readonly Plain[],
  requests: number,
): Pick<Observed, "entries" | "others" | "requests"> {
  const byTrace = Map.groupBy(spans, (span) => hex(span["traceId"]));
  const numbers = Array.from({ length: requests }, (_, number) => traceId(number));
  const own = new Set(numbers);
  const others = spans.filter((span) => !own.has(hex(span["traceId"])));
  return {
    requests: numbers.map((id) => linesOf(treesOf(byTrace.get(id) ?? []))),
    others: linesOf(treesOf(others)),
    entries: entriesOf(spans),
  };
}

function traceparent(number: number): string {
  return `00-${traceId(number)}-00000000000000aa-01`;
}

/** The trace of a request, so that readers of spans know to which one they belong. */
function traceId(number: number): string {
  return (number + 1).toString(16).padStart(32, "7");
}
