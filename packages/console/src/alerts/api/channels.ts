// `/api/channels` and `/api/deliveries`.
import type { AlertDelivery, Channel, ChannelsResult, DeliveriesResult, ParamsOf } from "contract";
import { type ApiContext, run } from "../../api/context.ts";
import { readRange } from "../../api/params/params.ts";
import { toResolved } from "../../api/time/range.ts";
import { ProblemError } from "../../problem/problem.ts";
import type { RoutedAlert } from "../../notify/route.ts";
import type { TestedBy } from "../../notify/test-message.ts";
import type { Delivery } from "../outbox.ts";
import { pageOfRecords } from "./alerts.ts";
import { callerOf, mayChange, noteOf } from "./caller.ts";
import { toDelivery } from "./history.ts";
import type { Change } from "./stored-changes.ts";
import type { TestLimit } from "./test-limit.ts";

/** What a channel says of itself. Must not contain secrets. */
export type ChannelInfo = Pick<Channel, "name" | "kind" | "target" | "match" | "secrets" | "problem">;

/** The sender's channels. */
export interface Channels {
  list(tenant: string): readonly ChannelInfo[];
  /** Names of those that get a message when the alert fires. */
  takersOf(alert: RoutedAlert): readonly string[];
  /** Sends a test message that says who asked for it. Resolves also when the receiver did not accept it. */
  test(name: string, by: TestedBy): Promise<Delivery>;
}

const weekMs = 7 * 86_400_000;
/** Clocks of consoles may differ by so much. */
const aheadMs = 60_000;

interface FiguresRow {
  readonly channel: string;
  readonly waiting: string;
  readonly dead: string;
  readonly rule: string;
  readonly body: string;
}

export async function listChannels(context: ApiContext, channels: Channels): Promise<ChannelsResult> {
  const own = channels.list(callerOf(context).tenant);
  const rows = own.length === 0 ? [] : await readFigures(own, context);
  const figures = new Map(rows.map((row) => [row.channel, row]));
  return {
    channels: own
      .map((channel) => ({ ...channel, ...toFigures(figures.get(channel.name)) }))
      .toSorted((a, b) => a.name.localeCompare(b.name, "en")),
    mayChange: mayChange(context),
  };
}

/** Of a week; a channel without deliveries has none. */
async function readFigures(
  channels: readonly ChannelInfo[],
  context: ApiContext,
): Promise<readonly FiguresRow[]> {
  const nowMs = Math.floor(context.nowMs());
  return run<FiguresRow>(context, "channel-figures", {
    channels: channels.map(({ name }) => name),
    fromMs: nowMs - weekMs,
    toMs: nowMs + aheadMs,
  });
}

function toFigures(row: FiguresRow | undefined): Pick<Channel, "waiting" | "dead" | "lastDelivery"> {
  return {
    waiting: Number(row?.waiting ?? 0),
    dead: Number(row?.dead ?? 0),
    lastDelivery: row === undefined ? null : toDelivery(row),
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
