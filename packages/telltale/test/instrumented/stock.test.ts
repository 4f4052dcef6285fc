// The official instrumentations of http, undici, Express, Fastify, pg, ioredis and pino give the same spans and records whether the
// stock SDK is below them or the library: one application, run against each in a process of its own, both judged as OTLP.
import { execFile } from "node:child_process";
import { connect } from "node:net";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { beforeAll, describe, expect, test } from "vitest";
import { attributesOf, hex, startReceiver, valueOf } from "../engine/receiver.ts";

type Sent = Record<string, any>;

const services = { PostgreSQL: 5432, Redis: 6379 } as const;
const missing = (await Promise.all(Object.entries(services).map(isMissing))).filter(
  (name) => name !== undefined,
);
if (missing.length > 0) {
  const reason = `the official instrumentations: no ${missing.join(", no ")} at 127.0.0.1`;
  if (process.env["TELLTALE_SERVICES"] === "required") throw new Error(reason);
  console.log(`skipped: ${reason}`);
}

async function isMissing([name, port]: [string, number]): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.on("connect", () => {
      socket.destroy();
      resolve(undefined);
    });
    socket.on("error", () => resolve(name));
  });
}

interface Seen {
  readonly spans: readonly Sent[];
  readonly logs: readonly Sent[];
}

async function run(side: "stock" | "telltale"): Promise<Seen> {
  const receiver = await startReceiver();
  const program = fileURLToPath(new URL("application.ts", import.meta.url));
  const flags = ["--conditions=telltale-source", "--disable-warning=ExperimentalWarning"];
  const env = {
    PATH: process.env["PATH"],
    NODE_COMPILE_CACHE: process.env["NODE_COMPILE_CACHE"],
    APP_DATABASE: `postgres://postgres@127.0.0.1:${services.PostgreSQL}/test`,
    APP_REDIS: `redis://127.0.0.1:${services.Redis}`,
  };
  try {
    await promisify(execFile)(process.execPath, [...flags, program, side, receiver.url], { env });
    return { spans: receiver.spans(), logs: receiver.logs() };
  } finally {
    await receiver.close();
  }
}

describe.skipIf(missing.length > 0)("the stock SDK and the library see the same", () => {
  let stock: Seen;
  let ours: Seen;

  beforeAll(async () => {
    [stock, ours] = await Promise.all([run("stock"), run("telltale")]);
  });

  test("spans: scope, name, kind, attributes, events, status, and their way to the root", () => {
    const expected = reported(stock.spans);
    expect(reported(ours.spans)).toEqual(expected);
    const scopes = new Set(expected.map(({ scope }) => scope.replace(/^.*instrumentation-/, "")));
    expect([...scopes].toSorted()).toEqual(["express", "fastify", "http", "ioredis", "pg", "shop", "undici"]);
    expect(expected.length).toBeGreaterThan(30);
  });

  test("pino's records: severity, body, attributes, and the span they belong to", () => {
    const expected = recordsOf(stock);
    expect(expected).toHaveLength(6);
    expect(recordsOf(ours)).toEqual(expected);
  });

  test("one trace has them all", () => {
    expect(new Set(ours.spans.map((span) => hex(span["traceId"])))).toHaveLength(1);
  });
});

/** What two runs have in common, in an order that time does not change. */
function reported(spans: readonly Sent[]): (Sent & { scope: string })[] {
  const byId = new Map(spans.map((span) => [hex(span["spanId"]), span]));
  const way = (span: Sent | undefined): string =>
    span === undefined ? "" : `${way(byId.get(hex(span["parentSpanId"])))} > ${span["name"]}`;
  return inOrder(
    spans.map((span) => ({
      way: way(span),
      scope: span["scope"].name as string,
      version: span["scope"].version,
      kind: span["kind"],
      attributes: lasting(attributesOf(span)),
      events: (span["events"] ?? []).map((event: Sent) => ({
        name: event["name"],
        attributes: lasting(attributesOf(event)),
      })),
      status: { code: span["status"]?.code ?? 0, message: span["status"]?.message ?? "" },
    })),
  );
}

function recordsOf({ logs, spans }: Seen): Sent[] {
  const names = new Map(spans.map((span) => [hex(span["spanId"]), span["name"]]));
  return inOrder(
    logs.map((record) => ({
      scope: record["scope"].name,
      severity: [record["severityNumber"], record["severityText"]],
      body: valueOf(record["body"]),
      attributes: lasting(attributesOf(record)),
      span: names.get(hex(record["spanId"])),
    })),
  );
}

function inOrder<T extends object>(items: readonly T[]): T[] {
  const text = (item: T): string =>
    JSON.stringify(item, (_key, value: unknown) => (typeof value === "bigint" ? String(value) : value));
  return items.toSorted((one, other) => (text(one) < text(other) ? -1 : 1));
}

/** Attributes without what differs from run to run: the ports that were free, stacks, ids. */
function lasting(attributes: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(attributes)
      .map(([key, value]): [string, unknown] => [key, lastingValue(key, value)])
      .toSorted(([one], [other]) => (one < other ? -1 : 1)),
  );
}

function lastingValue(key: string, value: unknown): unknown {
  if (key.endsWith("port") && !Object.values<unknown>(services).includes(Number(value))) return "a free port";
  if (/stack/.test(key) || /^(pid|hostname|trace_id|span_id|time)$/.test(key)) return typeof value;
  return typeof value === "string" ? value.replaceAll(/127\.0\.0\.1:\d{4,}/g, "127.0.0.1:port") : value;
}
