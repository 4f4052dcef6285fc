// Business events back to the `telltale.*` log records they were made from: they are kept longer than log records, so the rest of
// such a record (its body, severity and scope) may be gone, and is left out.
import type { AnyValue, LogRecord, ResourceLogs } from "otlp";
import { type BusinessShape, shapeOfKind } from "../receive/business-events.ts";
import { fromTextColumns, type TextColumns, toDouble, toId } from "./any-value.ts";
import { gather, type KnownResource } from "./origin.ts";

/** A row of `export-business`. */
export interface BusinessColumns extends TextColumns {
  readonly eventKind: string;
  readonly eventPhase: string;
  readonly eventName: string;
  readonly entityId: string;
  readonly userId: string;
  readonly sessionId: string;
  readonly timeNs: string;
  readonly stepName: string;
  readonly stepIndex: number;
  readonly stateName: string;
  readonly fromState: string;
  readonly outcomeName: string;
  readonly reasonText: string;
  readonly amountText: string;
  readonly hasAmount: boolean;
  readonly currencyCode: string;
  readonly durationMs: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly resourceId: string;
  readonly recordUid: string;
}

/** A row of `export-definitions`. */
export interface DefinitionColumns {
  readonly definitionKind: string;
  readonly definitionName: string;
  readonly catalogName: string;
  readonly catalogVersion: string;
  readonly content: string;
  readonly sourcePlace: string;
  readonly versionText: string;
  readonly steps: readonly string[];
  readonly states: readonly string[];
  readonly transitionsJson: string;
  readonly timeoutMs: string;
  readonly serviceName: string;
  readonly seenMs: string;
}

const info = 9;

export function toBusinessLogs(
  rows: readonly BusinessColumns[],
  resourceOf: (id: string) => KnownResource,
): readonly ResourceLogs[] {
  const plain = rows.map((row) => ({ ...row, scopeName: "", scopeVersion: "", scopeJson: "" }));
  return gather(plain, resourceOf).map(({ resource, schemaUrl, scopes }) => ({
    resource,
    schemaUrl,
    scopeLogs: scopes.map(({ scope, rows: events }) => ({
      scope,
      logRecords: events.flatMap(toRecord),
      schemaUrl: "",
    })),
  }));
}

/** A kind that this console does not know has no record. */
function toRecord(row: BusinessColumns): readonly LogRecord[] {
  const shape = shapeOfKind(row.eventKind);
  if (shape === undefined) return [];
  const timeUnixNano = BigInt(row.timeNs);
  return [
    {
      ...emptyRecord,
      timeUnixNano,
      observedTimeUnixNano: timeUnixNano,
      eventName: shape.prefix + row.eventPhase,
      attributes: toAttributes(row, shape),
      traceId: toId(row.traceId),
      spanId: toId(row.spanId),
    },
  ];
}

function toAttributes(row: BusinessColumns, shape: BusinessShape): ReadonlyMap<string, AnyValue> {
  const attributes = fromTextColumns(row);
  const put = (key: string, value: string): void => {
    if (value !== "") attributes.set(key, value);
  };
  const own = (name: string | undefined, value: string): void => {
    if (name !== undefined) put(shape.prefix + name, value);
  };
  own(shape.name, row.eventName);
  own(shape.entity, row.entityId);
  own(shape.step, row.stepName);
  own(shape.state, row.stateName);
  own(shape.outcome, row.outcomeName);
  own("reason", row.reasonText);
  own("from_state", row.fromState);
  own("currency", row.currencyCode);
  if (row.hasAmount) own(shape.amount, row.amountText);
  if (row.stepIndex >= 0) attributes.set(`${shape.prefix}step_index`, BigInt(row.stepIndex));
  const durationMs = toDouble(row.durationMs);
  if (!Number.isNaN(durationMs)) attributes.set(`${shape.prefix}duration_ms`, durationMs);
  put("user.id", row.userId);
  put("session.id", row.sessionId);
  put("log.record.uid", row.recordUid);
  return attributes;
}

/** What applications declared, as the records that declare it. */
export function toDefinitionLogs(rows: readonly DefinitionColumns[]): readonly ResourceLogs[] {
  return rows.map((row) => ({
    resource: { attributes: new Map([["service.name", row.serviceName]]), droppedAttributesCount: 0 },
    schemaUrl: "",
    scopeLogs: [
      {
        scope: { name: "", version: "", attributes: new Map(), droppedAttributesCount: 0 },
        schemaUrl: "",
        logRecords: [toDefinition(row)],
      },
    ],
  }));
}

function toDefinition(row: DefinitionColumns): LogRecord {
  const timeUnixNano = BigInt(row.seenMs) * 1_000_000n;
  const values: Readonly<Record<string, AnyValue>> = {
    kind: row.definitionKind,
    name: row.definitionName,
    version: row.versionText,
    steps: row.steps,
    states: row.states,
    transitions: row.transitionsJson,
    timeout_ms: toDouble(row.timeoutMs),
    ...(row.catalogName === ""
      ? {}
      : {
          catalog: row.catalogName,
          catalog_version: row.catalogVersion,
          content: row.content,
          source: row.sourcePlace,
        }),
  };
  return {
    ...emptyRecord,
    timeUnixNano,
    observedTimeUnixNano: timeUnixNano,
    eventName: "telltale.definition",
    attributes: new Map(
      Object.entries(values).map(([name, value]) => [`telltale.definition.${name}`, value] as const),
    ),
  };
}

/** A record without a body, time and attributes. */
export const emptyRecord: Omit<
  LogRecord,
  "timeUnixNano" | "observedTimeUnixNano" | "eventName" | "attributes"
> = {
  severityNumber: info,
  severityText: "INFO",
  body: null,
  droppedAttributesCount: 0,
  flags: 0,
  traceId: new Uint8Array(0),
  spanId: new Uint8Array(0),
};
