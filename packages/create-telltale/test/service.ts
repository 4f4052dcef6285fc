// A created service as a process: started on a free port, asked, stopped; what it sent is at a receiver.
import { spawn } from "node:child_process";
import { tmpdir } from "node:os";

import { type Receiver, startReceiver } from "../../telltale/test/engine/receiver.ts";

export interface ServiceRequest {
  readonly method: string;
  readonly path: string;
  readonly body?: string;
}

export interface Served {
  readonly receiver: Receiver;
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly answers: readonly { readonly status: number; readonly body: unknown }[];
}

/** Runs `args` on a Node in `cwd`, sends the requests one after the other as the user `u1`, and ends it with SIGTERM. */
export async function serve(
  node: string,
  cwd: string,
  args: readonly string[],
  requests: readonly ServiceRequest[],
): Promise<Served> {
  const receiver = await startReceiver();
  const env = {
    PATH: process.env["PATH"],
    HOME: tmpdir(),
    PORT: "0",
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    OTEL_LOG_LEVEL: "warn",
    // a random id may look like a card number, and the lack of a key would be reported
    TELLTALE_IDENTITY_KEY: "a key that only tests have",
    // what other processes of this machine left is not sent by this one
    TELLTALE_CRASH_FILE: "false",
  };
  const child = spawn(node, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  const printed = { stdout: "", stderr: "" };
  const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
  const listening = new Promise<string>((resolve) => {
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      printed.stdout += text;
      const [, url] = /listens on (http:\/\/localhost:\d+)\n/.exec(printed.stdout) ?? [];
      if (url !== undefined) resolve(url);
    });
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => (printed.stderr += text));
  const url = await Promise.race([listening, ended.then(() => undefined)]);
  const answers: { status: number; body: unknown }[] = [];
  for (const { method, path, body } of url === undefined ? [] : requests) {
    const response = await fetch(url + path, {
      method,
      headers: { "x-user": "u1", connection: "close" },
      ...(body !== undefined && { body }),
    });
    answers.push({ status: response.status, body: await response.json() });
  }
  child.kill("SIGTERM");
  const code = await ended;
  await receiver.close();
  // that is what a busy machine is like
  const stderr = printed.stderr.replaceAll(/^telltale: observer_slow .*\n/gm, "");
  return { receiver, code, stdout: printed.stdout, stderr, answers };
}
