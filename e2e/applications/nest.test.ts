// A NestJS application with all transports of @nestjs/microservices, schedules and the logger, in the newest and the oldest version: it answers as it
// does without any instrumentation, and each request, message, call and run is a span.
// @module-tag extended
import { cpSync } from "node:fs";
import { connect } from "node:net";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";

import { isAway } from "../../packages/telltale/test/calls/services.ts";
import type { Plain } from "../../packages/telltale/test/engine/official.ts";
import { attributesOf } from "../../packages/telltale/test/engine/receiver.ts";
import { freePort } from "../../tools/free-port.ts";
import { type Installed, installLocked } from "../../tools/testing/installation.ts";
import { type Form, forms, installPreloads, type Preloads } from "./harness/forms.ts";
import { type Answer, run } from "./harness/running.ts";
import { idOf, kindOf, linesOf } from "./harness/tree.ts";

const brokers = { redis: "Redis", nats: "NATS", mqtt: "Mosquitto", rabbitmq: "RabbitMQ" } as const;
const transports = ["tcp"];
for (const [transport, service] of Object.entries(brokers))
  if (!(await isAway(service))) transports.push(transport);

const asks = ["sum", "stream", "later", "breaks", "fail", "crash", "noted"];
const paths = [
  ...transports.flatMap((transport) => asks.map((what) => `/ask/${transport}/${what}`)),
  "/greet/say/ann",
  "/greet/say/nobody",
  "/greet/say/crash",
  "/greet/say/mapped",
  "/greet/say/answered",
  "/greet/list/bob",
  "/greet/list/endless",
  "/log",
  "/scheduled",
];

const fixtures = path.join(import.meta.dirname, "fixtures");
let preloads: Preloads;
beforeAll(async () => {
  preloads = await installPreloads(inject("telltalePack").tarball);
});
afterAll(() => preloads?.remove());

/** What an application did in one form. */
interface Seen {
  readonly answers: readonly Answer[];
  readonly spans: readonly Plain[];
  readonly logs: readonly Plain[];
  readonly stdout: string;
  readonly stderr: string;
}

interface Variant {
  readonly fixture: string;
  readonly main: string;
  readonly variables: Readonly<Record<string, string>>;
  /** What its answers depend on. */
  readonly forms: readonly Form[];
}

const variants: Readonly<Record<string, Variant>> = {
  "NestJS 12": { fixture: "nest", main: "main.cjs", variables: {}, forms },
  "NestJS 12 as ES modules, MQTT 5, lines in JSON": {
    fixture: "nest",
    main: "main.mjs",
    variables: { MQTT_VERSION: "5", JSON_LINES: "yes" },
    forms: ["bare", "telltale"],
  },
  "NestJS 10": { fixture: "nest-10", main: "main.cjs", variables: {}, forms },
};
let runs = 0;

async function see(installed: Installed, { main, variables }: Variant, form: Form): Promise<Seen> {
  const prefix = `telltale-nest-${process.pid}-${runs++}`;
  const tcpPort = await freePort();
  const application = await run(
    {
      folder: installed.folder,
      command: ["node", main],
      variables: {
        ...variables,
        TCP_PORT: String(tcpPort),
        GRPC_PORT: String(await freePort()),
        TRANSPORTS: [...transports, "grpc"].join(","),
        PREFIX: prefix,
        NO_COLOR: "1",
      },
    },
    form,
    preloads,
  );
  const answers: Answer[] = [];
  for (const one of paths) answers.push(await application.ask({ path: one }));
  const { stdout } = application.printed();
  const text = JSON.stringify(await application.stop(), printable).replaceAll(prefix, "shop");
  const { stderr } = application.printed();
  return { answers, spans: JSON.parse(text, readable), logs: application.receiver.logs(), stdout, stderr };
}

// bytes survive as text
const printable = (_key: string, value: unknown): unknown =>
  value instanceof Uint8Array || (value as { type?: string } | null)?.type === "Buffer"
    ? { hex: Buffer.from(value as Uint8Array).toString("hex") }
    : typeof value === "bigint"
      ? String(value)
      : value;
const readable = (_key: string, value: unknown): unknown =>
  typeof (value as { hex?: unknown } | null)?.hex === "string"
    ? Buffer.from((value as { hex: string }).hex, "hex")
    : value;

/** Without what differs between any two requests. */
function comparable({ status, headers: { date, ...headers }, body }: Answer): object {
  return { status, headers, body, dated: date !== undefined };
}

/** The spans of a request over `transport`, in the order of {@link linesOf}. */
function expectedOf(transport: string): string[] {
  const lines = (what: string, operation: string, failed: string): string[] => [
    "SERVER GET /ask/:transport/:what",
    `  PRODUCER ${operation} shop.${transport}.${what}${failed}`,
    `    CONSUMER process shop.${transport}.${what}${failed}`,
  ];
  return [
    ...lines("breaks", "request", " !"),
    ...lines("crash", "request", " !"),
    ...lines("fail", "request", " !"),
    ...lines("later", "request", ""),
    ...lines("stream", "request", ""),
    ...lines("sum", "request", ""),
    ...lines("noted", "publish", ""),
  ];
}

