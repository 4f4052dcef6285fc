// @module-tag extended
// Receivers that are broken or hostile, and disks that are full: each answer of a whole application is the same as with a receiver that works, and
// the application ends by itself in time.
import { execFileSync, fork } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { createServer as createHttpServer, type RequestListener, type ServerResponse } from "node:http";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { patience } from "../../../../tools/testing/patience.ts";

interface Receiver {
  readonly url: string;
  /** Requests, or connections, that came. */
  asked(): number;
}

async function listening(server: Server, asked: () => number): Promise<Receiver> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket.on("error", () => {}).on("close", () => sockets.delete(socket)));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

async function raw(onData: (socket: Socket) => void): Promise<Receiver> {
  let asked = 0;
  const server = createServer((socket) => {
    asked++;
    socket.once("data", () => onData(socket));
  });
  return listening(server, () => asked);
}

async function http(answer: (response: ServerResponse, port: number) => void): Promise<Receiver> {
  let asked = 0;
  const listener: RequestListener = (request, response) => {
    asked++;
    request.resume().on("end", () => answer(response, request.socket.localPort ?? 0));
  };
  return listening(createHttpServer(listener), () => asked);
}

async function refusing(): Promise<Receiver> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return { url: `http://127.0.0.1:${port}`, asked: () => Infinity };
}

function drip(response: ServerResponse): void {
  response.writeHead(200, { "content-length": "1000000" });
  const timer = setInterval(() => response.write("x"), 20);
  response.on("close", () => clearInterval(timer));
}

function flood(response: ServerResponse): void {
  const part = Buffer.alloc(1 << 20);
  response.writeHead(200, { "content-type": "application/x-protobuf" });
  const more = (): void => void (response.write(part) && setImmediate(more));
  response.on("drain", more);
  more();
}

const works = async (): Promise<Receiver> => http((response) => response.end());

const broken: Readonly<Record<string, () => Promise<Receiver>>> = {
  "refuses connections": refusing,
  "never answers": async () => raw(() => {}),
  "closes in the middle of its answer": async () =>
    raw((socket) => socket.end("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nx")),
  "answers garbage": async () => raw((socket) => socket.end("\0\u0001\u0002\u0003".repeat(1000))),
  "answers 500": async () => http((response) => response.writeHead(500).end("no")),
  "redirects to itself": async () =>
    http((response, port) => response.writeHead(307, { location: `http://127.0.0.1:${port}/` }).end()),
  "drips its answer": async () => http(drip),
  "answers without end": async () => http(flood),
};

/** What the application answers, and how it ends. */
interface Life {
  readonly answers: readonly unknown[];
  readonly code: number | null;
}

const targets = [
  ["POST", "/orders?id=7", "seven"],
  ["GET", "/fails"],
  ["GET", "/nowhere"],
  ["POST", "/orders?id=8", ""],
] as const;

async function ask(url: string, [method, target, body]: (typeof targets)[number]): Promise<unknown> {
  const response = await fetch(url + target, {
    method,
    body: body ?? null,
    signal: AbortSignal.timeout(patience(8000)),
  });
  const { status, headers } = response;
  return [target, status, headers.get("x-order"), headers.get("content-length"), await response.text()];
}

/** A life of the application beside `receiver`: it is asked until the receiver was, and once more. */
async function life(
  receiver: Receiver,
  variables: NodeJS.ProcessEnv = {},
  output: "ignore" | number = "ignore",
): Promise<Life> {
  const child = fork(path.join(import.meta.dirname, "small-application.ts"), {
    execArgv: ["--conditions=telltale-source", "--import=telltale/register"],
    env: {
      ...process.env,
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_BSP_SCHEDULE_DELAY: "5",
      OTEL_BLRP_SCHEDULE_DELAY: "5",
      OTEL_METRIC_EXPORT_INTERVAL: "20",
      TELLTALE_CRASH_FILE: "false",
      ...variables,
    },
    stdio: ["ignore", output, "ignore", "ipc"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const ended = once(child, "exit");
  const [url] = (await once(child, "message")) as [string];
  const answers: unknown[] = [];
  for (const target of targets) answers.push(await ask(url, target));
  // while exports are under way, and fail
  const until = Date.now() + patience(10_000);
  while (receiver.asked() < 3 && Date.now() < until) await ask(url, targets[0]);
  expect(receiver.asked()).toBeGreaterThanOrEqual(3);
  for (const target of targets) answers.push(await ask(url, target));
  answers.push(await ask(url, ["GET", "/uncaught"] as never));
  child.disconnect();
  const late = new Promise<["late"]>((resolve) => setTimeout(resolve, patience(20_000), ["late"]).unref());
  const [code] = (await Promise.race([ended, late])) as [number | null];
  return { answers, code };
}

let usual: Promise<Life> | undefined;

/** With a receiver that works. */
async function asUsual(): Promise<Life> {
  usual ??= works().then(async (receiver) => life(receiver));
  const expected = await usual;
  expect(expected.answers[0]).toEqual([
    "/orders?id=7",
    200,
    "7",
    expect.any(String),
    expect.stringContaining("seven"),
  ]);
  expect(expected.answers.at(-1)).toEqual(["/uncaught", 200, null, "1", "0"]);
  expect(expected.code).toBe(0);
  return expected;
}

for (const [name, open] of Object.entries(broken)) {
  const options = { timeout: 180_000, tags: name === "never answers" ? [] : ["extended"] };
  test(`a receiver that ${name} changes no answer and keeps no process`, options, async () => {
    const expected = await asUsual();
    expect(await life(await open())).toEqual(expected);
  });
}

test(
  "a spool on a full disk changes no answer and keeps no process",
  { timeout: 180_000, tags: ["extended"] },
  async (context) => {
    const expected = await asUsual();
    const disk = mkdtempSync(path.join(tmpdir(), "telltale-full-"));
    try {
      execFileSync("mount", ["-t", "tmpfs", "-o", "size=64k,mode=0700", "tmpfs", disk], { stdio: "pipe" });
    } catch {
      rmSync(disk, { recursive: true });
      context.skip("this machine does not allow mounting a tmpfs");
    }
    onTestFinished(() => {
      execFileSync("umount", ["-l", disk]);
      rmSync(disk, { recursive: true });
    });
    expect(() => writeFileSync(path.join(disk, "fill"), Buffer.alloc(128 << 10))).toThrow("ENOSPC");
    const variables = {
      TELLTALE_SPOOL_DIRECTORY: path.join(disk, "spool"),
      TELLTALE_CRASH_FILE: "true",
      TMPDIR: disk,
    };
    expect(await life(await refusing(), variables)).toEqual(expected);
  },
);

test("standard output on a full disk changes no answer and keeps no process", async () => {
  const expected = await asUsual();
  const full = openSync("/dev/full", "w");
  onTestFinished(() => closeSync(full));
  const variables = { OTEL_TRACES_EXPORTER: "console", OTEL_LOGS_EXPORTER: "console" };
  expect(await life(await refusing(), variables, full)).toEqual(expected);
});
