// @module-tag extended
// `telltale doctor` as it is installed, as a process of its own, on the oldest Node and the newest: against a console that runs, over
// HTTP and gRPC, and against endpoints that are not there, answer errors, break off, never answer, and speak TLS.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer as createHttp, type RequestListener } from "node:http";
import { createServer as createHttps } from "node:https";
import { type AddressInfo, createServer as createTcp, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { type ConsoleProcess, startConsole } from "../../../../tools/console-process.ts";
import { freePort } from "../../../../tools/free-port.ts";
import { install, type Installed } from "../zero-code/installed.ts";

const runtimes = Object.entries(inject("runtimes"));
const nodes = [runtimes[0], runtimes.at(-1)].filter((one) => one !== undefined);
const hasEngine = process.platform === "linux" && process.arch === "x64";
if (!hasEngine) console.log("skipped: `telltale doctor` and the console: no engine for this platform");

const data = mkdtempSync(path.join(tmpdir(), "telltale-doctor-"));
const pem = { key: path.join(data, "key.pem"), cert: path.join(data, "cert.pem") };
const sockets = new Set<Socket>();
const servers: Server[] = [];
let installed: Installed;
let live: ConsoleProcess | undefined;

beforeAll(async () => {
  installed = await install([inject("telltalePack").tarball, "@grpc/grpc-js@1.14.7"], data);
  if (hasEngine) live = await startConsole(path.join(data, "store"));
  makeCertificate();
});

afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  for (const server of servers) server.close();
  await live?.stop();
  installed.remove();
  rmSync(data, { recursive: true, force: true });
});

interface Output {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

test("names the package of another command", () => {
  const bin = path.join(installed.folder, "node_modules", ".bin", "telltale");
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, "up"], {
    cwd: installed.folder,
    encoding: "utf8",
  });
  expect({ status, stdout, stderr }).toEqual({
    status: 2,
    stdout: "",
    stderr: expect.stringContaining("npm install --save-dev telltale-cli"),
  });
});

/** Runs the command with pipes, as a script or CI does; only traces leave, to `endpoint`. */
async function doctor(
  node: string,
  variables: Readonly<Record<string, string>>,
  ...args: string[]
): Promise<Output> {
  const env = {
    PATH: process.env["PATH"],
    HOME: data,
    OTEL_METRICS_EXPORTER: "none",
    OTEL_LOGS_EXPORTER: "none",
    ...variables,
  };
  const bin = path.join(installed.folder, "node_modules", ".bin", "telltale");
  const child: ChildProcess = spawn(node, [bin, "doctor", ...args], { cwd: installed.folder, env });
  const reported = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const)
    child[name]?.setEncoding("utf8").on("data", (text: string) => (reported[name] += text));
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  return { code, ...reported };
}

const to = (endpoint: string, protocol = "http/protobuf"): Readonly<Record<string, string>> => ({
  OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
  OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
});

/** Listens on a free port; gives its address. */
async function listen(server: Server): Promise<string> {
  servers.push(server);
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, "localhost", resolve));
  return `localhost:${(server.address() as AddressInfo).port}`;
}

const httpThat = async (answer: RequestListener): Promise<string> =>
  `http://${await listen(createHttp((request, response) => void request.resume().on("end", () => answer(request, response))))}`;

/** Where nothing listens, and nothing begins to by chance. */
const deadPort = async (): Promise<string> => `localhost:${await freePort()}`;

/** Makes a key and its certificate; where there is no openssl nothing. */
function makeCertificate(): void {
  const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"];
  const key = ["-newkey", "rsa:2048", "-nodes", "-keyout", pem.key];
  spawnSync("openssl", ["req", "-x509", "-days", "1", ...key, "-out", pem.cert, ...subject]);
}

