// `telltale doctor` against real receivers: what it says of each, what it exits with, and the command around it.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer as createHttps } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import { runDoctor } from "../src/doctor/doctor.ts";
import { type Receiver, startReceiver } from "./engine/receiver.ts";

const folder = mkdtempSync(path.join(tmpdir(), "telltale-doctor-"));
let receiver: Receiver;

beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(async () => receiver.close());
afterAll(() => rmSync(folder, { recursive: true }));

interface Seen {
  readonly code: number;
  readonly printed: string;
  readonly complained: string;
}

async function doctor(args: readonly string[], variables: Record<string, string> = {}): Promise<Seen> {
  let printed = "";
  let complained = "";
  const code = await runDoctor(args, {
    variables,
    print: (text) => void (printed += text),
    complain: (text) => void (complained += text),
  });
  return { code, printed, complained };
}

/** Only traces leave, to `endpoint`. */
function to(endpoint: string): Record<string, string> {
  return {
    OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
    OTEL_METRICS_EXPORTER: "none",
    OTEL_LOGS_EXPORTER: "none",
  };
}

test("a receiver that answers: an empty export per signal, exit code 0", async () => {
  const { code, printed } = await doctor([], {
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    OTEL_EXPORTER_OTLP_HEADERS: "api-key=hunter2",
  });
  expect(code).toBe(0);
  expect(printed).toContain(`traces   ${receiver.url}/v1/traces (http/protobuf)   OTEL: `);
  expect(printed.match(/answers \(HTTP 200\)/g)).toHaveLength(3);
  expect(printed).not.toContain("hunter2");
  expect(receiver.received.map(({ path: where }) => where).toSorted()).toEqual([
    "/v1/logs",
    "/v1/metrics",
    "/v1/traces",
  ]);
  expect(receiver.received.map(({ headers }) => headers["api-key"])).toEqual([
    "hunter2",
    "hunter2",
    "hunter2",
  ]);
  expect(receiver.spans()).toEqual([]);
});

test("prints what is wrong and what is not a default; the rest with --all", async () => {
  const variables = { ...to(receiver.url), OTEL_TRACES_SAMPLR: "always_on" };
  const { code, printed } = await doctor([], variables);
  expect(code).toBe(0);
  expect(printed).toMatch(/^telltale .*\n\nProblems\n {2}warn {2}unknown variable OTEL_TRACES_SAMPLR/);
  expect(printed).toMatch(/^ {2}warn {2}service\.name is unknown_service:.*OTEL_SERVICE_NAME/m);
  expect(printed).toMatch(/^ {2}metrics: exporter +none +OTEL: OTEL_METRICS_EXPORTER$/m);
  expect(printed).not.toContain("redaction.mode");
  expect(printed).toMatch(/\d{3} settings have their default: `telltale doctor --all` lists them\.$/);
  expect(printed.split("\n").length).toBeLessThan(20);
  const all = await doctor(["--all"], variables);
  expect(all.printed).toMatch(/^ {2}redaction\.mode +replace +default$/m);
  expect(all.printed).toMatch(/^ {2}process\.pid +\d+ +default: detectors$/m);
  expect(await doctor([], { ...to(receiver.url), OTEL_SERVICE_NAME: "shop" })).toMatchObject({
    printed: expect.stringContaining("\n\nNo problems found.\n\n") as string,
  });
});

test("JSON bodies where the protocol asks for them", async () => {
  const { code } = await doctor([], { ...to(receiver.url), OTEL_EXPORTER_OTLP_PROTOCOL: "http/json" });
  expect(code).toBe(0);
  expect(receiver.received[0]).toMatchObject({
    headers: { "content-type": "application/json" },
    message: {},
  });
});

