// GET /api/funnels/{name}/people: who dropped at a step of a funnel, with their amount, reason and last error.
import type { FunnelPeopleResult, FunnelPerson, Money, ParamsOf } from "contract";
import { z } from "zod";
import { type ApiContext, type QueryParams, run } from "../context.ts";
import { toPeople } from "../journeys/journey-person.ts";
import { askParts, findSize, toParts } from "../journeys/people-parts.ts";
import { nsKey, readCursor, toCursor, wholeKey } from "../params/cursor.ts";
import { cutPage } from "../params/page.ts";
import { readRange } from "../params/params.ts";
import { toRangeParams, toResolved } from "../time/range.ts";
import { toMoney } from "../transactions/money.ts";
import { toConditionParams } from "./funnel-conditions.ts";
import type { DroppedRow } from "./funnel-estimate.ts";
import { usualPartSize } from "./funnel-levels.ts";
import { nowParams, toFunnelParams } from "./funnel-params.ts";
import { findStep, openFunnel } from "./funnel-rules.ts";
import { findWindow } from "./funnel-window.ts";

type PersonRow = DroppedRow & { readonly personHash: string };

interface EndRow {
  readonly personHash: string;
  readonly reason: string;
  readonly endedNs: string;
  readonly errorType: string;
  readonly fingerprint: string;
  readonly text: string;
  readonly failedNs: string;
}

interface AmountRow {
  readonly personHash: string;
  readonly amount: string;
  readonly currency: string;
}

/** When they took the step for the last time, and their hash. */
const cursorForm = z.tuple([nsKey, wholeKey]);

export async function getFunnelPeople(
  params: ParamsOf<"GET /api/funnels/:name/people">,
  context: ApiContext,
): Promise<FunnelPeopleResult> {
  const range = readRange(params, context);
  const { environment, name, limit } = params;
  const [beforeNs, beforePerson] = readCursor(params.cursor, cursorForm) ?? [];
  const which = { environment, ...toConditionParams(params, context) };
  const { funnel } = await openFunnel(name, params, range, context);
  if (funnel.steps.length === 0) return { ...toResolved(range), step: "", people: [], nextCursor: null };
  const at = findStep(funnel, params.step);
  const { ms: windowMs } = await findWindow(funnel, params.windowMs, context);
  const query = toFunnelParams([funnel], range, which, { ...params, windowMs });
  const rows = await readDropped({ ...query, atStep: at + 1, beforeNs, beforePerson }, limit + 1, context);
  const { page, last } = cutPage(rows, limit);
  const facts = await readFacts(page, { ...toRangeParams(range), ...which, name }, context);
  const people = await toPeople(page, context);
  return {
    ...toResolved(range),
    step: funnel.steps[at]!,
    people: people.map((person, place) => ({ ...person, ...facts(page[place]!) })),
    nextCursor: last === undefined ? null : toCursor([last.lastNs, last.personHash]),
  };
}

/** The latest of all people, who are read in parts. */
async function readDropped(query: QueryParams, most: number, context: ApiContext): Promise<PersonRow[]> {
  const size = await findSize(query, context);
  if (size === 0) return [];
  const rows = await askParts(toParts(size, usualPartSize), (part) =>
    run<PersonRow>(context, "funnel-dropped", {
      ...query,
      ...part,
      identified: true,
      ...nowParams(context),
      most,
    }),
  );
  return rows
    .toSorted(
      (a, b) =>
        Number(BigInt(b.lastNs) - BigInt(a.lastNs)) || (BigInt(a.personHash) < BigInt(b.personHash) ? -1 : 1),
    )
    .slice(0, most);
}

type Facts = Pick<FunnelPerson, "amount" | "reason" | "error">;

/** What is recorded of the people of `rows` beside their steps. Reasons and errors count from the time at which they took the step. */
async function readFacts(
  rows: readonly PersonRow[],
  which: QueryParams,
  context: ApiContext,
): Promise<(row: PersonRow) => Facts> {
  if (rows.length === 0) return () => ({ amount: null, reason: "", error: null });
  const people = rows.map(({ personHash }) => BigInt(personHash));
  const [ends, amounts] = await Promise.all([
    run<EndRow>(context, "funnel-person-ends", { ...which, people, withEnds: true, withErrors: true }),
    run<AmountRow>(context, "funnel-person-money", { ...which, people }),
  ]);
  const endOf = new Map(ends.map((end) => [end.personHash, end]));
  const amountOf = new Map(amounts.map((row) => [row.personHash, row]));
  return ({ personHash, lastNs }) => {
    const end = endOf.get(personHash);
    const isSince = (ns: string): boolean => BigInt(ns) >= BigInt(lastNs);
    return {
      amount: toAmount(amountOf.get(personHash)),
      reason: end !== undefined && isSince(end.endedNs) ? end.reason : "",
      error:
        end !== undefined && end.fingerprint !== "" && isSince(end.failedNs)
          ? { fingerprint: end.fingerprint, type: end.errorType, message: end.text }
          : null,
    };
  };
}

function toAmount(row: AmountRow | undefined): Money | null {
  return row === undefined ? null : (toMoney({ [row.currency]: row.amount })[0] ?? null);
}