const greetings = [
  ["List", "", ""],
  // cancelled, which the client did
  ["List", " !", ""],
  ["Say", " !", " !"],
  ["Say", " !", ""],
  ["Say", "", ""],
  // the client asked for what is not there: its failure, not the server's
  ["Say", " !", ""],
  ["Say", "", ""],
].flatMap(([method, client, server]) => [
  "SERVER GET /greet/:method/:name",
  `  CLIENT shop.Greeter/${method}${client}`,
  `    SERVER shop.Greeter/${method}${server}`,
]);
const others = ["SERVER GET /", "SERVER GET /log", "SERVER GET /scheduled"];
const schedules = ["INTERNAL cron nightly", "INTERNAL interval polling", "INTERNAL timeout Jobs.once !"];

/** Lines in groups of a root and what is below it, whose order does not matter. */
function groupsOf(lines: readonly string[]): string[] {
  return lines
    .join("\n")
    .split(/\n(?! )/)
    .toSorted();
}

describe.each(Object.entries(variants))("%s", (_name, variant) => {
  let installed: Installed;
  const seen: Partial<Record<Form, Seen>> = {};
  beforeAll(async () => {
    installed = await installLocked(path.join(fixtures, variant.fixture));
    const isSource = (file: string): boolean => !/package(?:-lock)?\.json$/.test(file);
    cpSync(path.join(fixtures, "nest"), installed.folder, { recursive: true, filter: isSource });
    for (const form of variant.forms) seen[form] = await see(installed, variant, form);
  });
  afterAll(() => installed?.remove());
  const telltale = (): Seen => seen.telltale!;
  const spansOf = (kind: string, name: RegExp): Plain[] =>
    telltale().spans.filter((span) => kindOf(span) === kind && name.test(span["name"] as string));

  test("answers as without instrumentation", () => {
    const [bare, ...instrumented] = variant.forms.map((form) => seen[form]!.answers.map(comparable));
    for (const answers of instrumented) expect(answers).toEqual(bare);
    const failed = bare!.filter((answer) => (answer as Answer).status !== 200);
    expect(failed).toEqual([]);
  });

  test("each request, message, call and run is one span, below what caused it", () => {
    // ioredis has the commands that carry the messages
    const own = telltale().spans.filter((span) => attributesOf(span)["db.system.name"] === undefined);
    const runsOnce = (group: string, at: number, all: readonly string[]): boolean =>
      // each second, until it is stopped
      group !== "INTERNAL cron nightly" || all.indexOf(group) === at;
    expect(groupsOf(linesOf(own)).filter(runsOnce)).toEqual(
      groupsOf([...transports.flatMap(expectedOf), ...greetings, ...others, ...schedules]),
    );
    const entries = telltale().spans.filter((span) => ["SERVER", "CONSUMER"].includes(kindOf(span)));
    expect(entries).toHaveLength(1 + paths.length + transports.length * asks.length + 7);
  });

  test("commands of Redis are below the message that they carry or answer", () => {
    const commands = telltale().spans.filter((span) => (span["name"] as string).startsWith("PUBLISH "));
    expect(commands.filter((span) => idOf(span["parentSpanId"]) === "")).toEqual([]);
    // a message each, three of a stream's and one of each other's answers
    expect(commands).toHaveLength(transports.includes("redis") ? asks.length + 3 + 5 : 0);
  });

  test("handlers are named by their method, messages by their pattern, errors by their class", () => {
    for (const transport of transports) {
      const [crashed] = spansOf("CONSUMER", new RegExp(String.raw`\.${transport}\.crash$`));
      expect(attributesOf(crashed)).toMatchObject({
        "code.function.name": "Answers.crash",
        "telltale.messaging.pattern": `shop.${transport}.crash`,
        "messaging.operation.type": "process",
        "error.type": "TypeError",
      });
      expect(crashed!["status"]["message"]).toBe("a mistake");
      const [asked] = spansOf("PRODUCER", new RegExp(String.raw`\.${transport}\.crash$`));
      expect(attributesOf(asked)).toMatchObject({
        "messaging.operation.type": "send",
        "server.address": "127.0.0.1",
        "error.type": "RpcException",
      });
      expect(asked!["status"]["message"]).toBe("Internal server error");
    }
  });

  test("a handler's span lasts until its observable has ended", () => {
    for (const transport of transports)
      for (const what of ["later", "breaks"]) {
        const [late] = spansOf("CONSUMER", new RegExp(String.raw`\.${transport}\.${what}$`));
        const ms = (BigInt(late!["endTimeUnixNano"]) - BigInt(late!["startTimeUnixNano"])) / 1_000_000n;
        expect(Number(ms)).toBeGreaterThanOrEqual(19);
        expect(attributesOf(late)["error.type"]).toBe(what === "breaks" ? "TypeError" : undefined);
      }
  });

  test("both sides of a queue have its name", () => {
    const ofQueue = telltale().spans.filter((span) => attributesOf(span)["messaging.system"] === "rabbitmq");
    const destinations = new Set(ofQueue.map((span) => attributesOf(span)["messaging.destination.name"]));
    expect([...destinations]).toEqual(transports.includes("rabbitmq") ? ["shop-orders"] : []);
  });

  test("prints no line of its own", () => {
    expect(telltale().stderr.match(/^telltale: .*$/gm) ?? []).toEqual([]);
  });

  test("runs say what began them", () => {
    const [cron] = spansOf("INTERNAL", /^cron /);
    expect(attributesOf(cron)).toEqual({
      "faas.trigger": "timer",
      "faas.cron": "* * * * * *",
      "code.function.name": "Jobs.nightly",
    });
    const [once] = spansOf("INTERNAL", /^timeout /);
    expect(attributesOf(once)).toMatchObject({ "code.function.name": "Jobs.once", "error.type": "Error" });
  });

  test("calls of gRPC have the status", () => {
    const statuses = (kind: string): unknown[] =>
      spansOf(kind, /Say$/).map((span) => attributesOf(span)["rpc.response.status_code"]);
    for (const kind of ["CLIENT", "SERVER"])
      expect(statuses(kind).toSorted()).toEqual(["NOT_FOUND", "NOT_FOUND", "OK", "OK", "UNKNOWN"]);
    const lists = spansOf("SERVER", /List$/).map(attributesOf);
    expect(lists.map((list) => list["rpc.response.status_code"]).toSorted()).toEqual(["CANCELLED", "OK"]);
    expect(lists[0]).toMatchObject({
      "rpc.system.name": "grpc",
      "rpc.method": "shop.Greeter/List",
      "code.function.name": "Answers.list",
    });
  });

  test("lines of the logger are log records in the trace they were written in", () => {
    const lines = telltale().logs.map((record) => ({
      text: record["body"]?.["stringValue"] as string | undefined,
      severity: record["severityNumber"] as number,
      span: idOf(record["spanId"]),
      attributes: attributesOf(record),
    }));
    const handlers = spansOf("CONSUMER", /\.sum$/).map((span) => idOf(span["spanId"]));
    const added = lines.filter(({ text }) => text === "adding 3 numbers");
    expect(added.map(({ span }) => span).toSorted()).toEqual(handlers.toSorted());
    expect(added[0]).toMatchObject({ severity: 9, attributes: { context: "Shop" } });

    const page = idOf(spansOf("SERVER", /^GET \/log$/)[0]!["spanId"]);
    const written = lines.filter(({ span }) => span === page);
    expect(written.find(({ text }) => text === "charge failed")).toMatchObject({
      severity: 17,
      attributes: { context: "Shop", "exception.type": "TypeError", "exception.message": "no card" },
    });
    expect(written.find(({ text }) => text === "too many")).toMatchObject({
      severity: 17,
      attributes: { context: "Static", "exception.type": "RangeError" },
    });
    // NestJS 10.0 has no such level
    const ended = written.find(({ text }) => text === "the end")?.severity;
    expect(ended).toBe(variant.fixture === "nest-10" ? undefined : 21);

    const job = idOf(spansOf("INTERNAL", /^timeout /)[0]!["spanId"]);
    expect(lines.find(({ text }) => text === "the job failed")).toMatchObject({ span: job, severity: 17 });
    // held back by `bufferLogs`
    expect(lines.filter(({ text }) => text === "Starting Nest application...")).toHaveLength(1);
  });

  test("lines in JSON name their span", () => {
    if (variant.variables["JSON_LINES"] === undefined) return;
    const line = telltale()
      .stdout.split("\n")
      .filter((text) => text.includes("adding 3 numbers"))
      .map((text) => JSON.parse(text) as Record<string, string>);
    const handlers = spansOf("CONSUMER", /\.sum$/).map((span) => idOf(span["spanId"]));
    expect(line.map((one) => one["span_id"]).toSorted()).toEqual(handlers.toSorted());
  });
});

test("a server of NestJS 10 without instrumentation takes a packet with a context", async () => {
  const installed = await installLocked(path.join(fixtures, "nest-10"));
  cpSync(path.join(fixtures, "nest"), installed.folder, {
    recursive: true,
    filter: (file) => !/package(?:-lock)?\.json$/.test(file),
  });
  const tcpPort = await freePort();
  const application = await run(
    {
      folder: installed.folder,
      command: ["node", "main.cjs"],
      variables: { TCP_PORT: String(tcpPort), TRANSPORTS: "tcp", PREFIX: "shop" },
    },
    "bare",
    preloads,
  );
  const metadata = { traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" };
  const packet = JSON.stringify({ pattern: "shop.tcp.sum", data: [4, 5], id: "1", metadata });
  const answer = await new Promise<string>((resolve, reject) => {
    const socket = connect(tcpPort, "127.0.0.1", () => socket.write(`${packet.length}#${packet}`));
    socket.setEncoding("utf8").on("data", (text) => {
      resolve(String(text));
      socket.destroy();
    });
    socket.on("error", reject);
  });
  expect(answer).toContain('"response":9');
  await application.stop();
  installed.remove();
});
