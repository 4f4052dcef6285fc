// Log records and events as sources of charts: counts by severity, and events per second.
import { type ChartSource, type LogHistogramResult, severityNames } from "contract";
import { countLogs } from "../../api/logs/logs.ts";
import type { DataLine } from "../../charts/chart-data.ts";
import { type Answered, type Asked, rangeOf } from "./asked.ts";

type LogsSource = Extract<ChartSource, { readonly logs: string }>;
type EventSource = Extract<ChartSource, { readonly event: string }>;
type Counts = LogHistogramResult["buckets"][number]["counts"];

const total = (counts: Counts): number => Object.values(counts).reduce((all, one) => all + one, 0);

export async function readLogs(
  { logs, service, filter = [], ...source }: LogsSource,
  asked: Asked,
): Promise<Answered> {
  const { buckets, ...result } = await count(asked, {
    text: logs === "" ? undefined : logs,
    ...source,
    service: service ?? asked.service,
    filter: [...filter, ...asked.filter],
  });
  const bySeverity = severityNames
    .map((name): DataLine => ({
      label: name,
      labels: { severity: name },
      kind: "bars",
      values: buckets.map(({ counts }) => counts[name]),
    }))
    .filter(({ values }) => values.some((value) => value !== 0));
  const all = {
    label: "records",
    labels: {},
    kind: "line",
    values: buckets.map(({ counts }) => total(counts)),
  } as const;
  return {
    ...result,
    unit: "{record}",
    perSecond: false,
    lines: asked.isTotal ? [all] : bySeverity,
    truncated: 0,
  };
}

export async function readEvent({ event }: EventSource, asked: Asked): Promise<Answered> {
  const { buckets, ...result } = await count(asked, { eventName: event, filter: [] });
  const values = buckets.map(({ counts }) => (total(counts) * 1000) / result.stepMs);
  const line: DataLine = { label: event, labels: {}, kind: "line", values };
  return { ...result, unit: "{event}", perSecond: true, lines: [line], truncated: 0 };
}

async function count(
  asked: Asked,
  conditions: Partial<Parameters<typeof countLogs>[0]> & { readonly filter: string[] },
): Promise<Pick<Answered, "times" | "stepMs"> & Pick<LogHistogramResult, "buckets">> {
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
