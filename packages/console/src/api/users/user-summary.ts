// GET /api/users/{id}/summary: what is known of one user at any time, from all records with their id and of their sessions.
import { visitGapMs } from "catalog/visit";
import type { ParamsOf, UserSummary } from "contract";
import { type ApiContext, type QueryParams, run } from "../context.ts";
import { withinBytes } from "../limits/limit-list.ts";
import { keyBytes } from "../params/page.ts";
import { endOfTimeNs, toSqlTime } from "../time/time.ts";
import { sumMoney, toMoney } from "../transactions/money.ts";
import { readSessions } from "./sessions.ts";

/** Attributes of records that say what device a person has, in the order in which they are shown. */
const deviceKeys = [
  "device.model.name",
  "device.model.identifier",
  "user_agent.name",
  "browser.platform",
  "os.name",
];
const maxTransactions = 5_000;
/** Of all types, those with most transactions. */
const maxTypes = 20;
const maxVersions = 10;
const maxDevices = 5;
/** Other records of a transaction may be older than the first one of the user. */
const marginNs = 24n * 3_600_000_000_000n;

/** An unknown user has no records. */
export async function getUserSummary(
  { id }: ParamsOf<"GET /api/users/:id/summary">,
  context: ApiContext,
): Promise<UserSummary> {
  const { known, hasMore } = await readSessions(id, context);
  const of = { id, sessions: known.length === 0 ? undefined : known };
  const [[facts], versions, transactions] = await Promise.all([
    run<Pick<UserSummary, "firstNs" | "lastNs"> & { records: string; visits: string }>(
      context,
      "user-facts",
      {
        ...of,
        gapMs: visitGapMs,
      },
    ),
    run<VersionRow>(context, "user-versions", { ...of, deviceKeys }),
    readTransactions(of, context),
  ]);
  return {
    id,
    firstNs: facts?.firstNs ?? null,
    lastNs: facts?.lastNs ?? null,
    records: Number(facts?.records ?? 0),
    visits: Number(facts?.visits ?? 0),
    truncatedSessions: hasMore,
    ...transactions,
    versions: latest(versions, ({ service, version }) => (version === "" ? "" : `${service}\n${version}`))
      .slice(0, maxVersions)
      .map(({ service, version, lastNs }) => ({ service, version, lastNs })),
    devices: latest(versions, ({ device }) => device)
      .slice(0, maxDevices)
      .map(({ device, lastNs }) => ({ name: device, lastNs })),
  };
}

interface VersionRow {
  readonly service: string;
  readonly version: string;
  readonly device: string;
  readonly lastNs: string;
}

/** The first row of each key that is not empty. */
function latest(rows: readonly VersionRow[], keyOf: (row: VersionRow) => string): readonly VersionRow[] {
  const found = new Map<string, VersionRow>();
  for (const row of rows) {
    const key = keyOf(row);
    if (key !== "" && !found.has(key)) found.set(key, row);
  }
  return [...found.values()];
}

interface TransactionRow {
  readonly type: string;
  readonly completed: string;
  readonly failed: string;
  readonly abandoned: string;
  readonly open: string;
  readonly amounts: Readonly<Record<string, string>>;
  readonly lost: Readonly<Record<string, string>>;
}

async function readTransactions(
  of: QueryParams,
  context: ApiContext,
): Promise<Pick<UserSummary, "transactions" | "amounts" | "lost" | "truncatedTransactions">> {
  const found = await run<{ type: string; id: string; firstNs: string }>(context, "user-transaction-ids", of);
  const entities = withinBytes(
    found.slice(0, maxTransactions).map(({ id }) => id),
    keyBytes,
  );
  const truncatedTransactions = entities.length < found.length;
  if (entities.length === 0) return { transactions: [], amounts: [], lost: [], truncatedTransactions };
  const read = found.slice(0, entities.length);
  const firstNs = read.reduce(
    (least, one) => (BigInt(one.firstNs) < least ? BigInt(one.firstNs) : least),
    endOfTimeNs,
  );
  const rows = await run<TransactionRow>(context, "user-transactions", {
    types: read.map(({ type }) => type),
    entities,
    since: toSqlTime(firstNs > marginNs ? firstNs - marginNs : 0n),
    until: toSqlTime(endOfTimeNs),
    now: toSqlTime(BigInt(Math.floor(context.nowMs())) * 1_000_000n),
  });
  return {
    transactions: rows
      .slice(0, maxTypes)
      .map(({ type, completed, failed, abandoned, open, amounts, lost }) => ({
        type,
        completed: Number(completed),
        failed: Number(failed),
        abandoned: Number(abandoned),
        open: Number(open),
        amounts: toMoney(amounts),
        lost: toMoney(lost),
      })),
    amounts: sumMoney(rows.map(({ amounts }) => amounts)),
    lost: sumMoney(rows.map(({ lost }) => lost)),
    truncatedTransactions,
  };
}