describe("what is not well is explained, exit code 1", () => {
  test.each([
    [401, /credentials: give them by `OTEL_EXPORTER_OTLP_HEADERS`/],
    [403, /credentials/],
    [404, /takes no OTLP at this path.*4318/],
    [415, /OTEL_EXPORTER_OTLP_PROTOCOL=http\/json/],
    [503, /in trouble/],
    [302, /not an answer of an OTLP receiver/],
  ])("HTTP %i", async (status, expected) => {
    receiver.script((response) => void response.writeHead(status).end());
    const { code, printed } = await doctor([], to(receiver.url));
    expect(code).toBe(1);
    expect(printed).toMatch(/FAIL {2}traces/);
    expect(printed).toMatch(expected);
  });

  test("reports a path that is added twice, with the variable that has it", async () => {
    receiver.script((response) => void response.writeHead(404).end());
    const { code, printed } = await doctor([], {
      ...to(`${receiver.url}/v1/traces`),
      OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
    });
    expect(code).toBe(1);
    expect(printed).toContain(
      "Leave `/v1/traces` out of `OTEL_EXPORTER_OTLP_ENDPOINT`: `/v1/traces` is added.",
    );
  });

  test("nothing listens", async () => {
    const { url } = receiver;
    await receiver.close();
    const { code, printed } = await doctor([], to(url));
    expect([code, printed]).toEqual([1, expect.stringMatching(/ECONNREFUSED.*Nothing listens there/)]);
    receiver = await startReceiver();
  });

  test("an unknown name", async () => {
    const { code, printed } = await doctor([], to("http://receiver.invalid:4318"));
    expect([code, printed]).toEqual([1, expect.stringMatching(/The name is not known|No answer/)]);
  });

  test("TLS where there is none", async () => {
    const { code, printed } = await doctor([], to(receiver.url.replace("http:", "https:")));
    expect([code, printed]).toEqual([1, expect.stringMatching(/does not speak TLS at this port/)]);
  });

  test("a certificate of an unknown authority, until it is named", async ({ skip }) => {
    const pair = certificate();
    skip(pair === undefined, "no openssl that makes certificates");
    const server = createHttps(
      pair ?? {},
      (request, response) => void request.resume().on("end", () => response.end()),
    );
    await new Promise<void>((resolve) => server.listen(0, "localhost", resolve));
    try {
      const variables = to(`https://localhost:${(server.address() as AddressInfo).port}`);
      const { code, printed } = await doctor([], variables);
      expect([code, printed]).toEqual([
        1,
        expect.stringMatching(
          /signed by an authority that this machine does not know.*OTEL_EXPORTER_OTLP_CERTIFICATE/,
        ),
      ]);
      const named = { ...variables, OTEL_EXPORTER_OTLP_CERTIFICATE: path.join(folder, "cert.pem") };
      expect(await doctor([], named)).toMatchObject({ code: 0 });
    } finally {
      server.close();
    }
  });

  test("an address that does not speak gRPC", async () => {
    const { code, printed } = await doctor([], { ...to(receiver.url), OTEL_EXPORTER_OTLP_PROTOCOL: "grpc" });
    expect([code, printed]).toEqual([1, expect.stringMatching(/FAIL {2}traces .*Check address and port/)]);
  });
});

function certificate(): { readonly key: Buffer; readonly cert: Buffer } | undefined {
  const [key, cert] = [path.join(folder, "key.pem"), path.join(folder, "cert.pem")];
  const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"];
  try {
    execFileSync(
      "openssl",
      [
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "1",
        "-keyout",
        key,
        "-out",
        cert,
        ...subject,
      ],
      { stdio: "pipe" },
    );
    return { key: readFileSync(key), cert: readFileSync(cert) };
  } catch {
    return undefined;
  }
}

