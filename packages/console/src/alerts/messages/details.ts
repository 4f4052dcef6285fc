// What the console knows about a message: the page of the alert and the commands that replay it, at once; its chart and the evidence, when
// the store has answered.
import type { Source } from "alerts";
import { replayCommands } from "contract";
import type { ApiContext } from "../../api/context.ts";
import type { FindDetails } from "../../notify/describe.ts";
import type { NoticeDetails } from "../../notify/message.ts";
import type { StoredNotice } from "../../notify/outbox.ts";
import { knownRules } from "../rules/known-rules.ts";
import { readSeries } from "../api/preview.ts";
import { compiledOf, toReplay } from "../api/replay-plan.ts";
import { readBudget } from "../read-budget.ts";
import { evaluatedSums, readCurrencies } from "../currencies.ts";
import { readCurrent } from "../current.ts";
import type { PublishedRules } from "../rules/published.ts";
import type { AlertView } from "../view.ts";
import { findEvidence } from "./evidence.ts";
import { createLanes } from "./reading-lanes.ts";
import { findReleased } from "./released.ts";
import { usualBefore } from "./usual-before.ts";

export interface DetailsOptions {
  readonly viewOf: (tenant: string) => Promise<AlertView>;
  /** Address of the console for people; without it messages have no links to it. */
  readonly publicUrl: string | undefined;
  /** Address of this console on its machine. Commands of replays use it if there is no public one. */
  readonly pageUrl: () => string;
  readonly nowMs: () => number;
}

const chartMs = 2 * 3_600_000;
/** Notices whose details are read at the same time, and as many more that take long. */
const lanes = 3;
/** As long as messages wait. */
const turnMs = 5_000;
/** The rules of a tenant are read once for the notices of a round. */
const rulesMs = 5_000;

type AddressOf = (page: string) => string | undefined;

/** Finds the details of notices. */
export function createDetails(options: DetailsOptions): FindDetails {
  const { viewOf, publicUrl, nowMs } = options;
  const addressOf: AddressOf = (page) =>
    publicUrl === undefined ? undefined : `${publicUrl.replace(/\/+$/, "")}${page}`;
  const rulesOf = createRules(nowMs);
  const inLane = createLanes(lanes, turnMs);
  return (notice, signal) => ({
    known: knownOf(notice, options, addressOf),
    read: (add) =>
      inLane(async (ofTurn) => {
        const view = await viewOf(notice.tenant);
        const context: ApiContext = { ...view, nowMs, signal: ofTurn, priority: "background" };
        // other notices wait for the same rules
        const rules = await rulesOf(notice.tenant, { ...context, signal });
        await readParts({ notice, rules, context, addressOf }, add);
      }, signal),
  });
}

function knownOf(
  { alertId, rule, reach, since, at, claim }: StoredNotice,
  { publicUrl, pageUrl }: DetailsOptions,
  addressOf: AddressOf,
): NoticeDetails {
  const url = addressOf(claim === undefined ? `/alerts/${alertId}` : "/alerts");
  const replay = reach && toReplay(reach, { alertId, rule }, { since, until: at });
  return {
    ...(url !== undefined && { url }),
    ...(replay !== undefined && { replay: replayCommands(replay, publicUrl ?? pageUrl()).join(" && ") }),
  };
}

interface DetailsRequest {
  readonly notice: StoredNotice;
  readonly rules: PublishedRules;
  readonly context: ApiContext;
  readonly addressOf: AddressOf;
}

async function readParts(
  { notice, rules, context, addressOf }: DetailsRequest,
  add: (part: NoticeDetails) => void,
): Promise<void> {
  const known = knownRules(rules).get(notice.rule);
  const inputs = (known && compiledOf(known, rules.entries))?.evaluator.inputs ?? [];
  const [input] = inputs;
  const sums = evaluatedSums(inputs, notice.at, notice.group);
  const window = { from: notice.at - (input?.windowMs ?? 0), to: notice.at };
  await Promise.all([
    readChart(notice, rules, context).then(
      (chart) => add({ chart, ...usualBefore(chart.points, beganAt(notice)) }),
      // the message is sent without
      () => undefined,
    ),
    findReleased(
      { service: serviceOf(input?.source, notice), at: notice.at, began: beganAt(notice) },
      context,
    ).then(
      (released) => released.length > 0 && add({ released }),
      () => undefined,
    ),
    readBudget(notice, rules, context).then(
      (budget) => budget !== undefined && add({ budget }),
      () => undefined,
    ),
    sums.length > 0 &&
      readCurrencies(sums, context.queries, context).then(
        ({ codes, count }) =>
          add({ currencies: codes, ...(count > codes.length && { currencyCount: count }) }),
        () => undefined,
      ),
    input !== undefined &&
      findEvidence({ source: input.source, group: notice.group, window }, context, ({ traceId, ...part }) => {
        const traceUrl = traceId === undefined ? undefined : addressOf(`/traces/${traceId}`);
        add({ ...part, ...(traceUrl !== undefined && { traceUrl }) });
      }),
  ]);
}

/** Since when what the notice is about lasts. */
function beganAt({ kind, since, episode }: StoredNotice): number {
  return kind === "recovered" || kind === "ended" ? since : (episode?.since ?? since);
}

/** The service that the alert is about; undefined where it is about several. */
function serviceOf(source: Source | undefined, { group }: StoredNotice): string | undefined {
  const named = source !== undefined && "service" in source ? source.service : undefined;
  return group["service"] ?? group["service.name"] ?? named;
}

async function readChart(
  notice: StoredNotice,
  rules: PublishedRules,
  context: ApiContext,
): Promise<NonNullable<NoticeDetails["chart"]>> {
  const [fromNs, toNs] = [notice.at - chartMs, notice.at + 1].map((ms) => BigInt(ms) * 1_000_000n);
  const { points } = await readSeries(notice, rules, { fromNs: fromNs!, toNs: toNs! }, context);
  const known = points.flatMap(({ time, value }) =>
    value === null ? [] : [{ at: Date.parse(time), value }],
  );
  const band = points.flatMap(({ time, low, high }) =>
    low === null || high === null ? [] : [{ at: Date.parse(time), low, high }],
  );
  const { unit = "" } = notice;
  if (band.length > 0) return { points: known, band, unit };
  const last = points.at(-1);
  const limit = last?.high ?? last?.low ?? undefined;
  return { points: known, unit, ...(limit !== undefined && { limit }) };
}

function createRules(nowMs: () => number): (tenant: string, context: ApiContext) => Promise<PublishedRules> {
  const known = new Map<string, { readonly ms: number; readonly rules: Promise<PublishedRules> }>();
  return (tenant, { queries, signal }) => {
    const now = nowMs();
    const before = known.get(tenant);
    if (before !== undefined && Math.abs(now - before.ms) < rulesMs) return before.rules;
    const rules = readCurrent(queries, { signal, priority: "background" }).then(({ published }) => published);
    known.set(tenant, { ms: now, rules });
    rules.catch(() => known.delete(tenant));
    return rules;
  };
}
