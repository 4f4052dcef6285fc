// What a message says beyond the alert itself: which attribute values carry it, an example trace, the amount at risk. Each is left out when
// it cannot be found.
import { isRed } from "alerts";
import { namesCurrency } from "alerts/currency";
import { durationMs } from "catalog/duration";
import type { ApiContext } from "../../api/context.ts";
import { run } from "../../api/context.ts";
import { listDifferences } from "../../api/differs/differs.ts";
import { toIso } from "../../api/time/time.ts";
import type { NoticeDetails } from "../../notify/message.ts";
import { ProblemError } from "../../problem/problem.ts";
import { toRiskTimes } from "../../api/transactions/at-risk.ts";
import { toTransactionParams } from "../../api/transactions/transaction-params.ts";
import { cellParams } from "../read/family.ts";
import { findRecords, findTrace, recordConditions, stateParams } from "./example-trace.ts";
import { conditionsOf, type Fired } from "./fired.ts";

export type Evidence = Pick<NoticeDetails, "differs" | AtRisk> & { readonly traceId?: string };
type AtRisk = "amountAtRisk" | "amountAtRiskCount";

/** Longer windows are compared by their end, which has the example, too. What is at risk is of the whole window, where that can be read. */
const longestMs = 3_600_000;

/** Finds the evidence and calls `add` with each part as soon as it is there. What cannot be found is left out. */
export async function findEvidence(
  fired: Fired,
  context: ApiContext,
  add: (part: Evidence) => void,
): Promise<void> {
  const { from, to } = fired.window;
  const lately = { ...fired, window: { from: Math.max(from, to - longestMs), to } };
  const finders = [
    async () => ({ differs: await findDiffers(lately, context) }),
    async () => ({ traceId: await findTrace(lately, context) }),
    async () => findAmounts(fired, context),
  ];
  await Promise.all(
    finders.map(async (find) => {
      try {
        add(withoutUndefined(await find()));
      } catch {
        // a message without it is better than none
      }
    }),
  );
}

function withoutUndefined(part: { readonly [K in keyof Evidence]?: Evidence[K] | undefined }): Evidence {
  return Object.fromEntries(Object.entries(part).filter(([, value]) => value !== undefined));
}

const isoOf = (ms: number): string => toIso(BigInt(ms) * 1_000_000n);

/** Which attribute values carry it, compared with the time before. */
async function findDiffers(fired: Fired, context: ApiContext): Promise<readonly string[] | undefined> {
  const of = await comparedOf(fired, context);
  if (of === undefined) return undefined;
  const found = await compare(of, fired, context);
  // spans need not have what is recorded of an error
  const isNarrowed = of.of === "errors" && (of.filter ?? []).length > 0;
  return found ?? (isNarrowed ? compare({ ...of, filter: [] }, fired, context) : undefined);
}

async function compare(
  of: Compared,
  fired: Fired,
  context: ApiContext,
): Promise<readonly string[] | undefined> {
  const { from, to } = fired.window;
  const { summary, findings } = await listDifferences(
    {
      from: isoOf(from - (to - from)),
      to: isoOf(to),
      selectFrom: isoOf(from),
      selectTo: isoOf(to),
      filter: filterOf(conditionsOf(fired)),
      select: [],
      outcome: [],
      steps: [],
      order: "ordered",
      exclude: [],
      sample: "few",
      limit: 5,
      ...of,
    },
    context,
  );
  return findings.length === 0 ? undefined : [summary];
}

const filterOf = (conditions: ReturnType<typeof conditionsOf>): string[] =>
  conditions.map(([key, value]) => `${key}=${value}`);

type Compared = Partial<Parameters<typeof listDifferences>[0]> & {
  readonly of: "spans" | "transactions" | "errors" | "workflows" | "funnels";
};

const dayMs = 86_400_000;

