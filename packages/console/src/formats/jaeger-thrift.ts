// A batch of Jaeger's clients in Thrift, read into the records of Jaeger's JSON form.
// https://github.com/jaegertracing/jaeger-idl/blob/main/thrift/jaeger.thrift
import type { JsonObject } from "./shape.ts";
import { BOOL, DOUBLE, I32, I64, LIST, STRING, STRUCT, ThriftReader } from "./thrift-reader.ts";
import { ProblemError } from "../problem/problem.ts";

const tagTypes = ["string", "float64", "bool", "int64", "binary"];
const referenceTypes = ["CHILD_OF", "FOLLOWS_FROM"];

/** Memory that the parts of a message need, roughly. Spans have at least 60 bytes, but their tags may be empty: 1 byte each. */
const cost = { span: 1200, tag: 150, log: 250, reference: 300 } as const;
const memoryPerByte = 24;
const freeMemory = 1024 * 1024;
const maxMemory = 256 * 1024 * 1024;

/** Reads a `Batch` as a trace of Jaeger's page: spans, and the one process of all. @throws {ProblemError} when `bytes` are not a batch. */
export function readJaegerThrift(bytes: Uint8Array): {
  readonly process: JsonObject;
  readonly spans: readonly JsonObject[];
} {
  const reader = new BatchReader(bytes);
  return reader.batch();
}

class BatchReader {
  readonly #in: ThriftReader;
  #left: number;

  constructor(bytes: Uint8Array) {
    this.#in = new ThriftReader(bytes);
    this.#left = Math.min(freeMemory + bytes.length * memoryPerByte, maxMemory);
  }

  batch(): { process: JsonObject; spans: JsonObject[] } {
    let process: JsonObject | undefined;
    const spans: JsonObject[] = [];
    this.#in.struct((id, type) => {
      if (id === 1 && type === STRUCT) process = this.#process();
      else if (id === 2 && type === LIST) this.#in.list(STRUCT, () => spans.push(this.#span()));
      else return false;
      return true;
    });
    if (process === undefined)
      throw new ProblemError(
        "FORMAT_INVALID",
        "Cannot read the Thrift message: expected a Batch of Jaeger, which names its process.",
      );
    return { process, spans };
  }

  #process(): JsonObject {
    let serviceName = "";
    const tags: JsonObject[] = [];
    this.#in.struct((id, type) => {
      if (id === 1 && type === STRING) serviceName = this.#in.string();
      else if (id === 2 && type === LIST) this.#tags(tags);
      else return false;
      return true;
    });
    return { serviceName, tags };
  }

  #span(): JsonObject {
    this.#charge(cost.span);
    const ids = { traceLow: 0n, traceHigh: 0n, span: 0n, parent: 0n };
    const span: Record<string, unknown> = { operationName: "", startTime: 0, duration: 0, flags: 0 };
    const references: JsonObject[] = [];
    const tags: JsonObject[] = [];
    const logs: JsonObject[] = [];
    // By id, with the type that the field must have; one of another type is skipped, as a field that is not known.
    const fields: Readonly<Record<number, readonly [type: number, read: () => void]>> = {
      1: [I64, () => (ids.traceLow = this.#in.i64())],
      2: [I64, () => (ids.traceHigh = this.#in.i64())],
      3: [I64, () => (ids.span = this.#in.i64())],
      4: [I64, () => (ids.parent = this.#in.i64())],
      5: [STRING, () => (span["operationName"] = this.#in.string())],
      6: [LIST, () => this.#in.list(STRUCT, () => references.push(this.#reference()))],
      7: [I32, () => (span["flags"] = this.#in.i32())],
      8: [I64, () => (span["startTime"] = Number(this.#in.i64()))],
      9: [I64, () => (span["duration"] = Number(this.#in.i64()))],
      10: [LIST, () => this.#tags(tags)],
      11: [LIST, () => this.#in.list(STRUCT, () => logs.push(this.#log()))],
    };
    this.#in.struct((id, type) => {
      const [expected, read] = fields[id] ?? [];
      if (type !== expected) return false;
      read?.();
      return true;
    });
    return {
      ...span,
      traceID: traceIdText(ids.traceHigh, ids.traceLow),
      spanID: idText(ids.span),
      parentSpanID: idText(ids.parent),
      references,
      tags,
      logs,
    };
  }

  #reference(): JsonObject {
    this.#charge(cost.reference);
    const ids = { traceLow: 0n, traceHigh: 0n, span: 0n };
    let refType = "";
    this.#in.struct((id, type) => {
      if (id === 1 && type === I32) refType = referenceTypes[this.#in.i32()] ?? "";
      else if (id === 2 && type === I64) ids.traceLow = this.#in.i64();
      else if (id === 3 && type === I64) ids.traceHigh = this.#in.i64();
      else if (id === 4 && type === I64) ids.span = this.#in.i64();
      else return false;
      return true;
    });
    return { refType, traceID: traceIdText(ids.traceHigh, ids.traceLow), spanID: idText(ids.span) };
  }

  #log(): JsonObject {
    this.#charge(cost.log);
    let timestamp = 0;
    const fields: JsonObject[] = [];
    this.#in.struct((id, type) => {
      if (id === 1 && type === I64) timestamp = Number(this.#in.i64());
      else if (id === 2 && type === LIST) this.#tags(fields);
      else return false;
      return true;
    });
    return { timestamp, fields };
  }

  #tags(into: JsonObject[]): void {
    this.#in.list(STRUCT, () => into.push(this.#tag()));
  }

  #tag(): JsonObject {
    this.#charge(cost.tag);
    let key = "";
    let kind = 0;
    // Some clients write all values; only the one of the type counts.
    const values: unknown[] = [];
    this.#in.struct((id, type) => {
      if (id === 1 && type === STRING) key = this.#in.string();
      else if (id === 2 && type === I32) kind = this.#in.i32();
      else if (id === 3 && type === STRING) values[0] = this.#in.string();
      else if (id === 4 && type === DOUBLE) values[1] = this.#in.double();
      else if (id === 5 && type === BOOL) values[2] = this.#in.bool();
      else if (id === 6 && type === I64) values[3] = this.#in.i64().toString();
      else if (id === 7 && type === STRING) values[4] = Buffer.from(this.#in.bytes()).toString("base64");
      else return false;
      return true;
    });
    return { key, type: tagTypes[kind] ?? "string", value: values[kind] };
  }

  #charge(memory: number): void {
    this.#left -= memory;
    if (this.#left < 0)
      throw new ProblemError(
        "FORMAT_INVALID",
        "Cannot read the Thrift message: it holds so many empty elements that it would take far more memory than its size.",
      );
  }
}

function traceIdText(high: bigint, low: bigint): string {
  return idText(high) + idText(low);
}

function idText(id: bigint): string {
  return BigInt.asUintN(64, id).toString(16).padStart(16, "0");
}
