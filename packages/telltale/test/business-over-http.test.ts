// The business records as a receiver sees them: over HTTP from a process of its own, decoded by protobufjs with the official .proto files.
import { execFile } from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { promisify } from "node:util";
import { gunzipSync } from "node:zlib";
import protobuf from "protobufjs";
import { expect, onTestFinished, test } from "vitest";
import { libraryFlags } from "./engine/ended.ts";

const protoFolder = path.join(import.meta.dirname, "../../otlp/test/fixtures/proto");

interface AnyValue {
  readonly stringValue?: string;
  readonly intValue?: string;
  readonly doubleValue?: number;
  readonly arrayValue?: { readonly values: AnyValue[] };
}
interface Request {
  readonly resourceLogs: {
    readonly scopeLogs: {
      readonly logRecords: {
        readonly eventName?: string;
        readonly attributes: { readonly key: string; readonly value: AnyValue }[];
      }[];
    }[];
  }[];
}

interface Arrived {
  readonly name: string | undefined;
  readonly attributes: Record<string, AnyValue>;
}

/** Runs a program against a receiver of its own; resolves to the log records that arrived when it has ended by itself. */
async function runProgram(file: string): Promise<Arrived[]> {
  const root = new protobuf.Root();
  root.resolvePath = (_origin, target) => path.join(protoFolder, target);
  await root.load("opentelemetry/proto/collector/logs/v1/logs_service.proto");
  const type = root.lookupType("opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest");
  const records: Arrived[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const body = Buffer.concat(parts);
      const plain = request.headers["content-encoding"] === "gzip" ? gunzipSync(body) : body;
      if (request.url === "/v1/logs") {
        const { resourceLogs } = type.toObject(type.decode(plain), { longs: String }) as Request;
        for (const record of resourceLogs.flatMap((r) => r.scopeLogs.flatMap((s) => s.logRecords))) {
          const attributes = Object.fromEntries(record.attributes.map(({ key, value }) => [key, value]));
          records.push({ name: record.eventName, attributes });
        }
      }
      response.writeHead(200, { "content-type": "application/x-protobuf" }).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const program = path.join(import.meta.dirname, "fixtures", file);
  const env = { ...process.env, OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}` };
  await promisify(execFile)(process.execPath, [...libraryFlags, program], {
    env,
    timeout: 50_000,
  });
  return records;
}

test("an application's business arrives, decoded by an independent judge", async () => {
  const records = await runProgram("business-program.ts");
  expect(records.map((record) => record.name)).toEqual([
    "telltale.definition",
    "telltale.journey.step",
    "telltale.transaction.step",
    "telltale.transaction.ended",
    "telltale.transaction.started",
  ]);
  const [definition, , , ended, open] = records.map((record) => record.attributes);
  expect(definition?.["telltale.definition.steps"]).toEqual({
    arrayValue: { values: [{ stringValue: "cart" }, { stringValue: "done" }] },
  });
  expect(ended).toMatchObject({
    "telltale.transaction.type": { stringValue: "purchase" },
    "telltale.transaction.outcome": { stringValue: "completed" },
    "telltale.transaction.amount": { stringValue: "12345678901234567890.10" },
    "telltale.transaction.currency": { stringValue: "EUR" },
    "cart.items": { intValue: "3" },
  });
  expect(open?.["telltale.transaction.amount"]).toEqual({ doubleValue: 9.5 });
});

test("an open transaction keeps no process alive and is announced when it ends", async () => {
  const records = await runProgram("left-open-program.ts");
  expect(records.map((record) => record.name)).toEqual([
    "telltale.definition",
    "telltale.transaction.started",
  ]);
});
