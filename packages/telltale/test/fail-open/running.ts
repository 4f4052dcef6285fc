// The application of the tests of this folder as a process: what it answers, and what happened in it while something was planted.
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { patience } from "../../../../tools/testing/patience.ts";

/** What the application answered, as far as it decides: status, its headers, and the body. */
export interface Answer {
  readonly request: string;
  readonly status: number | string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What happened since the last time it was asked. */
export interface Seen {
  /** How often each function of the application was called. */
  readonly calls: Readonly<Record<string, number>>;
  readonly uncaught: readonly string[];
  readonly reached: readonly (readonly [place: string, times: number])[];
  /** `stats().reports` */
  readonly reports: Readonly<Record<string, number>>;
}

export interface Application {
  /** Sends each request once, and waits until what it recorded was exported, or should have been. */
  answers(): Promise<readonly Answer[]>;
  /** Takes what happened, and plants at `place` from now on. */
  next(place?: string): Promise<Seen>;
  /** Whether it has ended. */
  ended(): boolean;
  stop(): Promise<void>;
}

const requests: readonly (readonly [string, string, string?])[] = [
  ["GET", "/orders/7"],
  ["POST", "/orders", '{"a":1}'],
  ["POST", "/orders", "{"],
  ["GET", "/mounted/stream"],
  ["GET", "/mounted/fails"],
  ["GET", "/mounted/refuses"],
  ["GET", "/nowhere"],
];
const own = ["x-path", "x-order", "location", "content-type", "content-length", "etag"];

/** Starts it under `telltale/register` with the places; `place` is planted from its first line on. */
export async function startApplication(
  place?: string,
  variables: NodeJS.ProcessEnv = {},
): Promise<Application> {
  let exported = 0;
  const receiver = createServer((request, response) => {
    exported++;
    request.resume().on("end", () => response.end());
  });
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  const child = fork(path.join(import.meta.dirname, "application.ts"), {
    execArgv: [
      "--conditions=telltale-source",
      `--import=${path.join(import.meta.dirname, "plant.ts")}`,
      "--import=telltale/register",
    ],
    env: {
      ...process.env,
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`,
      OTEL_BSP_SCHEDULE_DELAY: "10",
      OTEL_BLRP_SCHEDULE_DELAY: "10",
      OTEL_METRIC_EXPORT_INTERVAL: "40",
      TELLTALE_CRASH_FILE: "false",
      PLANTED_PLACE: place,
      ...variables,
    },
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  let printed = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (printed += text));
  const stop = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill("SIGKILL");
      await once(child, "exit");
    }
    receiver.closeAllConnections();
    receiver.close();
  };
  const first = await heard(child);
  if (first === undefined) {
    await stop();
    throw new Error(`The application did not start:\n${printed}`);
  }
  const { url } = first as { url: string };
  return {
    async answers() {
      const before = exported;
      const answers: Answer[] = [];
      for (const request of requests) answers.push(await ask(url, request));
      const until = Date.now() + 250;
      while (exported < before + 3 && Date.now() < until)
        await new Promise((resolve) => setTimeout(resolve, 10));
      return answers;
    },
    async next(planted) {
      const answer = heard(child);
      child.send({ place: planted });
      const seen = await answer;
      if (seen === undefined) throw new Error(`The application has ended:\n${printed}`);
      return seen as Seen;
    },
    ended: () => child.exitCode !== null || child.signalCode !== null,
    stop,
  };
}

/** The next message of `child`; undefined where it ends instead. */
async function heard(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve) => {
    const settle = (message: unknown): void => {
      clearTimeout(timer);
      child.off("exit", ended).off("message", settle);
      resolve(message);
    };
    const ended = (): void => settle(undefined);
    const timer = setTimeout(ended, patience(20_000));
    child.once("exit", ended).once("message", settle);
  });
}

async function ask(url: string, [method, target, body]: (typeof requests)[number]): Promise<Answer> {
  const request = `${method} ${target}`;
  try {
    const response = await fetch(url + target, {
      method,
      headers: { "content-type": "application/json", connection: "close" },
      body: body ?? null,
      signal: AbortSignal.timeout(patience(8000)),
    });
    const headers = own.flatMap((name) => {
      const value = response.headers.get(name);
      return value === null ? [] : [[name, value] as const];
    });
    return {
      request,
      status: response.status,
      headers: Object.fromEntries(headers),
      // stacks of the application's errors name files
      body: (await response.text()).replaceAll(/\n\s+at [^\n]*/g, ""),
    };
  } catch (error) {
    return { request, status: String(error), headers: {}, body: "" };
  }
}
