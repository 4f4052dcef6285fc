// Facts from lines of OTLP JSON, as `telltale-console export` and collectors write them: spans, logs, business events, metrics.
import type { Fact } from "alerts";
import { isRequest } from "catalog/request";
import { samplingRateKey, samplingWeight } from "catalog/sampling-weight";
import {
  decodeLogsJson,
  decodeMetricsJson,
  decodeTracesJson,
  type LogRecord,
  type Resource,
  type ResourceSpans,
  type Span,
} from "otlp";
import { Failure } from "../failure.ts";
import { errorOf, errorsOfSpan, exceptionEvent } from "./export-errors.ts";
import { labelsOf } from "./export-labels.ts";
import { createMetricReader } from "./export-metrics.ts";
import { createOwners } from "./session-owners.ts";
import { createTimedOut } from "./timed-out.ts";

/** @throws {Failure} that names the line that is not OTLP JSON. */
export function factsOfExport(text: string, file: string): Fact[] {
  const facts: Fact[] = [];
  const owners = createOwners();
  const timedOut = createTimedOut();
  const readMetrics = createMetricReader();
  for (const [index, line] of text.split("\n").entries()) {
    if (line.trim() === "") continue;
    try {
      if (line.includes('"resourceMetrics"')) {
        for (const one of decodeMetricsJson(line)) for (const fact of readMetrics(one)) facts.push(fact);
      } else if (line.includes('"resourceLogs"')) {
        for (const { resource, scopeLogs } of decodeLogsJson(line))
          for (const { logRecords } of scopeLogs)
            for (const record of logRecords) {
              owners.see(record);
              timedOut.see(record.eventName, () => commonOf(record, resource));
              facts.push(...factsOfRecord(record, resource));
            }
      } else if (line.includes('"resourceSpans"')) {
        for (const one of decodeTracesJson(line)) for (const fact of factsOfSpans(one)) facts.push(fact);
      } else throw new TypeError("there are no `resourceSpans`, `resourceLogs` or `resourceMetrics`");
    } catch (cause) {
      throw new Failure(
        `Cannot read ${file}, line ${index + 1}: ${(cause as Error).message.replace(/\.$/, "")}.`,
        "Write the file with `telltale-console export … --format otlp-json`.",
        undefined,
        { cause },
      );
    }
  }
  const newest = facts.reduce((latest, { at }) => Math.max(latest, at), -Infinity);
  for (const fact of timedOut.facts(newest)) facts.push(fact);
  return facts.map((fact) => ("who" in fact ? owners.named(fact) : fact));
}

const nsPerMs = 1_000_000n;

function factsOfSpans({ resource, scopeSpans }: ResourceSpans): Fact[] {
  return scopeSpans.flatMap(({ spans }) =>
    spans.flatMap((span) => [...requestOf(span, resource), ...errorsOfSpan(span, resource)]),
  );
}

/** A request, at the time when it began, as on the pages of the console. */
function requestOf(span: Span, resource: Resource): Fact[] {
  const { name, startTimeUnixNano, endTimeUnixNano, attributes, status, traceState } = span;
  const isRoot = span.parentSpanId.every((byte) => byte === 0);
  if (!isRequest({ kind: span.kind, flags: span.flags, attributes, isRoot })) return [];
  return [
    {
      at: Number(startTimeUnixNano / nsPerMs),
      attributes: labelsOf(resource, attributes),
      span: name,
      seconds: Number(endTimeUnixNano - startTimeUnixNano) / 1e9,
      failed: status.code === 2,
      weight: samplingWeight(traceState, attributes.get(samplingRateKey)),
    },
  ];
}

function factsOfRecord(record: LogRecord, resource: Resource): Fact[] {
  const { eventName, body, severityNumber } = record;
  const common = commonOf(record, resource);
  if (eventName === exceptionEvent) return [errorOf(common)];
  if (eventName === "telltale.finding") return [findingOf(common, record)];
  const business = Object.hasOwn(businessOf, eventName) ? businessOf[eventName] : undefined;
  if (business !== undefined) return business(common);
  // other records of Telltale are parts of these
  if (eventName.startsWith("telltale.")) return [];
  if (eventName !== "") return [{ ...common, event: eventName }];
  const text = typeof body === "string" ? body : "";
  return text === "" ? [] : [{ ...common, log: text, severity: severityNumber || unspecified }];
}

function commonOf(record: LogRecord, resource: Resource): Common {
  const { timeUnixNano, observedTimeUnixNano, attributes } = record;
  const time = timeUnixNano === 0n ? observedTimeUnixNano : timeUnixNano;
  return { at: Number(time / nsPerMs), attributes: labelsOf(resource, attributes) };
}

/** The severity of records without one, as the console counts them: info. */
const unspecified = 9;

interface Common {
  readonly at: number;
  readonly attributes: Readonly<Record<string, string>>;
}

/** A finding has only the attributes by which the console groups, and those with the names that rules use. */
function findingOf({ at, attributes }: Common, { traceId }: LogRecord): Fact {
  const get = readerOf({ at, attributes }, "telltale.finding.");
  const ofService = Object.entries(attributes).filter(([name]) => !name.startsWith("telltale."));
  const finding = get.text("kind");
  return {
    at,
    attributes: { ...Object.fromEntries(ofService), finding, operation: get.text("operation") },
    finding,
    trace: Buffer.from(traceId).toString("hex"),
    count: get.number("weight") ?? 1,
  };
}

const outcomes = ["completed", "failed", "abandoned"] as const;

/** What records of business events are (docs/reference/business-events.md). */
const businessOf: Readonly<Record<string, (common: Common) => Fact[]>> = {
  "telltale.transaction.ended": (common) => {
    const get = readerOf(common, "telltale.transaction.");
    const outcome = outcomes.find((one) => one === get.text("outcome"));
    const [amount, ms] = [get.number("amount"), get.number("duration_ms")];
    if (outcome === undefined) return [];
    const measured = {
      ...(amount !== undefined && { amount }),
      ...(ms !== undefined && { seconds: ms / 1000 }),
    };
    const id = get.text("id");
    return [{ ...common, transaction: get.text("type"), ...(id !== "" && { id }), outcome, ...measured }];
  },
  "telltale.journey.step": (common) => {
    const get = readerOf(common, "telltale.journey.");
    const who = common.attributes["user.id"] ?? common.attributes["session.id"];
    // without a person a step belongs to no funnel
    return who === undefined ? [] : [{ ...common, funnel: get.text("name"), step: get.text("step"), who }];
  },
  "telltale.workflow.event": (common) => workflowOf(common, false),
  "telltale.workflow.ended": (common) => workflowOf(common, true),
};

function workflowOf(common: Common, ended: boolean): Fact[] {
  const get = readerOf(common, "telltale.workflow.");
  const id = get.text("id");
  return id === "" ? [] : [{ ...common, workflow: get.text("type"), id, state: get.text("state"), ended }];
}

function readerOf(
  { attributes }: Common,
  prefix: string,
): {
  text(name: string): string;
  number(name: string): number | undefined;
} {
  return {
    text: (name) => attributes[prefix + name] ?? "",
    number(name) {
      const value = Number(attributes[prefix + name] ?? NaN);
      return Number.isFinite(value) ? value : undefined;
    },
  };
}
