// A pod as the operator makes it, without Kubernetes: the image's folder is copied by the image's own `cp`, and an unchanged application runs
// with the variables that the operator sets.
import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { get } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "vitest";

import { type Receiver, startReceiver } from "../../../packages/telltale/test/engine/receiver.ts";
import { outputOf, unpack } from "./build-command.ts";

/** Unpacks `image` below `folder` and does what the init container does; returns the folder that the pod mounts. */
export function initPod(image: string, folder: string): string {
  const rootfs = unpack(image, path.join(folder, "image"));
  const mounted = path.join(folder, "otel-auto-instrumentation-nodejs");
  mkdirSync(mounted);
  outputOf(path.join(rootfs, "bin/cp"), "-r", `${rootfs}/autoinstrumentation/.`, mounted);
  return mounted;
}

export interface Container {
  readonly node: string;
  readonly cwd: string;
  readonly program: string;
  /** What `initPod` returned. */
  readonly mounted: string;
  readonly variables?: Readonly<Record<string, string>>;
  /** How many spans one request makes. The application is ended when they have come. */
  readonly spans: number;
}

export interface Ran {
  readonly code: number | null;
  readonly stderr: string;
  readonly answer: string;
  readonly receiver: Receiver;
}

/** Runs the application, asks it once, and ends it when its spans have come. */
export async function runContainer({
  node,
  cwd,
  program,
  mounted,
  variables,
  spans,
}: Container): Promise<Ran> {
  const receiver = await startReceiver();
  const child = spawn(node, [program], {
    cwd,
    env: {
      PATH: process.env["PATH"],
      HOME: tmpdir(),
      NODE_OPTIONS: ` --require ${mounted}/autoinstrumentation.js`,
      OTEL_SERVICE_NAME: "shop",
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_RESOURCE_ATTRIBUTES: "k8s.pod.name=shop-1",
      // while the application runs: its end waits for two seconds only, which is too short for a busy machine
      OTEL_BSP_SCHEDULE_DELAY: "10",
      TELLTALE_CRASH_FILE: "false",
      ...variables,
    },
    stdio: "pipe",
  });
  const printed = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const)
    child[name].setEncoding("utf8").on("data", (text: string) => (printed[name] += text));
  const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
  try {
    const port = /listening (\d+)/;
    await expect.poll(() => printed.stdout + printed.stderr, { timeout: 90_000 }).toMatch(port);
    const answer = await ask(Number(port.exec(printed.stdout)?.[1]));
    await expect.poll(() => receiver.spans().length, { timeout: 90_000 }).toBe(spans);
    child.stdin.end();
    return { code: await ended, stderr: printed.stderr, answer, receiver };
  } finally {
    child.kill("SIGKILL");
    await ended;
    await receiver.close();
  }
}

async function ask(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    get({ host: "127.0.0.1", port, path: "/orders/7", agent: false }, (response) => {
      let body = "";
      response.setEncoding("utf8").on("data", (part: string) => (body += part));
      response.on("end", () => resolve(body));
    }).on("error", reject);
  });
}
