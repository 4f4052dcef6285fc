// `/api/channels` and `/api/deliveries`.
import type { AlertDelivery, Channel, ChannelsResult, DeliveriesResult, ParamsOf } from "contract";
import type { ApiContext } from "../../api/context.ts";
import { readRange } from "../../api/params/params.ts";
import { toResolved } from "../../api/time/range.ts";
import { ProblemError } from "../../problem/problem.ts";
import type { TestedBy } from "../../notify/test-message.ts";
import type { Delivery } from "../outbox.ts";
import { pageOfRecords } from "./alerts.ts";
import { callerOf, mayChange, noteOf } from "./caller.ts";
import { readRecords, toDelivery } from "./history.ts";
import type { Change } from "./stored-changes.ts";
import type { TestLimit } from "./test-limit.ts";

/** What a channel says of itself. Must not contain secrets. */
export type ChannelInfo = Pick<Channel, "name" | "kind" | "target" | "match" | "secrets" | "problem">;

/** The sender's channels. */
export interface Channels {
  list(tenant: string): readonly ChannelInfo[];
  /** Sends a test message that says who asked for it. Resolves also when the receiver did not accept it. */
  test(name: string, by: TestedBy): Promise<Delivery>;
}

const weekNs = 7n * 86_400n * 1_000_000_000n;

export async function listChannels(context: ApiContext, channels: Channels): Promise<ChannelsResult> {
  const own = channels.list(callerOf(context).tenant);
  const nowNs = BigInt(Math.floor(context.nowMs())) * 1_000_000n;
  const range = { fromNs: nowNs - weekNs, toNs: nowNs + 60_000_000_000n };
  const rows =
    own.length === 0 ? [] : await readRecords(context, { kinds: ["delivery"], range, limit: 10_000 });
  const deliveries = rows.map(toDelivery);
  return {
    channels: own
      .map((channel) => ({ ...channel, ...figuresOf(channel.name, deliveries) }))
      .toSorted((a, b) => a.name.localeCompare(b.name, "en")),
    mayChange: mayChange(context),
  };
}

/** @param deliveries the latest first. */
function figuresOf(
  name: string,
  deliveries: readonly AlertDelivery[],
): Pick<Channel, "waiting" | "dead" | "lastDelivery"> {
  const own = deliveries.filter(({ channel }) => channel === name);
  const last = new Map<string, AlertDelivery>();
  for (const delivery of own) if (!last.has(delivery.noticeId)) last.set(delivery.noticeId, delivery);
  const count = (...outcomes: readonly AlertDelivery["outcome"][]): number =>
    [...last.values()].filter(({ outcome }) => outcomes.includes(outcome)).length;
  return {
    waiting: count("retry", "grouped", "limited"),
    dead: count("dead"),
    lastDelivery: own[0] ?? null,
  };
}

/** @throws {ProblemError} 404 for an unknown channel, 429 when the tenant, or all tenants together, have tested it too often. */
export async function testChannel(
  name: string,
  { context, audit }: Change,
  channels: Channels,
  limit: TestLimit,
): Promise<AlertDelivery> {
  const caller = callerOf(context);
  const { tenant } = caller;
  if (!channels.list(tenant).some((one) => one.name === name))
    throw new ProblemError(
      "CHANNEL_UNKNOWN",
      `There is no channel \`${name}\`.`,
      "See `/api/channels` for existing ones.",
    );
  const note = noteOf(context, { action: "channel.test", target: name });
  const waitMs = limit.waitMs(name, caller);
  if (waitMs > 0) {
    audit.refused({ ...note, action: "channel.test.limited" });
    throw tooManyTests(name, Math.ceil(waitMs / 1000));
  }
  limit.take(name, caller);
  const {
    noticeId,
    attempt,
    at,
    outcome,
    status = null,
    ms = null,
    error = "",
  } = await audit.change(note, async () => channels.test(name, { actor: caller.name, tenant }));
  const time = new Date(at).toISOString();
  return { noticeId, rule: "", channel: name, attempt, time, outcome, status, ms, error };
}

function tooManyTests(name: string, waitSeconds: number): ProblemError {
  return new ProblemError(
    "TOO_MANY_TESTS",
    `The channel \`${name}\` was tested too often.`,
    `Retry in ${waitSeconds} s.`,
    { retryAfterSeconds: waitSeconds },
  );
}

export async function listDeliveries(
  params: ParamsOf<"GET /api/deliveries">,
  context: ApiContext,
): Promise<DeliveriesResult> {
  const range = readRange(params, context, "-7d");
  const { limit, cursor, channel, outcome } = params;
  const details = outcome === undefined ? undefined : [outcome];
  const { rows, nextCursor } = await pageOfRecords(
    context,
    { kinds: ["delivery"], range, limit, details, channel },
    cursor,
  );
  return { ...toResolved(range), items: rows.map(toDelivery), nextCursor };
}
