// The test button: a message that says so, sent past the queue.
import { oneLine } from "quoting/unicode";

import type { Channel } from "../config/alert-channels/channel.ts";
import { messageIdOf } from "./key.ts";
import { type Message, toPart } from "./message.ts";
import type { StoredNotice } from "./outbox.ts";
import type { Receiver, Sent } from "./receivers/receiver.ts";
import { SendError, unexpected } from "./secrets.ts";
import { cut } from "./text.ts";
import type { Clock } from "./worker.ts";

export interface TestResult {
  readonly outcome: "sent" | "failed";
  readonly status?: number;
  readonly ms: number;
  /** Without secrets. */
  readonly error?: string;
}

/** Who asks for a test message. */
export interface TestedBy {
  /** As people see it; may be any text. */
  readonly actor: string;
  /** Empty for the only or first one. */
  readonly tenant: string;
}

interface Test {
  readonly channel: Channel;
  readonly by: TestedBy;
  readonly receiver: Receiver;
  readonly clock: Clock;
  readonly send: (message: Message) => Promise<Sent>;
}

const longestActor = 250;

/** Sends a test once. Of a service that takes one alert at a time, the alert is also closed. */
export async function runTest({ channel, by, receiver, clock, send }: Test): Promise<TestResult> {
  const startedMs = clock.monotonicMs();
  const closes = receiver.isStateful && receiver.most === 1;
  const kinds = closes ? (["firing", "recovered"] as const) : (["firing"] as const);
  let sent: Sent = {};
  try {
    for (const kind of kinds) sent = await send(testMessage(channel.name, by, kind, clock.now()));
  } catch (error) {
    const known = error instanceof SendError ? error : unexpected(error);
    const { status, message } = known;
    const ms = clock.monotonicMs() - startedMs;
    return { outcome: "failed", ...(status !== undefined && { status }), ms, error: message };
  }
  const { status, note } = sent;
  return {
    outcome: "sent",
    ...(status !== undefined && { status }),
    ms: clock.monotonicMs() - startedMs,
    ...(note !== undefined && { error: note }),
  };
}

function testMessage(
  channel: string,
  { actor, tenant }: TestedBy,
  kind: "firing" | "recovered",
  at: number,
): Message {
  const name = cut(oneLine(actor), longestActor);
  const notice: StoredNotice = {
    id: `test of ${channel} ${kind} ${new Date(at).toISOString()}`,
    alertId: "test",
    rule: `Test of the channel ${channel}`,
    group: {},
    at,
    since: at,
    kind,
    severity: "info",
    summary: "This is a test: alerts reach this channel.",
    // What comes from people is escaped in a reason, and each kind of channel has it.
    reason: `Sent by ${name}${tenant === "" ? "" : ` of the tenant ${tenant}`}.`,
    labels: {},
    tenant,
  };
  return { id: messageIdOf(channel, [notice.id]), kind: "test", parts: [toPart(notice, {})] };
}
