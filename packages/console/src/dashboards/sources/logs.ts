// Log records and events as sources of charts: counts by severity, and events per second.
import { type ChartSource, type LogHistogramResult, severityNames } from "contract";
import { countLogs } from "../../api/logs/logs.ts";
import { ratesOf } from "../../api/services/rates.ts";
import type { DataLine } from "../../charts/chart-data.ts";
import { type ChartAnswer, type ChartQuery, rangeOf, sumOf } from "./chart-query.ts";

type LogsSource = Extract<ChartSource, { readonly logs: string }>;
type EventSource = Extract<ChartSource, { readonly event: string }>;
type Counts = LogHistogramResult["buckets"][number]["counts"];

const total = (counts: Counts): number => Object.values(counts).reduce((all, one) => all + one, 0);

export async function readLogs(
  { logs, service, filter = [], ...source }: LogsSource,
  asked: ChartQuery,
): Promise<ChartAnswer> {
  const { buckets, ...result } = await count(asked, {
    text: logs === "" ? undefined : logs,
    ...source,
    service: service ?? asked.service,
    filter: [...filter, ...asked.filter],
  });
  const bySeverity = severityNames
    .map((name): DataLine => {
      const values = buckets.map(({ counts }) => counts[name]);
      return { label: name, labels: { severity: name }, kind: "bars", values, total: sumOf(values) };
    })
    .filter(({ values }) => values.some((value) => value !== 0));
  const values = buckets.map(({ counts }) => total(counts));
  const all = { label: "records", labels: {}, kind: "line", values, total: sumOf(values) } as const;
  return {
    ...result,
    unit: "{record}",
    perSecond: false,
    lines: asked.isTotal ? [all] : bySeverity,
    truncated: 0,
  };
}

export async function readEvent({ event }: EventSource, asked: ChartQuery): Promise<ChartAnswer> {
  const { buckets, ...result } = await count(asked, { eventName: event, filter: [] });
  const values = ratesOf(
    buckets.map(({ counts }) => total(counts)),
    { times: result.times, stepMs: result.stepMs, covered: asked.range },
  );
  const line: DataLine = { label: event, labels: {}, kind: "line", values };
  return { ...result, unit: "{event}", perSecond: true, lines: [line], truncated: 0 };
}

async function count(
  asked: ChartQuery,
  conditions: Partial<Parameters<typeof countLogs>[0]> & { readonly filter: string[] },
): Promise<Pick<ChartAnswer, "times" | "stepMs"> & Pick<LogHistogramResult, "buckets">> {
  const params = {
    ...rangeOf(asked),
    service: undefined,
    severity: undefined,
    text: undefined,
    traceId: undefined,
    spanId: undefined,
    eventName: undefined,
    stepMs: asked.stepMs,
    ...conditions,
  };
  const { buckets, stepMs } = await countLogs(params, asked.context);
  return { buckets, stepMs, times: buckets.map(({ time }) => Date.parse(time)) };
}
