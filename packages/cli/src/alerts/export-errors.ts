// Errors of an export: log records of exceptions, and exceptions that spans recorded, as the console counts them.
import { errorAttributes, type Fact } from "alerts/readings";
import { samplingRateKey, samplingWeight } from "catalog/sampling-weight";
import type { Attributes, Resource, Span } from "otlp";
import { labelsOf } from "./export-labels.ts";

/** The name of exceptions, as events of spans and as log records. */
export const exceptionEvent = "exception";

/** Of one span, as in the console. */
const maxErrors = 8;
const nsPerMs = 1_000_000n;
const dayNs = 86_400_000_000_000n;

type Labels = Readonly<Record<string, string>>;

/** The error of a log record. */
export function errorOf({ at, attributes }: { readonly at: number; readonly attributes: Labels }): Fact {
  const type = attributes["exception.type"] ?? "";
  return { at, attributes, errorGroup: groupOf(attributes, type), type };
}

/** The errors that a span recorded. Telltale's own spans have none: what they record is captured as a log record, too. */
export function errorsOfSpan(span: Span, resource: Resource): Fact[] {
  if (resource.attributes.get("telemetry.sdk.name") === "telltale") return [];
  const weight = samplingWeight(span.traceState, span.attributes.get(samplingRateKey));
  const trace = Buffer.from(span.traceId).toString("hex");
  return span.events
    .filter(({ name }) => name === exceptionEvent)
    .slice(0, maxErrors)
    .map(({ timeUnixNano, attributes }): Fact => {
      const own = labelsOf(resource, new Map([...span.attributes, ...attributes]));
      const type = own["exception.type"] ?? "";
      const errorGroup = groupOf(own, type);
      return {
        at: Number(within(timeUnixNano, span.startTimeUnixNano, span.endTimeUnixNano + dayNs) / nsPerMs),
        attributes: allErrorsHave(own, span.attributes),
        errorGroup,
        type,
        identity: JSON.stringify([trace, errorGroup, own["exception.message"] ?? ""]),
        weight,
      };
    });
}

/** The console groups errors without a fingerprint by their type. */
function groupOf(attributes: Labels, type: string): string {
  return attributes["telltale.error.fingerprint"] || `type:${type}`;
}

function allErrorsHave(labels: Labels, ofSpan: Attributes): Record<string, string> {
  const user = labels["user.id"] || String(ofSpan.get("enduser.id") ?? "");
  return Object.fromEntries(
    Object.entries({ ...labels, ...(user !== "" && { "user.id": user }) }).filter(([key]) =>
      errorAttributes.has(key),
    ),
  );
}

function within(time: bigint, low: bigint, high: bigint): bigint {
  if (time < low) return low;
  return time > high ? high : time;
}
