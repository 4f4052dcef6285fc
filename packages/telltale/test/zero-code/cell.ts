// One cell of the runtime matrix: an unmodified application under `telltale/register`, with requests from outside, and what arrives at a receiver
// outside of its process.
import { spawn } from "node:child_process";
import { get } from "node:http";
import { tmpdir } from "node:os";
import { attributesOf, hex, type Receiver, startReceiver } from "../engine/receiver.ts";

/** How a program is started. */
export interface Start {
  readonly node: string;
  readonly cwd: string;
  /** What is before the program, and it with its arguments. */
  readonly args: readonly string[];
  readonly variables?: Readonly<Record<string, string>>;
  /** Paths that are asked for once it listens. */
  readonly paths?: readonly string[];
}

/** What became of it. */
export interface Ended {
  readonly receiver: Receiver;
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Of each path: status and body. */
  readonly answers: readonly { readonly status: number; readonly body: string }[];
}

/** Runs a program to its end. One that prints `listening PORT` is asked for `paths`, and ended by the end of its input. */
export async function runProgram({ node, cwd, args, variables = {}, paths = [] }: Start): Promise<Ended> {
  const receiver = await startReceiver();
  const env = {
    PATH: process.env["PATH"],
    HOME: tmpdir(),
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    OTEL_SERVICE_NAME: "zero-code",
    OTEL_LOG_LEVEL: "warn",
    // once in some thousand times a random id looks like a card number, and the lack of a key would be logged
    TELLTALE_IDENTITY_KEY: "a key that only tests have",
    // what other processes of this machine left is not sent by this one
    TELLTALE_CRASH_FILE: "false",
    // a receiver on a busy machine may not answer within the usual seconds
    TELLTALE_EXIT_TIMEOUT: "100000",
    ...variables,
  };
  const child = spawn(node, args, { cwd, env, stdio: "pipe", timeout: 150_000, killSignal: "SIGKILL" });
  const printed = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const)
    child[name].setEncoding("utf8").on("data", (text: string) => (printed[name] += text));
  const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
  const answers: { status: number; body: string }[] = [];
  const port = await Promise.race([ended.then(() => undefined), listening(child.stdout)]);
  if (port !== undefined) for (const path of paths) answers.push(await ask(port, path));
  child.stdin.end();
  const code = await ended;
  await receiver.close();
  return { receiver, code, ...printed, stderr: withoutSlowness(printed.stderr), answers };
}

/** Without the warning that a callback of a metric took long: that is what a busy machine is like. */
function withoutSlowness(stderr: string): string {
  return stderr.replaceAll(/^telltale: observer_slow .*\n/gm, "");
}

async function listening(stdout: NodeJS.ReadableStream): Promise<number> {
  return new Promise((resolve) => {
    let text = "";
    stdout.on("data", (part: string) => {
      text += part;
      const [, port] = /listening (\d+)/.exec(text) ?? [];
      if (port !== undefined) resolve(Number(port));
    });
  });
}

// by node:http: what asks must not be seen itself
async function ask(port: number, path: string): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    get({ host: "127.0.0.1", port, path, agent: false }, (response) => {
      let body = "";
      response.setEncoding("utf8").on("data", (part: string) => (body += part));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body }));
    }).on("error", reject);
  });
}

const kinds = ["unspecified", "internal", "server", "client", "producer", "consumer"];

/** The spans as trees: `server GET /orders/:id`, with what is below it. Those of one parent by their names. */
export function treesOf(receiver: Receiver): Tree[] {
  const spans = receiver.spans();
  const ids = new Set(spans.map((span) => hex(span["spanId"])));
  const below = (parent: string | undefined): Tree[] =>
    spans
      .filter((span) => {
        const id = hex(span["parentSpanId"]);
        return parent === undefined ? !ids.has(id) : id === parent;
      })
      .map((span) => ({
        span: `${kinds[Number(span["kind"] ?? 0)]} ${String(span["name"])}`,
        attributes: attributesOf(span),
        id: hex(span["spanId"]),
        traceId: hex(span["traceId"]),
        children: below(hex(span["spanId"])),
      }))
      .toSorted((one, other) => one.span.localeCompare(other.span, "en"));
  return below(undefined);
}

export interface Tree {
  readonly span: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly id: string;
  readonly traceId: string;
  readonly children: readonly Tree[];
}

/** Trees as indented lines. */
export function showTrees(trees: readonly Tree[], depth = 0): string[] {
  return trees.flatMap(({ span, children }) => [
    "  ".repeat(depth) + span,
    ...showTrees(children, depth + 1),
  ]);
}
