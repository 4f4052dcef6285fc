// An application that runs: asked from this process, which nothing instruments, and ended as its operator would.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { Agent, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

import { end } from "../../../tools/child.ts";
import { freePort } from "../../../tools/free-port.ts";
import { patience } from "../../../tools/testing/patience.ts";
import type { Form, Preloads } from "./forms.ts";
import { attributesOf, hex, type Plain, type Receiver, startReceiver } from "./received.ts";

export { attributesOf, hex, type Plain, startReceiver };

/** How an application is started. */
export interface Command {
  readonly folder: string;
  /** The executable, and what it is given; `{port}` represents the port. */
  readonly command: readonly string[];
  readonly variables?: Readonly<Record<string, string>>;
  /** A path that is answered (with any status) once the application is ready. */
  readonly readyPath?: string;
  /** A file that it writes before that, where it answers sooner than it is ready. */
  readonly readyFile?: string | undefined;
  /** Options of Node beside the preload. */
  readonly options?: string;
}

/** A request, as an HTTP client of the application sends it. */
export interface HttpRequest {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** On the connection of the last such request, which is kept. */
  readonly isKept?: boolean;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Unpacked. */
  readonly body: string;
}

/** A supervisor waits so long before it kills. The stock set-up keeps processes alive that have no listener for SIGTERM. */
const stopMs = { bare: 60_000, telltale: 60_000, stock: 4000 } as const satisfies Record<Form, number>;

export interface Running {
  readonly pid: number;
  readonly port: number;
  readonly receiver: Receiver;
  ask(asked: HttpRequest): Promise<Answer>;
  /** What it has printed. */
  printed(): { readonly stdout: string; readonly stderr: string };
  /** Ends it by SIGTERM as a supervisor does, and closes the receiver. Gives the spans that have come. */
  stop(): Promise<readonly Plain[]>;
  /** Whether it had to be killed, because SIGTERM did not end it. */
  isKilled(): boolean;
}

/** Starts an application in `form`, and waits until it answers. @throws with what it printed when it ends before. */
export async function run(
  { folder, command, variables = {}, readyPath = "/", readyFile, options }: Command,
  form: Form,
  preloads: Preloads,
): Promise<Running> {
  const receiver = await startReceiver();
  const port = await freePort();
  const [file, ...args] = command.map((one) => one.replace("{port}", String(port)));
  const child = spawn(file === "node" ? process.execPath : file!, args, {
    cwd: folder,
    env: {
      PATH: process.env["PATH"],
      HOME: process.env["HOME"] ?? tmpdir(),
      PORT: String(port),
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_SERVICE_NAME: "application",
      OTEL_METRICS_EXPORTER: "none",
      // a cloud that is not there has nothing to report
      OTEL_NODE_RESOURCE_DETECTORS: "env,host,os,process,serviceinstance",
      OTEL_BSP_SCHEDULE_DELAY: "200",
      TELLTALE_IDENTITY_KEY: "a key that only tests have",
      TELLTALE_CRASH_FILE: "false",
      TELLTALE_EXIT_TIMEOUT: "100000",
      ...preloads.variables(form, options),
      ...variables,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const printed = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const)
    child[name].setEncoding("utf8").on("data", (text: string) => (printed[name] += text));
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const ask = async (asked: HttpRequest): Promise<Answer> => {
    const askOnce = async (): Promise<Answer> => askAt(port, asked, asked.isKept === true && agent);
    // a server that has just begun may close a connection that it has not read: one that it did read would be an entry too many
    return askOnce().catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "ECONNRESET") throw error;
      return askOnce();
    });
  };
  const until = Date.now() + patience(120_000);
  for (;;) {
    if (child.exitCode !== null || Date.now() > until)
      throw new Error(
        `Cannot start ${command.join(" ")} (${form}): it ended with ${child.exitCode}.\n${printed.stdout}\n${printed.stderr}`,
      );
    const isWaiting = readyFile !== undefined && !existsSync(join(folder, readyFile));
    try {
      if (!isWaiting) {
        await ask({ path: readyPath });
        break;
      }
    } catch {
      // it does not listen yet
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  let isKilled = false;
  return {
    isKilled: () => isKilled,
    pid: child.pid!,
    port,
    receiver,
    ask,
    printed: () => printed,
    async stop() {
      agent.destroy();
      const killing = setTimeout(() => {
        isKilled = true;
        child.kill("SIGKILL");
      }, patience(stopMs[form]));
      await end(child, "SIGTERM");
      clearTimeout(killing);
      const spans = receiver.spans();
      await receiver.close();
      return spans;
    },
  };
}

async function askAt(
  port: number,
  { method = "GET", path, headers = {}, body }: HttpRequest,
  agent: Agent | false,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asking = request({ host: "127.0.0.1", port, method, path, headers, agent }, (response) => {
      const parts: Buffer[] = [];
      response.on("data", (part: Buffer) => parts.push(part));
      response.on("end", () => {
        const sent = Buffer.concat(parts);
        const isPacked = response.headers["content-encoding"] === "gzip";
        const text = (isPacked ? gunzipSync(sent) : sent).toString();
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text });
      });
      response.on("error", reject);
    });
    asking.on("error", reject);
    asking.end(body);
  });
}

/** `text` without the port in addresses and names (`127.0.0.1:PORT`, `shop_PORT`); an amount that equals it stays, or two runs differ. */
export function withoutPort(text: string, port: number): string {
  return text.replaceAll(new RegExp(`(?<=[-_]|[\\w\\]]:)${port}(?!\\d)`, "g"), "PORT");
}
