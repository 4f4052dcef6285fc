// Measures of services, of their calls, and of queues.
import { leastEvidence } from "./evidence.ts";
import type { Measure } from "./measure.ts";

const requests =
  "Server and consumer spans, and other roots except those of transactions, journeys and interactions. A server span below a span of its own process is a part of that request.";
const spans = "Spans of the chosen operation or value, whether they are requests or not.";
const calls =
  "Calls as the called service recorded them; those of databases, queues and third parties as the service at the other end did.";
const messages = "Messages of a queue.";

const rate = { unit: "per second", counts: "estimated" } as const;
const errorShare = { unit: "share", counts: "estimated", good: "less", least: leastEvidence } as const;
const duration = {
  name: "Duration",
  unit: "ms",
  counts: "estimated",
  good: "less",
  least: leastEvidence,
  isFromBuckets: true,
} as const;

export type ServiceMeasure =
  | "requests"
  | "failedRequests"
  | "requestRate"
  | "errorShare"
  | "latency"
  | "within"
  | "businessShare"
  | "storedSpans"
  | "spanRate"
  | "spanErrorShare"
  | "spanLatency"
  | "timeShare"
  | "callRate"
  | "callErrorShare"
  | "callerErrorShare"
  | "worseErrorShare"
  | "callLatency"
  | "sent"
  | "received"
  | "backlog";

export const serviceMeasures: Readonly<Record<ServiceMeasure, Measure>> = {
  requests: {
    name: "Stored requests",
    unit: "count",
    population: requests,
    counts: "stored",
    text: "Requests of the service that are stored.",
  },
  failedRequests: {
    name: "Stored errors",
    unit: "count",
    population: requests,
    counts: "stored",
    good: "less",
    text: "Failed requests of the service that are stored.",
  },
  requestRate: {
    ...rate,
    name: "Rate",
    population: requests,
    text: "Requests per second, estimated before sampling.",
  },
  errorShare: {
    ...errorShare,
    name: "Error share",
    population: requests,
    of: { part: "failed requests", whole: "requests" },
    text: "Share of the requests that failed, estimated before sampling.",
  },
  latency: {
    ...duration,
    population: requests,
    text: "Durations of requests before sampling, from buckets that are 19 % wide.",
  },
  within: {
    name: "Within the limit",
    noun: "share within the limit",
    unit: "share",
    population: requests,
    counts: "estimated",
    of: { part: "requests that took at most the limit", whole: "requests" },
    good: "more",
    least: leastEvidence,
    text: "Share of the requests that took at most the limit.",
  },
  businessShare: {
    name: "Business",
    unit: "share",
    population: "Stored transactions with a trace.",
    counts: "stored",
    of: { part: "transactions whose trace passes it", whole: "transactions" },
    text: "Share of the business transactions whose traces pass it.",
  },
  storedSpans: {
    name: "Stored spans",
    unit: "count",
    population: spans,
    counts: "stored",
    text: "Spans that are stored.",
  },
  spanRate: {
    ...rate,
    name: "Span rate",
    population: spans,
    text: "Spans per second, estimated before sampling.",
  },
  spanErrorShare: {
    ...errorShare,
    name: "Errors of spans",
    population: spans,
    of: { part: "failed spans", whole: "spans" },
    text: "Share of the spans that failed, estimated before sampling.",
  },
  spanLatency: {
    ...duration,
    population: spans,
    text: "Durations of spans before sampling, from buckets that are up to 19 % wide.",
  },
  timeShare: {
    name: "Time share",
    unit: "share",
    population: spans,
    counts: "estimated",
    of: { part: "time of the operation", whole: "time of all operations" },
    text: "Share of the time of all operations of the service, estimated before sampling.",
  },
  callRate: {
    ...rate,
    name: "Call rate",
    population: calls,
    text: "Calls per second, estimated before sampling.",
  },
  callErrorShare: {
    ...errorShare,
    name: "Errors of calls",
    population: calls,
    of: { part: "failed calls", whole: "calls" },
    text: "Share of the calls that failed in the called service, or of a database, queue or third party for the service that uses it, estimated before sampling.",
  },
  callerErrorShare: {
    ...errorShare,
    name: "Errors of the caller",
    population: "Calls as their caller recorded them, with those that the called service never saw.",
    of: { part: "failed calls", whole: "calls" },
    text: "Share of the calls that failed for their caller: timeouts and refused connections, too.",
  },
  worseErrorShare: {
    ...errorShare,
    name: "Worse error share",
    population: "Calls in both views: of the called service, and of its caller.",
    of: { part: "failed calls", whole: "calls" },
    text: "The higher of the two shares of calls that failed: in the called service, and for its caller.",
  },
  callLatency: {
    ...duration,
    population: calls,
    text: "Durations of calls before sampling, from buckets that are 19 % wide.",
  },
  sent: {
    name: "Sent",
    unit: "count",
    population: messages,
    counts: "estimated",
    text: "Messages that were sent to the queue in the range.",
  },
  received: {
    name: "Received",
    unit: "count",
    population: messages,
    counts: "estimated",
    text: "Messages that were received from the queue in the range.",
  },
  backlog: {
    name: "Backlog",
    unit: "count",
    population: messages,
    counts: "estimated",
    good: "less",
    text: "Messages that were sent and not received in the range; negative when an older backlog shrank.",
  },
};
