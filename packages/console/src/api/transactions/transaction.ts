// GET /api/transactions/{type}/{id}: one transaction with all its records, put together from them by the rules of the list.
import type { Activity, BusinessEvent, Outcome, ParamsOf, Transaction } from "contract";
import { ProblemError } from "../../problem/problem.ts";
import { findActivity } from "../records/activity.ts";
import { findEntityEvents } from "../records/entity-events.ts";
import type { ApiContext } from "../context.ts";
import { findDefinitions } from "../definitions/definitions.ts";

export async function getTransaction(
  { type, id }: ParamsOf<"GET /api/transactions/:type/:id">,
  context: ApiContext,
): Promise<Transaction> {
  const [{ events, hasMore }, [definition]] = await Promise.all([
    findEntityEvents("transaction", type, id, context),
    findDefinitions("transaction", type, context),
  ]);
  if (events.length === 0) {
    throw new ProblemError(
      "TRANSACTION_UNKNOWN",
      `Cannot find the transaction \`${id}\` of type \`${type}\`: no record of it is stored.`,
      "Check type, id and the retention.",
    );
  }
  return { ...toTransaction(events, definition?.timeoutMs ?? 0, context.nowMs()), truncated: hasMore };
}

/** A transaction without records has no activity. */
export async function getTransactionActivity(
  { type, id }: ParamsOf<"GET /api/transactions/:type/:id/activity">,
  context: ApiContext,
): Promise<Activity> {
  const { events } = await findEntityEvents("transaction", type, id, context);
  return findActivity(events, { withLogs: true }, context);
}

/**
 * One transaction out of its records, oldest first. The first end counts; without one it is open, or abandoned when it began longer ago
 * than its timeout: its own, else `timeoutMs` of its type (0: none).
 */
export function toTransaction(
  events: readonly BusinessEvent[],
  timeoutMs: number,
  nowMs: number,
): Omit<Transaction, "truncated"> {
  const [first] = events;
  const end = events.find((event) => event.phase === "ended");
  const steps = events.filter((event) => event.phase === "step");
  const newestFirst = events.toReversed();
  // the first end counts, then others, then the newest record
  const byWeight = [...events.filter(({ phase }) => phase === "ended"), ...newestFirst];
  const startNs = startOf(events, end);
  const allowedMs = ownTimeout(newestFirst) || timeoutMs;
  const timedOut = allowedMs > 0 && Number(startNs / 1_000_000n) + allowedMs < nowMs;
  const known = (field: "user" | "session" | "environment" | "service" | "traceId"): string =>
    byWeight.find((event) => event[field] !== "")?.[field] ?? "";
  return {
    type: first?.name ?? "",
    id: first?.entityId ?? "",
    ...resultOf(end, timedOut),
    user: known("user"),
    session: known("session"),
    environment: known("environment"),
    service: known("service"),
    traceId: known("traceId"),
    amount: amountOf(newestFirst),
    startNs: startNs.toString(),
    durationMs: end?.durationMs ?? null,
    stepCount: steps.length,
    lastStep: steps.at(-1)?.step ?? "",
    attributes: attributesOf(end, newestFirst),
    events,
    traceIds: [...new Set(events.map((event) => event.traceId).filter((traceId) => traceId !== ""))],
  };
}

function resultOf(
  end: BusinessEvent | undefined,
  timedOut: boolean,
): { readonly outcome: Outcome; readonly reason: string } {
  if (end !== undefined) return { outcome: end.outcome as Outcome, reason: end.reason };
  return timedOut ? { outcome: "abandoned", reason: "timeout" } : { outcome: "open", reason: "" };
}

/** The latest amount. */
function amountOf(newestFirst: readonly BusinessEvent[]): Transaction["amount"] {
  const priced = newestFirst.find(({ amount }) => amount !== null);
  return priced?.amount == null ? null : { currency: priced.currency, amount: priced.amount };
}

/** The attributes of the transaction itself, which its end has all of. Those of a step are on the step's record only. */
function attributesOf(
  end: BusinessEvent | undefined,
  newestFirst: readonly BusinessEvent[],
): Transaction["attributes"] {
  const own = end ?? newestFirst.find(({ phase }) => phase !== "step") ?? newestFirst[0];
  return own?.attributes ?? {};
}

/** The timeout in its own records, the newest first; 0 without one. */
function ownTimeout(events: readonly BusinessEvent[]): number {
  const values = events.map((event) => event.attributes["telltale.transaction.timeout_ms"]?.value);
  return Number(values.find((value) => value !== undefined) ?? 0) || 0;
}

/** When it began: its first record, or its duration before its end when that is earlier (a short one sends no start). */
function startOf(events: readonly BusinessEvent[], end: BusinessEvent | undefined): bigint {
  const first = BigInt(events[0]?.timeNs ?? 0);
  if (end === undefined || end.durationMs === null) return first;
  const began = BigInt(end.timeNs) - BigInt(Math.trunc(end.durationMs * 1e6));
  return began < first ? began : first;
}
