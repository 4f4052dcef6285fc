// An example trace of what fired.
import { durationMs } from "catalog/duration";
import { isRed, type RedSource, type Source } from "alerts";
import { createInput } from "alerts/readings";
import { type ApiContext, run } from "../../api/context.ts";
import { getMetric } from "../../api/metrics/metric.ts";
import { toRangeParams } from "../../api/time/range.ts";
import { toIso } from "../../api/time/time.ts";
import { listTraces } from "../../api/traces/traces.ts";
import { createAsk } from "../read/ask.ts";
import { createAttributeMaps } from "../read/attribute-maps.ts";
import { toSqlTime } from "../read/family.ts";
import { likeOf, severities } from "../read/logs.ts";
import { conditionsOf, type Fired } from "./fired.ts";

/** The id of the trace; undefined where none is known. */
export async function findTrace(fired: Fired, context: ApiContext): Promise<string | undefined> {
  const { source } = fired;
  if ("transaction" in source || "funnel" in source || "workflow" in source)
    return findBusiness(fired, context);
  if ("errors" in source || "log" in source || "event" in source)
    return (await findRecords(fired, context))[0]?.traceId;
  if ("metric" in source) return findExemplar(source.metric, fired, context);
  return isRed(source) ? findRequest(source, fired, context) : undefined;
}

async function findBusiness({ source, window }: Fired, context: ApiContext): Promise<string | undefined> {
  const isShare =
    "transaction" in source && (source.measure === "completion" || source.measure === "failure");
  const isStuck = "workflow" in source && source.measure === "stuck";
  // the last record of an instance that is stuck is older than the limit
  const agoMs = isStuck ? durationMs(source.longerThan ?? "10m") : 0;
  const [fromNs, toNs] = [window.from - agoMs, window.to - agoMs].map((ms) => BigInt(ms) * 1_000_000n);
  const [found] = await run<{ traceId: string }>(context, "anomaly-traces", {
    ...toRangeParams({ fromNs: fromNs!, toNs: toNs! }),
    kind: "transaction" in source ? "transaction" : "funnel" in source ? "journey" : "workflow",
    name: nameOf(source),
    outcomes: isShare ? ["failed", "abandoned"] : undefined,
    limit: 1,
  });
  return found?.traceId;
}

function nameOf(source: Source): string {
  if ("transaction" in source) return source.transaction;
  if ("funnel" in source) return source.funnel;
  return "workflow" in source ? source.workflow : "";
}

interface RecordRow {
  readonly traceId: string;
  readonly fingerprint: string;
}

/** The newest record of an error, event or text that has a trace, or none. */
export async function findRecords(fired: Fired, context: ApiContext): Promise<readonly RecordRow[]> {
  const { source, group, window } = fired;
  const { from, to } = window;
  const ask = createAsk(context.queries, context);
  const input = createInput(source, to - from, 0, Object.keys(group));
  const own = recordParams(source);
  const services = own.service === undefined ? undefined : [own.service];
  const maps = createAttributeMaps(ask, [input], window);
  return ask<RecordRow>("message-log", {
    from: toSqlTime(from),
    to: toSqlTime(to),
    ...(await maps.paramsOf("logs", { groupBy: [], where: conditionsOf(fired) }, services)),
    ...own,
    limit: 1,
  });
}

interface RecordParams {
  readonly event?: string;
  readonly service?: string | undefined;
  readonly type?: string | undefined;
  readonly pattern?: string;
  readonly least?: number;
}

function recordParams(source: Source): RecordParams {
  const service = "service" in source ? source.service : undefined;
  if ("errors" in source) return { event: "exception", service, type: source.type };
  if ("event" in source) return { event: source.event, service };
  if (!("log" in source)) return {};
  const { log, severity = "trace" } = source;
  return { event: "", service, pattern: likeOf(log), least: severities[severity] };
}

/** The exemplar with the largest value. */
async function findExemplar(name: string, fired: Fired, context: ApiContext): Promise<string | undefined> {
  const { from, to } = fired.window;
  const { exemplars } = await getMetric(
    {
      name,
      ...rangeOf(from, to),
      filter: conditionsOf(fired).map(([key, value]) => `${key}=${value}`),
      groupBy: [],
      stepMs: Math.max(1_000, to - from),
    },
    context,
  );
  return exemplars.toSorted((a, b) => b.value - a.value)[0]?.traceId;
}

async function findRequest(
  { service, operation, measure }: RedSource,
  fired: Fired,
  context: ApiContext,
): Promise<string | undefined> {
  const { from, to } = fired.window;
  const conditions = conditionsOf(fired).map(([key, value]) => `${key}=${value}`);
  const { items } = await listTraces(
    {
      ...rangeOf(from, to),
      order: measure === "errors" ? "newest" : "slowest",
      within: "spans",
      column: [],
      id: [],
      limit: 1,
      service,
      name: operation,
      filter: [...(measure === "errors" ? ["status=error"] : []), "entry=true", ...conditions],
    },
    context,
  );
  return items[0]?.traceId;
}

function rangeOf(from: number, to: number): { readonly from: string; readonly to: string } {
  return { from: toIso(BigInt(from) * 1_000_000n), to: toIso(BigInt(to) * 1_000_000n) };
}
