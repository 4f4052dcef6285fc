// What the console knows about a message: the page of the alert, its chart, the evidence, and the command that replays it.
import { durationMs } from "alerts";
import type { ApiContext } from "../../api/context.ts";
import type { NoticeDetails } from "../../notify/message.ts";
import type { StoredNotice as ReadNotice } from "../../notify/outbox.ts";
import { createTurns } from "../../store/turns.ts";
import { readAlertsNow } from "../api/alerts-now.ts";
import { getSeries } from "../api/preview.ts";
import { alertIdOf } from "../ids.ts";
import type { AlertView } from "../view.ts";
import { type Evidence, findEvidence } from "./evidence.ts";

export interface DetailsOptions {
  readonly viewOf: (tenant: string) => Promise<AlertView>;
  /** Address of the console for people; without it messages have no links to it. */
  readonly publicUrl: string | undefined;
  readonly nowMs: () => number;
}

const chartMs = 2 * 3_600_000;
/** Longer windows are compared by their end. */
const longestMs = 3_600_000;
const detailsMs = 4_000;

/** Finds the details of notices. */
export function createDetails({ viewOf, publicUrl, nowMs }: DetailsOptions) {
  const addressOf = (page: string): string | undefined =>
    publicUrl === undefined ? undefined : `${publicUrl.replace(/\/+$/, "")}${page}`;
  // of a storm most messages go without: pages and evaluation need the store, too
  const inTurn = createTurns();
  const detailsOf = async (notice: ReadNotice): Promise<NoticeDetails> => {
    const context: ApiContext = {
      ...(await viewOf(notice.tenant)),
      nowMs,
      signal: AbortSignal.timeout(detailsMs),
      priority: "background",
    };
    const id = alertIdOf(notice.rule, notice.group);
    const url = addressOf(`/alerts/${id}`);
    const { rules } = await readAlertsNow(context);
    const declaration = rules.get(notice.rule)?.declaration;
    const windowMs = Math.min(longestMs, durationMs(declaration?.window ?? "5m"));
    const window = { from: notice.at - windowMs, to: notice.at };
    const nothing: Evidence = {};
    const [points, { traceId, ...found }] = await Promise.all([
      findPoints(id, notice.at, context),
      declaration?.on === undefined ? nothing : findEvidence(declaration.on, window, context),
    ]);
    const traceUrl = traceId === undefined ? undefined : addressOf(`/traces/${traceId}`);
    return {
      ...found,
      ...(url !== undefined && { url }),
      ...(traceUrl !== undefined && { traceUrl }),
      ...(points !== undefined && { chart: points }),
      replay: replayCommand(notice),
    };
  };
  return (notice: ReadNotice): Promise<NoticeDetails> => inTurn(async () => detailsOf(notice));
}

async function findPoints(id: string, at: number, context: ApiContext): Promise<NoticeDetails["chart"]> {
  const range = { from: new Date(at - chartMs).toISOString(), to: new Date(at + 1).toISOString() };
  try {
    const { points } = await getSeries({ id, ...range }, context);
    const known = points.flatMap(({ time, value }) =>
      value === null ? [] : [{ at: Date.parse(time), value }],
    );
    const last = points.at(-1);
    const limit = last?.high ?? last?.low ?? undefined;
    return { points: known, ...(limit !== undefined && { limit }) };
  } catch {
    return undefined;
  }
}

/** The data of the hours before, through the same rule. */
function replayCommand({ rule, at }: ReadNotice): string {
  const [from, to] = [at - chartMs, at + 60_000].map((ms) => new Date(ms).toISOString());
  const name = /^[\w .:%-]+$/.test(rule) ? `"${rule}"` : "NAME";
  return (
    `for s in traces logs metrics business; do telltale-console export --signal $s --from ${from} --to ${to} --out $s.jsonl; done; ` +
    `npx telltale replay RULES traces.jsonl,logs.jsonl,metrics.jsonl,business.jsonl --rule ${name}`
  );
}
