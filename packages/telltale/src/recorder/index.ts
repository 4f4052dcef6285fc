// `telltale/recorder`: the types of `recorder()` and `report()`, with which a process reads what it has recorded.
export type { RecorderOptions } from "./settings.ts";
export type { NumberView, Recorder, TimerView } from "./recorder.ts";
export type { LogQuery, SeriesQuery, SpanQuery } from "./queries.ts";
export type { MeasuredPoint } from "./measurements.ts";
export type { Report } from "./report.ts";
export type {
  InteractionSummary,
  JourneySummary,
  SpanSummary,
  TransactionSummary,
  WorkflowSummary,
} from "./report-data.ts";
export type { InteractionView } from "../reading/interactions.ts";
export type { JourneyStepView, Person } from "../reading/journeys.ts";
export type { SpanNode } from "../reading/span-tree.ts";
export type { TransactionView } from "../reading/transactions.ts";
export type { WorkflowEventView, WorkflowView } from "../reading/workflows.ts";
