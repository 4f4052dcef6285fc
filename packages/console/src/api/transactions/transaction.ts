// GET /api/transactions/{type}/{id}: one transaction with all its records, put together from them by the rules of the list.
import type { BusinessEvent, Outcome, ParamsOf, Transaction } from "contract";
import { ProblemError } from "../../problem/problem.ts";
import { type BusinessColumns, toBusinessEvent } from "../records/business-event.ts";
import type { ApiContext } from "../context.ts";
import { run } from "../context.ts";
import { findDefinitions } from "../definitions/definitions.ts";

const maxEvents = 2_000;

export async function getTransaction(
  { type, id }: ParamsOf<"GET /api/transactions/:type/:id">,
  context: ApiContext,
): Promise<Transaction> {
  const [rows, [definition]] = await Promise.all([
    run<BusinessColumns>(context, "entity-events", { kind: "transaction", name: type, id, limit: maxEvents }),
    findDefinitions("transaction", type, context),
  ]);
  if (rows.length === 0) {
    throw new ProblemError(
      "TRANSACTION_UNKNOWN",
      `Cannot find the transaction \`${id}\` of type \`${type}\`: no record of it is stored.`,
      "Check type, id and the retention.",
    );
  }
  return toTransaction(rows.map(toBusinessEvent), definition?.timeoutMs ?? 0, context.nowMs());
}

/**
 * One transaction out of its records, oldest first. The first end counts; without one it is open, or abandoned when it began longer ago
 * than its time-out: its own, else `timeoutMs` of its type (0: none).
 */
export function toTransaction(
  events: readonly BusinessEvent[],
  timeoutMs: number,
  nowMs: number,
): Transaction {
  const end = events.find((event) => event.phase === "ended");
  const steps = events.filter((event) => event.phase === "step");
  const newestFirst = events.toReversed();
  const priced = newestFirst.find((event) => event.amount !== null);
  const startNs = startOf(events, end);
  const allowedMs = ownTimeout(newestFirst) || timeoutMs;
  const timedOut = end === undefined && allowedMs > 0 && Number(startNs / 1_000_000n) + allowedMs < nowMs;
  const newest = (field: "user" | "session" | "environment" | "service" | "traceId"): string =>
    end?.[field] || (newestFirst.find((event) => event[field] !== "")?.[field] ?? "");
  return {
    type: events[0]?.name ?? "",
    id: events[0]?.entityId ?? "",
    outcome: end !== undefined ? (end.outcome as Outcome) : timedOut ? "abandoned" : "open",
    reason: end?.reason ?? (timedOut ? "timeout" : ""),
    user: newest("user"),
    session: newest("session"),
    environment: newest("environment"),
    service: newest("service"),
    traceId: newest("traceId"),
    amount: priced?.amount == null ? null : { currency: priced.currency, amount: priced.amount },
    startNs: startNs.toString(),
    durationMs: end?.durationMs ?? null,
    stepCount: steps.length,
    lastStep: steps.at(-1)?.step ?? "",
    // The end has all attributes of the transaction itself; those of a step are on its own record only.
    attributes:
      (end ?? newestFirst.find((event) => event.phase !== "step") ?? newestFirst[0])?.attributes ?? {},
    events,
    traceIds: [...new Set(events.map((event) => event.traceId).filter((traceId) => traceId !== ""))],
  };
}

/** What its own records say, the newest first; 0 when they say nothing. */
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
