// Spans of OTLP as Jaeger's JSON, which its UI opens and `formats/jaeger.ts` reads: µs, tags with types, a process a resource.
import type { AnyValue, Attributes, ResourceSpans, Scope, Span, SpanEvent } from "otlp";

interface JaegerProcess {
  readonly serviceName: string;
  readonly tags: readonly JaegerTag[];
}

interface JaegerTag {
  readonly key: string;
  readonly type: "string" | "bool" | "int64" | "float64" | "binary";
  readonly value: string | number | boolean;
}

/** Gives the spans of one trace as text, in parts: `{"data":[{"traceID":…,"spans":[…],"processes":{…}}]}`. */
export async function* jaegerJson(
  traceId: string,
  requests: AsyncIterable<readonly ResourceSpans[]>,
): AsyncGenerator<string> {
  const processes = new Map<string, string>();
  let before = `{"data":[{"traceID":${JSON.stringify(traceId)},"spans":[`;
  for await (const request of requests) {
    const lines = request.flatMap(({ resource, scopeSpans }) => {
      const processId = idOf(toProcess(resource.attributes), processes);
      return scopeSpans.flatMap(({ scope, spans }) =>
        spans.map((span) => JSON.stringify(toJaegerSpan(span, scope, processId))),
      );
    });
    if (lines.length === 0) continue;
    yield before + lines.join(",\n");
    before = ",\n";
  }
  if (before !== ",\n") yield before;
  const known = [...processes].map(([text, id]) => `${JSON.stringify(id)}:${text}`);
  yield `],"processes":{${known.join(",")}},"warnings":null}]}\n`;
}

function idOf(process: JaegerProcess, known: Map<string, string>): string {
  const text = JSON.stringify(process);
  const id = known.get(text) ?? `p${known.size + 1}`;
  known.set(text, id);
  return id;
}

function toProcess(attributes: Attributes): JaegerProcess {
  const name = attributes.get("service.name");
  return {
    serviceName: typeof name === "string" ? name : "unknown_service",
    tags: tagsOf([...attributes].filter(([key]) => key !== "service.name")),
  };
}

const kinds = ["", "internal", "server", "client", "producer", "consumer"];

function toJaegerSpan(span: Span, scope: Scope, processID: string): object {
  const traceID = hexOf(span.traceId);
  const parent = hexOf(span.parentSpanId);
  return {
    traceID,
    spanID: hexOf(span.spanId),
    flags: span.flags,
    operationName: span.name,
    references: [
      ...(parent === "" ? [] : [{ refType: "CHILD_OF", traceID, spanID: parent }]),
      ...span.links.map((link) => ({
        refType: "FOLLOWS_FROM",
        traceID: hexOf(link.traceId),
        spanID: hexOf(link.spanId),
      })),
    ],
    startTime: microsOf(span.startTimeUnixNano),
    duration: microsOf(span.endTimeUnixNano) - microsOf(span.startTimeUnixNano),
    tags: [...tagsOf([...span.attributes]), ...fieldTags(span, scope)],
    logs: span.events.map(toLog),
    processID,
    warnings: null,
  };
}

/** What OTLP has fields for. */
function fieldTags({ kind, status, traceState }: Span, scope: Scope): readonly JaegerTag[] {
  return [
    ...textTag("span.kind", kinds[kind] ?? ""),
    ...textTag("otel.scope.name", scope.name),
    ...textTag("otel.scope.version", scope.version),
    ...textTag("otel.status_code", ["", "OK", "ERROR"][status.code] ?? ""),
    ...textTag("otel.status_description", status.message),
    ...textTag("w3c.tracestate", traceState),
    ...(status.code === 2 ? [{ key: "error", type: "bool", value: true } as const] : []),
  ];
}

function textTag(key: string, value: string): readonly JaegerTag[] {
  return value === "" ? [] : [{ key, type: "string", value }];
}

function toLog({ timeUnixNano, name, attributes }: SpanEvent): object {
  return {
    timestamp: microsOf(timeUnixNano),
    fields: [{ key: "event", type: "string", value: name }, ...tagsOf([...attributes])],
  };
}

function tagsOf(attributes: readonly (readonly [string, AnyValue])[]): JaegerTag[] {
  return attributes.map(([key, value]) => toTag(key, value));
}

/** Lists and maps become JSON, as Jaeger itself writes them. */
function toTag(key: string, value: AnyValue): JaegerTag {
  if (typeof value === "string") return { key, type: "string", value };
  if (typeof value === "boolean") return { key, type: "bool", value };
  if (typeof value === "number")
    return Number.isFinite(value)
      ? { key, type: "float64", value }
      : { key, type: "float64", value: String(value) };
  if (typeof value === "bigint")
    return Number.isSafeInteger(Number(value))
      ? { key, type: "int64", value: Number(value) }
      : { key, type: "int64", value: String(value) };
  if (value instanceof Uint8Array)
    return { key, type: "binary", value: Buffer.from(value).toString("base64") };
  return { key, type: "string", value: JSON.stringify(toPlain(value)) };
}

function toPlain(value: AnyValue): unknown {
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (value instanceof Map)
    return Object.fromEntries([...value].map(([key, one]: [string, AnyValue]) => [key, toPlain(one)]));
  return Array.isArray(value) ? value.map((one: AnyValue) => toPlain(one)) : value;
}

function hexOf(id: Uint8Array): string {
  return Buffer.from(id).toString("hex");
}

function microsOf(timeNs: bigint): number {
  return Number(timeNs / 1000n);
}
