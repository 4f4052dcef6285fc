// A script of this repository that prints where its page is, as a process on free ports.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";

import { until } from "./api.ts";

export interface PageProcess {
  readonly child: ChildProcess;
  readonly page: string;
  output(): string;
  /** Resolves when it has ended and all that it wrote is read. */
  readonly closed: Promise<void>;
}

/** Runs a script with `args`, which win over the free ports, until it has printed `ready`. @throws {Error} with its output, when it ends before. */
export async function startPageProcess(
  script: readonly string[],
  args: readonly string[],
  cwd: string,
  ready: RegExp,
): Promise<PageProcess> {
  const ports = ["--port", "0", "--otlp-http-port", "0", "--otlp-grpc-port", "0"];
  const child = spawn(process.execPath, [...script, ...ports, ...args], {
    cwd,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
  let isClosed = false;
  const closed = once(child, "close").then(() => void (isClosed = true));
  // what it wrote last is read when it is closed
  const { text } = await until(
    async () => ({ isOver: isClosed, text: output }),
    (seen) => ready.test(seen.text) || seen.isOver,
  );
  const page = /page\s+(http\S+)/.exec(text)?.[1];
  if (page === undefined) throw new Error(text);
  return { child, page, output: () => output, closed };
}