/** What is compared with what; undefined where there is no set to describe. */
async function comparedOf(fired: Fired, context: ApiContext): Promise<Compared | undefined> {
  const { source, window } = fired;
  if ("transaction" in source) {
    const isShare = source.measure === "completion" || source.measure === "failure";
    return { of: "transactions", type: source.transaction, outcome: isShare ? ["failed", "abandoned"] : [] };
  }
  if ("funnel" in source) {
    const times = { from: isoOf(window.from), selectFrom: undefined, selectTo: undefined };
    return { of: "funnels", type: source.funnel, step: source.from, ...times };
  }
  if ("workflow" in source) {
    if (source.measure !== "stuck") return { of: "workflows", type: source.workflow };
    const stuckMs = durationMs(source.longerThan ?? "10m");
    const times = { from: isoOf(window.from - stuckMs - dayMs), selectFrom: undefined, selectTo: undefined };
    return { of: "workflows", type: source.workflow, outcome: ["stuck"], stuckMs, ...times };
  }
  if ("errors" in source) {
    const [newest] = await findRecords(fired, context);
    const times = { selectFrom: undefined, selectTo: undefined };
    // spans have the conditions, except what the group says anyway
    const filter = filterOf(conditionsOf(fired).filter(([key]) => key !== "exception.type"));
    return (
      newest && { of: "errors", fingerprint: newest.fingerprint, service: source.service, filter, ...times }
    );
  }
  if (!isRed(source)) return undefined;
  return {
    of: "spans",
    service: source.service,
    name: source.operation,
    filter: ["entry=true", ...filterOf(conditionsOf(fired))],
    select: source.measure === "errors" ? ["status=error"] : [],
  };
}

/** More than there are in ISO 4217, as on the pages. */
const mostCurrencies = 200;

interface AmountRow {
  readonly currency: string;
  readonly amount: string;
}

/** What is at risk by transactions that failed or were abandoned, or by errors; nothing for other sources. */
async function findAmounts(fired: Fired, context: ApiContext): Promise<Pick<Evidence, AtRisk>> {
  const { rows, isLeast } = await readMost(fired, context);
  const found = rows
    .map(({ currency, amount }) => ({
      currency,
      amount: Number(amount),
      ...(isLeast && { atLeast: true as const }),
    }))
    .filter(({ amount }) => amount > 0);
  if (found.length === 0) return {};
  return {
    amountAtRisk: found.slice(0, mostCurrencies),
    ...(found.length > mostCurrencies && { amountAtRiskCount: found.length }),
  };
}

/** Of the whole window; where that is more than a query may read, of its last hour, which is a part of it. */
async function readMost(
  fired: Fired,
  context: ApiContext,
): Promise<{ readonly rows: readonly AmountRow[]; readonly isLeast: boolean }> {
  const { from, to } = fired.window;
  try {
    return { rows: await readAmounts(fired, context), isLeast: false };
  } catch (error) {
    const isTooMuch = error instanceof ProblemError && error.code === "QUERY_TOO_BROAD";
    if (!isTooMuch || to - from <= longestMs) throw error;
    const last = { ...fired, window: { from: to - longestMs, to } };
    return { rows: await readAmounts(last, context), isLeast: true };
  }
}

async function readAmounts(fired: Fired, context: ApiContext): Promise<readonly AmountRow[]> {
  const { source, window } = fired;
  const range = { fromNs: BigInt(window.from) * 1_000_000n, toNs: BigInt(window.to) * 1_000_000n };
  if ("transaction" in source) {
    const times = toTransactionParams(range, context);
    const cells = { groupBy: [], where: conditionsOf(fired) };
    // as the reading knows them: those of the window that fired
    return run(context, "message-amounts", {
      ...times,
      names: [source.transaction],
      until: times["to"],
      now: times["to"],
      ...cellParams(cells),
      hasAmounts: namesCurrency(cells),
    });
  }
  if (!("errors" in source)) return [];
  const conditions = await recordConditions(fired, context);
  return run(context, conditions["ofErrors"] === true ? "message-error-amounts" : "message-record-amounts", {
    ...toRiskTimes(range),
    ...conditions,
    ...stateParams(source),
    traced: true,
  });
}