describe.concurrent.each(nodes)("on Node %s", (_version, node) => {
  test.runIf(hasEngine).each(["http/protobuf", "http/json", "grpc"])(
    "a console that runs answers over %s",
    async (protocol) => {
      const { otlpHttp = "", otlpGrpc = "" } = live?.addresses ?? {};
      const url = protocol === "grpc" ? otlpGrpc : otlpHttp;
      const signals = { OTEL_METRICS_EXPORTER: "otlp", OTEL_LOGS_EXPORTER: "otlp" };
      const { code, stdout, stderr } = await doctor(node, { ...to(url, protocol), ...signals });
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      for (const signal of ["traces", "metrics", "logs"])
        expect(stdout).toMatch(new RegExp(`\\n {2}${signal} +${url}\\S* .*answers`));
      const json = await doctor(node, { ...to(url, protocol), ...signals }, "--json");
      expect(JSON.parse(json.stdout)).toMatchObject({ ok: true });
    },
  );

  test("nothing listens", async () => {
    const [http, grpc] = await Promise.all([
      doctor(node, to(`http://${await deadPort()}`)),
      doctor(node, to(`http://${await deadPort()}`, "grpc")),
    ]);
    expect(http).toEqual({
      code: 1,
      stdout: expect.stringMatching(/FAIL {2}traces .*Nothing listens there/),
      stderr: "",
    });
    expect(grpc).toEqual({
      code: 1,
      stdout: expect.stringMatching(/FAIL {2}traces .*Check address and port/),
      stderr: "",
    });
  });

  test.each([
    [503, /FAIL {2}traces .*HTTP 503/],
    [401, /FAIL {2}traces .*credentials/],
  ])("an endpoint that answers HTTP %i", async (status, expected) => {
    const url = await httpThat(
      (_request, response) => void response.writeHead(status).end("x".repeat(100_000)),
    );
    expect(await doctor(node, to(url))).toEqual({
      code: 1,
      stdout: expect.stringMatching(expected),
      stderr: "",
    });
  });

  test("an endpoint that breaks its answer off", async () => {
    const url = await httpThat((_request, response) => {
      response.writeHead(200, { "content-length": "100" });
      response.write("half", () => response.destroy());
    });
    const { code, stdout, stderr } = await doctor(node, to(url));
    expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
    expect(stdout).toMatch(/FAIL {2}traces/);
  });

  test("endpoints that never answer: the answer, the rest of it, the TLS handshake, gRPC", async () => {
    const silent = await listen(createTcp((socket) => void socket.resume()));
    const halfway = await httpThat((_request, response) => {
      response.writeHead(200, { "content-length": "100" });
      response.write("half");
    });
    const all = await Promise.all([
      doctor(node, to(`http://${silent}`)),
      doctor(node, to(halfway)),
      doctor(node, to(`https://${silent}`)),
      doctor(node, to(`http://${silent}`, "grpc")),
    ]);
    for (const { code, stdout, stderr } of all) {
      expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
      expect(stdout).toMatch(/FAIL {2}traces/);
    }
    expect(all[0]?.stdout).toMatch(/no answer within 5000 ms.*firewall/);
  });

  test("an endpoint behind TLS, by an unknown authority and by a named one", async ({ skip }) => {
    skip(!existsSync(pem.cert), "no openssl that makes certificates");
    const options = { key: readFileSync(pem.key), cert: readFileSync(pem.cert) };
    const server = createHttps(
      options,
      (request, response) => void request.resume().on("end", () => response.end()),
    );
    const url = `https://${await listen(server)}`;
    const [unknown, named] = await Promise.all([
      doctor(node, to(url)),
      doctor(node, { ...to(url), OTEL_EXPORTER_OTLP_CERTIFICATE: pem.cert }),
    ]);
    expect(unknown).toEqual({
      code: 1,
      stdout: expect.stringMatching(/FAIL {2}traces .*signed by an authority/),
      stderr: "",
    });
    expect(named).toEqual({ code: 0, stdout: expect.stringMatching(/\n {2}traces .*HTTP 200/), stderr: "" });
  });

  test("options of a module that never settles: the file is named", async () => {
    const file = path.join(data, "never.mjs");
    writeFileSync(file, "await new Promise(() => {}); export default {};");
    const { code, stdout, stderr } = await doctor(node, {}, "--options", file);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(/never\.mjs/);
  });
});
