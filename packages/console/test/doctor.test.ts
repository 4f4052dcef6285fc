// `telltale-console doctor` with consoles that run: what works, what is rejected and why, and what to do about it.
// @module-tag extended
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import type { MadeToken, ServicesResult, TracesResult } from "contract";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { freePort } from "../../../tools/free-port.ts";
import { makeCertificate } from "./support/certificates.ts";
import {
  type ConsoleProcess,
  makePreparedDir,
  runConsole,
  type RunResult,
  startConsoleProcess,
} from "./support/console-process.ts";

interface Report {
  readonly ok: boolean;
  readonly console: string | null;
  readonly checks: readonly { name: string; status: string; message: string; fix: string }[];
}

/** The findings by name: `status message fix`. */
async function diagnose(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<{ readonly code: RunResult["code"]; readonly found: Readonly<Record<string, string>> }> {
  const { code, stdout } = await runConsole(["doctor", "--format", "json", ...args], env);
  const { ok, checks } = JSON.parse(stdout) as Report;
  expect(ok).toBe(code === 0);
  const found = Object.fromEntries(
    checks.map(({ name, status, message, fix }) => [name, `${status} ${message} ${fix}`.trim()]),
  );
  return { code, found };
}

async function start(args: readonly string[] = [], env: NodeJS.ProcessEnv = {}) {
  const data = await makePreparedDir();
  const running = await startConsoleProcess(data.path, args, env);
  return {
    ...running,
    data: data.path,
    async stop() {
      running.child.kill("SIGTERM");
      await running.ended;
      data.remove();
    },
  };
}

const protocols = ["OTLP/gRPC", "OTLP/HTTP protobuf", "OTLP/HTTP JSON", "Zipkin", "Jaeger"];
const otlp = protocols.slice(0, 3);

/** Expects a finding of this form for each of the protocols. */
function expectEach(found: Readonly<Record<string, string>>, names: readonly string[], form: RegExp): void {
  const expected = names.map((name) => [name, expect.stringMatching(form) as string]);
  expect(found).toMatchObject(Object.fromEntries(expected));
}

/** A request of OTLP/JSON with one span. */
function spanOf(service: string): object {
  const attributes = [{ key: "service.name", value: { stringValue: service } }];
  const time = `${Date.now()}000000`;
  const ids = { traceId: "0af7651916cd43dd8448eb211c80319c", spanId: "b7ad6b7169203331" };
  const span = { ...ids, name: "work", kind: 2, startTimeUnixNano: time, endTimeUnixNano: time };
  return { resourceSpans: [{ resource: { attributes }, scopeSpans: [{ spans: [span] }] }] };
}

const storedAndRead = /^ok http\S+ stored a span, which was read back$/;

describe("a console without a token", () => {
  let running: Awaited<ReturnType<typeof start>>;
  beforeAll(async () => {
    running = await start(["--zipkin-port", "0", "--jaeger-port", "0"]);
  });
  afterAll(() => running.stop());

  test("each protocol stores a span, which is read back, is not telemetry of an application and not in lists of services", async () => {
    const { code, found } = await diagnose(["--data", running.data]);
    expectEach(found, protocols, storedAndRead);
    expect(found).toMatchObject({
      console: `ok ${running.addresses.page} answers and is ready`,
      token: "ok not required",
      version: expect.stringMatching(/^ok \d\S+ as this command$/) as string,
      clock: "ok the console and this machine agree within 5 s",
      node: `ok ${process.version}`,
      page: expect.stringMatching(/^ok \S+web$/) as string,
      documentation: expect.stringMatching(/^ok \S+docs$/) as string,
    });
    // the console itself has its ports
    expect(Object.keys(found).filter((name) => name.startsWith("port"))).toEqual([]);
    expect(code).toBe(0);
    const get = async (where: string): Promise<unknown> =>
      (await fetch(new URL(where, running.addresses.page))).json();
    expect(((await get("/api/services")) as ServicesResult).services).toEqual([]);
    expect(await get("/api/services/graph")).toMatchObject({ nodes: [] });
    expect(await get("/api/attributes?key=service")).toEqual({ keys: [], values: [], truncated: false });
    const { items } = (await get("/api/traces")) as TracesResult;
    expect(new Set(items.map(({ rootService }) => rootService))).toEqual(new Set(["telltale-doctor"]));
    expect(await get("/api/received")).toEqual({ hasTelemetry: false });
    await fetch(new URL("/v1/traces", running.addresses.otlpHttp), {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(spanOf("shop")),
    });
    expect(await get("/api/received")).toEqual({ hasTelemetry: true });
    expect(((await get("/api/services")) as ServicesResult).services.map(({ name }) => name)).toEqual([
      "shop",
    ]);
  });

  test("with --url only that console is tested, and a token is not needed", async () => {
    const { code, found } = await diagnose(["--url", running.addresses.page], {
      TELLTALE_TOKEN: "made-up-token-of-the-test",
    });
    expect(found["token"]).toMatch(/^ok accepted, but not required/);
    expect(Object.keys(found)).toEqual(["console", "clock", "token", "version", ...protocols]);
    expect(code).toBe(0);
  });

  test("the URL of a receiver is not the URL of a console", async () => {
    const { code, found } = await diagnose(["--url", running.addresses.otlpHttp]);
    expect(found).toEqual({
      console: expect.stringMatching(
        /^fail .* is not a console. Pass the URL of the console's pages/,
      ) as string,
    });
    expect(code).toBe(1);
  });

  test("https to a console without TLS", async () => {
    const { code, found } = await diagnose(["--url", running.addresses.page.replace("http:", "https:")]);
    expect(found["console"]).toMatch(/^fail 127\.0\.0\.1:\d+ does not use TLS\. Use http:/);
    expect(code).toBe(1);
  });
});

describe("a console with a token", () => {
  const token = "made-up-token-of-the-test";
  let running: Awaited<ReturnType<typeof start>>;
  beforeAll(async () => {
    running = await start([], { TELLTALE_TOKEN: token });
  });
  afterAll(() => running.stop());

  async function made(scope: string): Promise<string> {
    const response = await fetch(new URL("/api/tokens", running.addresses.page), {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify({ name: scope, scope }),
    });
    return ((await response.json()) as MadeToken).token;
  }
  const withToken = (secret?: string): ReturnType<typeof diagnose> =>
    diagnose(["--url", running.addresses.page], secret === undefined ? {} : { TELLTALE_TOKEN: secret });

  test("the console's own token: everything works", async () => {
    const { code, found } = await withToken(token);
    expect(found["token"]).toBe("ok required, and accepted");
    expectEach(found, otlp, storedAndRead);
    expect(code).toBe(0);
  });

  test("no token, and one that the console does not know", async () => {
    const without = await withToken();
    expect(without.found["token"]).toMatch(/^fail The console requires a token.*Set TELLTALE_TOKEN/);
    const wrong = await withToken("another-token-of-the-test");
    expect(wrong.found["token"]).toMatch(/^fail The console does not know this token.*token create/);
    expect([without.code, wrong.code]).toEqual([1, 1]);
  });

  test("a token that may only read: each request that was refused is named", async () => {
    const { code, found } = await withToken(await made("read"));
    expectEach(found, otlp, /^fail http\S+ rejected a span: .*`read`.* Use a token of the scope `ingest`/);
    expect(code).toBe(1);
  });

  test("a token that may only send: nothing is read back, and that is said", async () => {
    const at = (url: string): string => new URL(url).port;
    const { otlpHttp, otlpGrpc } = running.addresses;
    const { code, found } = await diagnose(
      ["--url", running.addresses.page, "--otlp-http-port", at(otlpHttp), "--otlp-grpc-port", at(otlpGrpc)],
      { TELLTALE_TOKEN: await made("ingest") },
    );
    expect(found["token"]).toMatch(/^warn accepted, without the scope `read`/);
    expectEach(found, otlp, /^warn http\S+ accepted a span/);
    expect(code).toBe(0);
  });
});

test("a console with TLS is not trusted without its authority, and works with it over each protocol", async () => {
  const data = await makePreparedDir();
  const at = (name: string): string => path.join(data.path, name);
  makeCertificate(data.path, "authority");
  makeCertificate(data.path, "console", "authority");
  const args = ["--tls-cert", at("console.pem"), "--tls-key", at("console.key")];
  const running: ConsoleProcess = await startConsoleProcess(data.path, args);
  onTestFinished(async () => {
    running.child.kill("SIGTERM");
    await running.ended;
    data.remove();
  });
  const { page } = running.addresses;
  const untrusted = await diagnose(["--url", page]);
  expect(untrusted.found["console"]).toMatch(
    /^fail The certificate of https:.* set NODE_EXTRA_CA_CERTS=FILE\.$/,
  );
  expect(untrusted.code).toBe(1);
  const trusted = await diagnose(["--url", page], { NODE_EXTRA_CA_CERTS: at("authority.pem") });
  expectEach(trusted.found, otlp, storedAndRead);
  expect(trusted.code).toBe(0);
  const plain = await diagnose(["--url", page.replace("https:", "http:")]);
  expect(plain.found["console"]).toMatch(/^fail .*use https:/);
});

/** A server that answers as an older console on a machine whose clock is wrong, and whose receivers are closed. */
async function startOldConsole(addresses: object): Promise<string> {
  const server: Server = createServer((request, response) => {
    const answers: Readonly<Record<string, object>> = {
      "/healthz": { status: "alive" },
      "/readyz": { status: "ready" },
      "/api/stats": { addresses },
    };
    const answer = answers[request.url ?? ""];
    const date = new Date(Date.now() - 10_800_000).toUTCString();
    response.writeHead(answer === undefined ? 404 : 200, { "content-type": "application/json", date });
    response.end(JSON.stringify(answer ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test("an older console, a wrong clock, closed ports, and a console that receives nothing", async () => {
  const closed = `http://127.0.0.1:${await freePort()}`;
  const page = await startOldConsole({ page: "", otlpHttp: closed, otlpGrpc: closed });
  const { code, found } = await diagnose(["--url", page]);
  expect(found["version"]).toMatch(/^warn .*it is older than this command .*Install the same version/);
  expect(found["clock"]).toMatch(/^fail The console's clock is 3 h behind this machine's\. Synchronize/);
  expectEach(
    found,
    otlp,
    /^fail Nothing listens at 127\.0\.0\.1:\d+\. Start the console, or correct the port/,
  );
  expect(code).toBe(1);
  const deaf = await diagnose(["--url", await startOldConsole({ page: "", otlpHttp: "", otlpGrpc: "" })]);
  expect(deaf.found["OTLP/gRPC"]).toMatch(/^warn The console receives no telemetry, because of its role/);
  const none = await diagnose(["--url", closed]);
  expect(none.found).toEqual({ console: expect.stringMatching(/^fail Nothing listens at/) as string });
});

test("wrong options end with 2", async () => {
  const { code, stderr } = await runConsole(["doctor", "--url", "console.example"]);
  expect(stderr).toContain("expected an http or https URL");
  expect(code).toBe(2);
});
