// Findings as OTLP/JSON, in the form in which Weaver emits them: an event `weaver.live_check.finding` for each.
import type { LiveFinding } from "./live-finding.ts";

type AnyValue =
  | { readonly stringValue: string }
  | { readonly boolValue: boolean }
  | { readonly intValue: string }
  | { readonly doubleValue: number };

interface KeyValue {
  readonly key: string;
  readonly value: AnyValue;
}

/** A log record of OTLP/JSON. */
export interface FindingRecord {
  readonly timeUnixNano: string;
  readonly severityNumber: number;
  readonly severityText: string;
  readonly eventName: string;
  readonly body: AnyValue;
  readonly attributes: readonly KeyValue[];
}

const severities = {
  violation: [17, "ERROR"],
  improvement: [13, "WARN"],
  information: [9, "INFO"],
} as const;

/** Returns a finding as a log record. Context and resource are flattened to one attribute each. `now` is Unix time in milliseconds. */
export function toFindingRecord(finding: LiveFinding, now: number): FindingRecord {
  const [severityNumber, severityText] = severities[finding.level];
  const attributes: KeyValue[] = [
    text("weaver.finding.id", finding.id),
    text("weaver.finding.level", finding.level),
    text("weaver.finding.sample.type", finding.sampleType),
  ];
  if (finding.signalType !== undefined)
    attributes.push(text("weaver.finding.signal.type", finding.signalType));
  if (finding.signalName !== undefined)
    attributes.push(text("weaver.finding.signal.name", finding.signalName));
  for (const [key, value] of Object.entries(finding.context)) {
    // lists are flattened by position, as Weaver does
    if (typeof value === "object")
      for (const [index, one] of value.entries())
        attributes.push(text(`weaver.finding.context.${key}.${index}`, one));
    else attributes.push({ key: `weaver.finding.context.${key}`, value: toAnyValue(value) });
  }
  for (const [key, value] of Object.entries(finding.resource))
    attributes.push(text(`weaver.finding.resource.attribute.${key}`, value));
  return {
    timeUnixNano: `${Math.trunc(now)}000000`,
    severityNumber,
    severityText,
    eventName: "weaver.live_check.finding",
    body: { stringValue: finding.message },
    attributes,
  };
}

/** Returns an `ExportLogsServiceRequest` with one log record for each finding. */
export function toFindingRequest(findings: readonly LiveFinding[], now: number): object {
  const logRecords = findings.map((finding) => toFindingRecord(finding, now));
  const resource = { attributes: [text("service.name", "telltale")] };
  return { resourceLogs: [{ resource, scopeLogs: [{ scope: { name: "weaver.live_check" }, logRecords }] }] };
}

const text = (key: string, value: string): KeyValue => ({ key, value: { stringValue: value } });

function toAnyValue(value: string | number | boolean): AnyValue {
  if (typeof value === "string") return { stringValue: value };
  if (typeof value === "boolean") return { boolValue: value };
  return Number.isSafeInteger(value) ? { intValue: String(value) } : { doubleValue: value };
}
