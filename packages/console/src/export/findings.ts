// Findings of detectors as log records with the event name `telltale.finding`: replays of rules on findings read them. A console that
// imports the traces judges them again.
import type { AnyValue, ResourceLogs } from "otlp";
import { toId } from "./any-value.ts";
import { emptyRecord } from "./business.ts";

/** A row of `export-findings`. */
export interface FindingColumns {
  readonly timeUs: string;
  readonly findingKind: string;
  readonly fingerprint: string;
  readonly traceId: string;
  readonly serviceName: string;
  readonly environmentName: string;
  readonly serviceVersion: string;
  readonly operationName: string;
  readonly target: string;
  /** How many traces it represents, where traces were sampled. */
  readonly weight: number;
}

export function toFindingLogs(rows: readonly FindingColumns[]): readonly ResourceLogs[] {
  return rows.map((row) => {
    const timeUnixNano = BigInt(row.timeUs) * 1000n;
    const ofService = known({
      "service.name": row.serviceName,
      "service.version": row.serviceVersion,
      "deployment.environment.name": row.environmentName,
    });
    const attributes = known({
      "telltale.finding.kind": row.findingKind,
      "telltale.finding.fingerprint": row.fingerprint,
      "telltale.finding.operation": row.operationName,
      "telltale.finding.target": row.target,
      "telltale.finding.weight": row.weight,
    });
    const traceId = toId(row.traceId);
    return {
      resource: { attributes: ofService, droppedAttributesCount: 0 },
      schemaUrl: "",
      scopeLogs: [
        {
          scope: { name: "", version: "", attributes: new Map(), droppedAttributesCount: 0 },
          schemaUrl: "",
          logRecords: [
            {
              ...emptyRecord,
              timeUnixNano,
              observedTimeUnixNano: timeUnixNano,
              eventName: "telltale.finding",
              attributes,
              traceId,
            },
          ],
        },
      ],
    };
  });
}

function known(values: Readonly<Record<string, string | number>>): Map<string, AnyValue> {
  return new Map(Object.entries(values).filter(([, value]) => value !== ""));
}
