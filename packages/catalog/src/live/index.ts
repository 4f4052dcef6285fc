export { beginningsOf } from "./beginnings.ts";
export { type BusinessSpan, businessSpanOf, createBusinessSpans } from "./business-spans.ts";
export { checkLive, checkLiveInSteps, type LiveCheckOptions } from "./check.ts";
export type * from "./facts.ts";
export { liveLevels, type LiveFinding, type LiveFindingId } from "./live-finding.ts";
export { toFindingRecord, toFindingRequest, type FindingRecord } from "./otlp.ts";
