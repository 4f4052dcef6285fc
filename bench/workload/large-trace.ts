// One trace of very many spans, the same on each run: hubs with thousands of children, chains hundreds of spans deep, sixty services
// in more processes, events, links, errors, log records, one process whose clock is behind.
import { type AnyValue, encodeLogs, encodeTraces, type LogRecord, type Resource, type Span } from "otlp";

import { benchResource, benchScope } from "./batch.ts";

export interface LargeTrace {
  /** 32 hex digits. */
  readonly traceId: string;
  readonly spans: number;
  readonly logs: number;
  /** Requests for `/v1/traces`, a few thousand spans each, in protobuf. */
  traceRequests(): Generator<Uint8Array>;
  logRequests(): Generator<Uint8Array>;
}

/** A span before it is encoded. Times in ns since the trace began. */
interface Drawn {
  readonly parent: number;
  readonly process: number;
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly depth: number;
}

const processes = 90;
const services = 60;
const traceMs = 60_000;
const atOnce = 4_000;
/** Every span of this process is stamped 35 ms too early. */
const lateProcess = 7;
const skewNs = 35_000_000;

/** Draws `spans` spans below one root and `logs` log records that began at `originNs`. */
export function drawLargeTrace(spans: number, logs: number, originNs: bigint): LargeTrace {
  const random = generator(7);
  const drawn: Drawn[] = [
    { parent: -1, process: 0, name: "nightly settlement", start: 0, end: traceMs * 1e6, depth: 0 },
  ];
  for (let at = 1; at < spans; at++) drawn.push(drawSpan(at, drawn, random));
  const traceId = Buffer.from("feedc0de000000000000000000100000", "hex");
  return {
    traceId: traceId.toString("hex"),
    spans,
    logs,
    *traceRequests() {
      for (let from = 0; from < spans; from += atOnce) {
        const list = drawn
          .slice(from, from + atOnce)
          .map((one, i) => [one.process, toSpan(one, from + i, traceId, originNs)] as const);
        yield encodeTraces(
          [...Map.groupBy(list, ([process]) => process)].map(([process, own]) => ({
            resource: resourceOf(process),
            schemaUrl: "",
            scopeSpans: [{ scope: benchScope, schemaUrl: "", spans: own.map(([, span]) => span) }],
          })),
        );
      }
    },
    *logRequests() {
      const step = Math.floor(spans / logs);
      for (let from = 0; from < logs; from += atOnce) {
        const list = Array.from({ length: Math.min(atOnce, logs - from) }, (_, i) => {
          const index = (from + i) * step;
          return toLog(drawn[index]!, index, traceId, originNs);
        });
        yield encodeLogs([
          {
            resource: resourceOf(1),
            schemaUrl: "",
            scopeLogs: [{ scope: benchScope, schemaUrl: "", logRecords: list }],
          },
        ]);
      }
    },
  };
}

/** A third of the spans hang below a few hubs, a third in long chains, the rest anywhere among the latest. */
function drawSpan(at: number, drawn: readonly Drawn[], random: () => number): Drawn {
  const shape = at % 3;
  const hub = 1 + (at % 40);
  const parent =
    shape === 0 && at > 200 ? hub : shape === 1 ? Math.max(0, at - 3) : Math.floor(random() * at);
  const above = drawn[parent]!;
  const from = above.start + random() * (above.end - above.start) * 0.4;
  // Of a chain each span takes nearly as long as its parent, so that it stays wide enough to see.
  const length = (above.end - from) * (shape === 1 ? 0.97 : random() * 0.6);
  const isSame = random() < 0.7;
  const process = isSame ? above.process : Math.floor(random() * processes);
  const operation = shape === 0 ? hub : Math.floor(random() * 400);
  return {
    parent: above.depth > 600 ? 0 : parent,
    process,
    name: shape === 0 ? `SELECT ledger_${operation}` : `${verbs[operation % verbs.length]} ${operation}`,
    start: from,
    end: from + Math.max(1_000, length),
    depth: above.depth > 600 ? 1 : above.depth + 1,
  };
}

const verbs = [
  "settle account",
  "GET /rates/{currency}",
  "publish",
  "compute interest",
  "cache get",
  "POST /ledger",
];

function toSpan(one: Drawn, at: number, traceId: Uint8Array, originNs: bigint): Span {
  const shift = one.process === lateProcess ? -skewNs : 0;
  const start = originNs + BigInt(Math.round(one.start + shift));
  const failed = at % 397 === 5;
  return {
    traceId,
    spanId: spanId(at),
    parentSpanId: one.parent < 0 ? new Uint8Array(0) : spanId(one.parent),
    traceState: "",
    flags: 0x101,
    name: one.name,
    kind: one.parent < 0 ? 2 : at % 3 === 0 ? 3 : 1,
    startTimeUnixNano: start,
    endTimeUnixNano: start + BigInt(Math.round(one.end - one.start)),
    attributes: new Map<string, AnyValue>([
      ["account.id", `account-${at % 9973}`],
      ["batch.index", BigInt(at)],
      ["currency", ["EUR", "SEK", "USD", "NOK"][at % 4]!],
      ["db.system.name", "postgresql"],
      ["http.response.status_code", failed ? 500n : 200n],
      ["cache.hit", at % 3 === 0],
      ["amount", (at % 300) + 0.99],
      ["thread.name", `worker-${at % 12}`],
      ...(failed ? [["error.type", "LedgerConflictError"] as const] : []),
    ]),
    droppedAttributesCount: 0,
    events:
      at % 30 === 4
        ? [
            {
              timeUnixNano: start + 500n,
              name: "retry",
              attributes: new Map([["attempt", 2n]]),
              droppedAttributesCount: 0,
            },
          ]
        : [],
    droppedEventsCount: 0,
    links: [],
    droppedLinksCount: 0,
    status: { code: failed ? 2 : 0, message: failed ? "the ledger was changed meanwhile" : "" },
  };
}

function toLog(one: Drawn, at: number, traceId: Uint8Array, originNs: bigint): LogRecord {
  const time = originNs + BigInt(Math.round(one.start + (one.end - one.start) / 2));
  return {
    timeUnixNano: time,
    observedTimeUnixNano: time,
    severityNumber: at % 7 === 0 ? 13 : 9,
    severityText: at % 7 === 0 ? "WARN" : "INFO",
    body: `settled batch ${at} of account-${at % 9973}`,
    attributes: new Map(),
    droppedAttributesCount: 0,
    flags: 1,
    traceId,
    spanId: spanId(at),
    eventName: "",
  };
}

function resourceOf(process: number): Resource {
  const { attributes, droppedAttributesCount } = benchResource(
    `service-${String(process % services).padStart(2, "0")}`,
  );
  return {
    attributes: new Map([
      ...attributes,
      ["service.instance.id", `process-${process}`],
      ["host.name", `node-${process % 20}`],
    ]),
    droppedAttributesCount,
  };
}

function spanId(at: number): Uint8Array {
  const id = new Uint8Array(8);
  new DataView(id.buffer).setUint32(0, 0xfeedc0de);
  new DataView(id.buffer).setUint32(4, at + 1);
  return id;
}

/** Lehmer's generator: numbers from 0 to 1, the same for each seed. */
function generator(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}
