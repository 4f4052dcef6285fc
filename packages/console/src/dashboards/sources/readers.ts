// How the console reads each source of charts.
import { type ChartSource, chartSourceKinds } from "contract";
import { readAlert } from "./alert.ts";
import type { ChartAnswer, SteppedQuery } from "./chart-query.ts";
import { readBottleneck } from "./bottleneck.ts";
import { readFunnel } from "./funnel.ts";
import { readEvent, readLogs } from "./logs.ts";
import { readMetric } from "./metric.ts";
import { readRecords } from "./records.ts";
import { readService } from "./service.ts";
import { readSpan } from "./span.ts";
import { readSqlLines } from "./sql.ts";
import { readTraces } from "./traces.ts";
import { readTransaction } from "./transaction.ts";
import { readErrors, readInteractions, readProfile } from "./trends.ts";
import { readWorkflow } from "./windows.ts";

interface ChartReader<S> {
  readonly read: (source: S, asked: SteppedQuery) => Promise<ChartAnswer>;
  /** Whether a page draws the same: with as many steps, a chart has the figures of the page; absent: never. */
  readonly isOfPage?: (source: S) => boolean;
  /** Whether it has the steps of its page, or those that a query in SQL says; absent: never. */
  readonly hasOwnStep?: (source: S) => boolean;
  /** The finest step; absent: a minute, that of the roll-ups. */
  readonly finestMs?: number;
}

type Kind = (typeof chartSourceKinds)[number];
type Readers = { readonly [K in Kind]: ChartReader<Extract<ChartSource, Readonly<Record<K, unknown>>>> };

const always = (): boolean => true;

const readers: Readers = {
  metric: { read: readMetric },
  transaction: { read: readTransaction, isOfPage: always },
  funnel: { read: readFunnel, hasOwnStep: always },
  workflow: {
    read: readWorkflow,
    isOfPage: ({ measure }) => ["started", "ended", "became_stuck"].includes(measure),
  },
  span: { read: readSpan },
  event: { read: readEvent, finestMs: 1000 },
  logs: { read: readLogs, isOfPage: always },
  service: { read: readService },
  sql: { read: readSqlLines, hasOwnStep: always },
  error: { read: readErrors, isOfPage: always },
  interaction: { read: readInteractions, isOfPage: always },
  profile: { read: readProfile, isOfPage: always },
  bottleneck: {
    read: readBottleneck,
    isOfPage: always,
    hasOwnStep: ({ measure }) => measure === "history",
  },
  traces: { read: readTraces },
  alert: { read: readAlert, hasOwnStep: always },
  records: { read: readRecords, finestMs: 1 },
};

export function readerOf(source: ChartSource): ChartReader<ChartSource> {
  const kind = chartSourceKinds.find((one) => one in source)!;
  return readers[kind] as ChartReader<ChartSource>;
}
