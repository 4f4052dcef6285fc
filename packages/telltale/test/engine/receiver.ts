// A real OTLP/HTTP receiver for tests: answers as scripted and decodes by the official messages, not by the code under test.
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";
import { freePort } from "../../../../tools/free-port.ts";
import { decodeRequest, type Plain } from "./official.ts";

/** One request that came. */
interface Received {
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly at: number;
  /** Tells one connection from another. */
  readonly clientPort: number;
  /** By the official messages; a JSON body as it was parsed. */
  readonly message: Plain;
}

/** Answers one request; the default is an empty 200. */
export type Answering = (response: ServerResponse, received: Received) => void;

export interface Receiver {
  readonly url: string;
  readonly port: number;
  readonly received: Received[];
  /** Answers for the next requests, in order; afterwards the default. */
  script(...answers: Answering[]): void;
  /** Resolves when `count` requests have come. */
  requests(count: number): Promise<void>;
  spans(): Plain[];
  /** All but definitions, which are the process's: tests of other files in it have made some too. */
  logs(): Plain[];
  /** All log records, with the definitions. */
  records(): Plain[];
  metrics(): Plain[];
  close(): Promise<void>;
}

/** Starts a receiver, on `port` when it comes back. A port of its own is one that nothing else takes while the receiver is away. */
export async function startReceiver(port?: number): Promise<Receiver> {
  const received: Received[] = [];
  const script: Answering[] = [];
  const waiting: { readonly count: number; readonly resolve: () => void }[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("error", () => {});
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const raw = Buffer.concat(parts);
      const body = request.headers["content-encoding"] === "gzip" ? gunzipSync(raw) : raw;
      const path = request.url ?? "";
      const isJson = /json/.test(request.headers["content-type"] ?? "");
      let message: Plain;
      try {
        message = isJson ? JSON.parse(body.toString()) : decodeRequest(path, body);
      } catch (error) {
        // a receiver refuses what its decoder refuses: the whole request
        response.writeHead(400).end(String(error));
        return;
      }
      const one: Received = {
        path,
        headers: request.headers,
        at: performance.now(),
        clientPort: request.socket.remotePort ?? 0,
        message,
      };
      received.push(one);
      const answer =
        script.shift() ??
        ((to) => void to.writeHead(200, { "content-type": "application/x-protobuf" }).end());
      answer(response, one);
      for (const { count, resolve } of waiting) if (received.length >= count) resolve();
    });
  });
  await listen(server, port ?? (await freePort()));
  const address = server.address() as AddressInfo;
  const records = (): Plain[] =>
    of("/v1/logs").flatMap((message) => flatten(message, "resourceLogs", "scopeLogs", "logRecords"));
  const of = (path: string): Plain[] => received.filter((one) => one.path === path).map((one) => one.message);
  return {
    url: `http://127.0.0.1:${address.port}`,
    port: address.port,
    received,
    script: (...answers) => void script.push(...answers),
    async requests(count) {
      if (received.length >= count) return;
      await new Promise<void>((resolve) => waiting.push({ count, resolve }));
    },
    spans: () =>
      of("/v1/traces").flatMap((message) => flatten(message, "resourceSpans", "scopeSpans", "spans")),
    logs: () => records().filter((record) => record["eventName"] !== "telltale.definition"),
    records,
    metrics: () =>
      of("/v1/metrics").flatMap((message) => flatten(message, "resourceMetrics", "scopeMetrics", "metrics")),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function listen(server: Server, port: number): Promise<void> {
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
}

function flatten(message: Plain, resources: string, scopes: string, items: string): Plain[] {
  return message[resources].flatMap((resource: Plain) =>
    resource[scopes].flatMap((scope: Plain) =>
      scope[items].map((item: Plain) => ({ ...item, scope: scope["scope"], resource: resource["resource"] })),
    ),
  );
}

/** Attributes of an official message by name, values as plain JavaScript. */
export function attributesOf(item: Plain | undefined): Record<string, unknown> {
  return Object.fromEntries(
    ((item?.["attributes"] ?? []) as Plain[]).map(({ key, value }) => [key, valueOf(value)]),
  );
}

/** A value of an official message: int64 as bigint, bytes as Buffer, maps as objects, an empty value as null. */
export function valueOf(value: Plain | undefined): unknown {
  if (value === undefined) return null;
  if ("stringValue" in value) return value["stringValue"];
  if ("boolValue" in value) return value["boolValue"];
  if ("intValue" in value) return BigInt(value["intValue"]);
  if ("doubleValue" in value) return value["doubleValue"];
  if ("bytesValue" in value) return Buffer.from(value["bytesValue"]);
  if ("arrayValue" in value) return (value["arrayValue"]["values"] ?? []).map(valueOf);
  if ("kvlistValue" in value) return attributesOf({ attributes: value["kvlistValue"]["values"] });
  return null;
}

/** Bytes of an official message as hexadecimal text. */
export function hex(bytes: Uint8Array | undefined): string {
  return Buffer.from(bytes ?? []).toString("hex");
}
