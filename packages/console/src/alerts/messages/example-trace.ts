// An example trace of what fired.
import { durationMs } from "catalog/duration";
import { severityNumber } from "catalog/severity";
import { isRed, type RedSource, type Source } from "alerts";
import { createInput } from "alerts/readings";
import { type ApiContext, type QueryParams, run } from "../../api/context.ts";
import { getMetric } from "../../api/metrics/metric.ts";
import { toRangeParams } from "../../api/time/range.ts";
import { toIso } from "../../api/time/time.ts";
import { listTraces } from "../../api/traces/traces.ts";
import { createAsk } from "../read/ask.ts";
import { createAttributeMaps } from "../read/attribute-maps.ts";
import { errorCells, usualQuiet } from "../read/errors.ts";
import { cellParams, toSqlTime } from "../read/family.ts";
import { distinct, likeOf } from "../read/selection.ts";
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

async function findBusiness(fired: Fired, context: ApiContext): Promise<string | undefined> {
  const { source, window } = fired;
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
    ...cellParams({ groupBy: [], where: conditionsOf(fired) }),
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
  const { from, to } = fired.window;
  const conditions = await recordConditions(fired, context);
  return run<RecordRow>(context, conditions["ofErrors"] === true ? "message-error" : "message-log", {
    from: toSqlTime(from),
    to: toSqlTime(to),
    ...conditions,
    ...stateParams(fired.source),
    limit: 1,
  });
}

/** Of new and of returned groups only theirs. */
export function stateParams(source: Source): QueryParams {
  if (!("errors" in source) || source.errors === "any") return {};
  return source.errors === "new" ? { isNew: true } : { quietMs: durationMs(source.quietFor ?? usualQuiet) };
}

/** What the records of an alert have, as parameters of a query of logs, or of errors (`ofErrors`). */
export async function recordConditions(fired: Fired, context: ApiContext): Promise<QueryParams> {
  const { source, group, window } = fired;
  const input = createInput(source, window.to - window.from, 0, Object.keys(group));
  const own = recordParams(source);
  const maps = createAttributeMaps(createAsk(context.queries, context), [input], window);
  const asked = { groupBy: [], where: conditionsOf(fired) };
  const cells =
    "errors" in source
      ? await errorCells(maps, asked, own.services)
      : await maps.paramsOf("logs", asked, own.services);
  return { ...cells, ...own };
}

interface RecordParams {
  readonly event?: string;
  readonly services?: readonly string[] | undefined;
  readonly types?: readonly string[] | undefined;
  readonly pattern?: string;
  readonly least?: number;
}

function recordParams(source: Source): RecordParams {
  const services = distinct(["service" in source ? source.service : undefined]);
  if ("errors" in source) return { event: "exception", services, types: distinct([source.type]) };
  if ("event" in source) return { event: source.event, services };
  if (!("log" in source)) return {};
  const { log, severity = "trace" } = source;
  return { event: "", services, pattern: likeOf(log), least: severityNumber(severity) };
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
