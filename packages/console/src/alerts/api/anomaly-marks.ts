// Anomalies of the feed with what rules and people say of them: a holiday, and a level that was accepted. The detector of the feed learns and
// decides as before: marks say why an anomaly needs no one.
import { type AlertRule, type Condition, membersOf, type Source } from "alerts";
import type { AnomaliesResult, Anomaly, AnomalyResult, AnomalySeries, ParamsOf } from "contract";
import { listAnomalies } from "../../api/anomalies/anomalies.ts";
import { getAnomaly } from "../../api/anomalies/what-changed.ts";
import { type ApiContext, run } from "../../api/context.ts";
import { readPublished } from "../current.ts";
import { alertIdOf } from "../ids.ts";
import { type NoteBody, readRecords } from "./history.ts";

export async function listMarkedAnomalies(
  params: ParamsOf<"GET /api/anomalies">,
  context: ApiContext,
): Promise<AnomaliesResult> {
  const result = await listAnomalies(params, context);
  return { ...result, items: await withMarks(result.items, context) };
}

export async function getMarkedAnomaly(
  params: ParamsOf<"GET /api/anomalies/:id">,
  context: ApiContext,
): Promise<AnomalyResult> {
  const result = await getAnomaly(params, context);
  const [anomaly = result.anomaly] = await withMarks([result.anomaly], context);
  return { ...result, anomaly };
}

type Mark = Anomaly["marks"][number];

interface Holiday {
  readonly name: string;
  readonly from: string;
  readonly to: string;
}

/** What a rule watches with a detector. */
interface Watched {
  readonly rule: string;
  readonly on: Source;
  readonly groupBy: readonly string[];
  readonly holidays: readonly Holiday[];
}

async function withMarks(anomalies: readonly Anomaly[], context: ApiContext): Promise<Anomaly[]> {
  const watched = anomalies.length === 0 ? [] : await readWatched(context);
  const about = new Map(
    anomalies.map(({ id, series }) => [id, watched.filter(({ on }) => isAbout(on, series))]),
  );
  const accepted = [...about.values()].some((own) => own.length > 0)
    ? await readAccepted(Math.min(...anomalies.map(({ start }) => Date.parse(start))), context)
    : new Map<string, readonly Accepted[]>();
  return anomalies.map((anomaly) => {
    const marks = about
      .get(anomaly.id)!
      .flatMap((one) => [
        ...holidaysOf(anomaly, one, context.nowMs()),
        ...acceptancesOf(anomaly, one, accepted),
      ]);
    return { ...anomaly, marks: marks.toSorted((a, b) => Date.parse(a.time) - Date.parse(b.time)) };
  });
}

async function readWatched(context: ApiContext): Promise<readonly Watched[]> {
  const [row] = await run<{ text: string }>(context, "alert-current", { kinds: ["rules"] });
  return readPublished(row?.text ?? "").entries.flatMap(({ kind, content, problems }) =>
    kind === "alert" && problems.length === 0 ? watchedBy(content as unknown as AlertRule) : [],
  );
}

function watchedBy({ name: rule, on, groupBy = [], when }: AlertRule): readonly Watched[] {
  const walk = (
    condition: Condition,
    source: Source | undefined,
    keys: readonly string[],
  ): readonly Watched[] => {
    if ("anomaly" in condition && source !== undefined)
      return [{ rule, on: source, groupBy: keys, holidays: condition.anomaly.holidays ?? [] }];
    return membersOf(condition).flatMap((member) =>
      walk(member.when, member.on ?? source, member.groupBy ?? keys),
    );
  };
  return walk(when, on, groupBy);
}

/** Measures of rules that move when a series of the feed does. */
const measures: Readonly<Record<AnomalySeries["measure"], readonly string[]>> = {
  rate: ["rate", "count"],
  errors: ["errors"],
  p95: ["p95"],
  completion: ["completion", "failure"],
  conversion: ["", "conversion"],
  value: [""],
};

/** Whether a rule watches the whole series. One with conditions on attributes watches a part of it. */
function isAbout(source: Source, { kind, name, service, measure }: AnomalySeries): boolean {
  const on = source as Readonly<Record<string, unknown>>;
  const where = (on["where"] ?? {}) as Readonly<Record<string, unknown>>;
  const ofService = on["service"] ?? where["service.name"] ?? service;
  if (Object.keys(where).some((key) => key !== "service.name")) return false;
  if (kind === "metric") return on["metric"] === name && ofService === service;
  if (!measures[measure].includes(String(on["measure"] ?? ""))) return false;
  if (kind === "service") return on["service"] === name && on["operation"] === undefined;
  if (kind === "operation") return on["operation"] === name && ofService === service;
  return on[kind] === name;
}

function holidaysOf({ start, end }: Anomaly, { rule, holidays }: Watched, nowMs: number): readonly Mark[] {
  const [from, to] = [Date.parse(start), end === null ? nowMs : Date.parse(end)];
  return holidays
    .filter((one) => Date.parse(one.from) <= to && Date.parse(one.to) > from)
    .map(({ name, from: time, to: until }) => ({
      kind: "holiday",
      name,
      rule,
      by: "",
      time: new Date(Date.parse(time)).toISOString(),
      until: new Date(Date.parse(until)).toISOString(),
    }));
}

interface Accepted {
  readonly ms: number;
  readonly by: string;
}

const mostAccepted = 1_000;

/** Acceptances since a time, by the id of their alert. */
async function readAccepted(
  fromMs: number,
  context: ApiContext,
): Promise<ReadonlyMap<string, readonly Accepted[]>> {
  const range = {
    fromNs: BigInt(Math.floor(fromMs)) * 1_000_000n,
    toNs: BigInt(Math.floor(context.nowMs()) + 60_000) * 1_000_000n,
  };
  const rows = await readRecords(context, {
    kinds: ["note"],
    details: ["accept"],
    range,
    limit: mostAccepted,
  });
  const accepted = new Map<string, Accepted[]>();
  for (const { alert, ms, body } of rows) {
    const known = accepted.get(alert) ?? [];
    accepted.set(alert, known);
    known.push({ ms: Number(ms), by: (JSON.parse(body) as NoteBody).author });
  }
  return accepted;
}

/** While the anomaly lasts, of the alert of the rule on the same series. */
function acceptancesOf(
  { series, start, end }: Anomaly,
  { rule, groupBy }: Watched,
  accepted: ReadonlyMap<string, readonly Accepted[]>,
): readonly Mark[] {
  const labels = groupBy.map((key) => [key, labelOfSeries(key, series)] as const);
  if (labels.some(([, value]) => value === undefined)) return [];
  const alert = alertIdOf(rule, Object.fromEntries(labels) as Record<string, string>);
  const [from, to] = [Date.parse(start), end === null ? Infinity : Date.parse(end)];
  return (accepted.get(alert) ?? [])
    .filter(({ ms }) => ms >= from && ms <= to)
    .map(({ ms, by }) => ({
      kind: "accepted",
      name: "",
      rule,
      by,
      time: new Date(ms).toISOString(),
      until: null,
    }));
}

function labelOfSeries(key: string, { kind, name, service, environment }: AnomalySeries): string | undefined {
  if (key === "service" || key === "service.name") return kind === "service" ? name : service;
  return /^(deployment\.)?environment(\.name)?$/.test(key) ? environment : undefined;
}