describe("what it is asked", () => {
  test("--json is one object", async () => {
    const { code, printed } = await doctor(["--json"], to(receiver.url));
    const reported = JSON.parse(printed) as Record<string, unknown>;
    expect(code).toBe(0);
    expect(reported).toMatchObject({ ok: true, warnings: [], node: process.versions.node });
    expect(reported["settings"]).toContainEqual({
      name: "metrics: exporter",
      value: "none",
      origin: "OTEL",
      source: "OTEL_METRICS_EXPORTER",
    });
    expect(reported["endpoints"]).toEqual([
      expect.objectContaining({
        signal: "traces",
        origin: "OTEL",
        check: expect.objectContaining({ ok: true }),
      }),
    ]);
  });

  test("--no-check contacts no endpoint, and neither do disabled signals", async () => {
    expect(await doctor(["--no-check"], to(receiver.url))).toMatchObject({ code: 0 });
    expect(await doctor([], { ...to(receiver.url), OTEL_SDK_DISABLED: "true" })).toMatchObject({ code: 0 });
    expect(receiver.received).toEqual([]);
  });

  test("--options takes what the application gives to start()", async () => {
    const file = path.join(folder, "options.mjs");
    writeFileSync(file, `export default { service: "by option", endpoint: "${receiver.url}" };`);
    const { code, printed } = await doctor(["--options", file]);
    expect([code, printed]).toEqual([0, expect.stringMatching(/service\.name +by option +option: service/)]);
  });

  test.each([
    [
      "a wrong option",
      ["--options", "wrong.mjs"],
      "export default { servce: 1 };",
      {},
      /TT_OPTION: .*`servce`/,
    ],
    [
      "no options",
      ["--options", "none.mjs"],
      "export const a = 1;",
      {},
      /expected a module whose default export/,
    ],
    [
      "a wrong file",
      [],
      "",
      { OTEL_CONFIG_FILE: "nowhere.yaml" },
      /TT_CONFIG_FILE: .*`\/.*nowhere.yaml` \(ENOENT\)\. Create [^;]*unset the variable\.$/,
    ],
  ])("%s: exit code 1", async (_title, args, text, variables, expected) => {
    const place = args.map((arg) => (arg.endsWith(".mjs") ? path.join(folder, arg) : arg));
    if (place[1] !== undefined) writeFileSync(place[1], text);
    expect(await doctor(place, variables as Record<string, string>)).toEqual({
      code: 1,
      printed: "",
      complained: expect.stringMatching(expected),
    });
    const { code, printed } = await doctor([...place, "--json"], variables as Record<string, string>);
    expect([code, JSON.parse(printed)]).toEqual([1, expect.objectContaining({ ok: false })]);
  });

  test("wrong usage: exit code 2 and the usage", async () => {
    expect(await doctor(["--jsn"])).toMatchObject({
      code: 2,
      complained: expect.stringContaining("telltale doctor [--all] [--json]"),
    });
    expect(await doctor(["--help"])).toMatchObject({
      code: 0,
      printed: expect.stringContaining("--no-check"),
    });
  });
});

describe("the command", () => {
  const bin = fileURLToPath(new URL("../src/bin.ts", import.meta.url));
  const run = (...args: string[]): { code: number | null; out: string; err: string } => {
    const flags = ["--conditions=telltale-source", "--disable-warning=ExperimentalWarning", bin];
    const { status, stdout, stderr } = spawnSync(process.execPath, [...flags, ...args], {
      encoding: "utf8",
      cwd: folder,
    });
    return { code: status, out: stdout, err: stderr };
  };

  test("doctor, help and version are here; without a command the help and exit code 2", () => {
    expect(run("doctor", "--help")).toMatchObject({
      code: 0,
      out: expect.stringContaining("telltale doctor"),
    });
    expect(run("--help")).toMatchObject({ code: 0, out: expect.stringContaining("telltale doctor") });
    expect(run("--version").out).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect(run()).toMatchObject({ code: 2 });
  });

  test("hands another command to the telltale-cli of the application", () => {
    const cli = path.join(folder, "node_modules", "telltale-cli");
    execFileSync("mkdir", ["-p", cli]);
    writeFileSync(
      path.join(cli, "package.json"),
      '{"name":"telltale-cli","version":"1.0.0","bin":{"x":"./x.cjs"}}',
    );
    writeFileSync(path.join(cli, "x.cjs"), "console.log(process.argv.slice(2).join()); process.exit(7);");
    expect(run("up", "--port", "1")).toEqual({ code: 7, out: "up,--port,1\n", err: "" });
  });
});
