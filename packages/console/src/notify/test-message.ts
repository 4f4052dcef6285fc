// The test button: a message that says so, sent past the queue.
import type { Channel } from "../config/alert-channels/channel.ts";
import { messageIdOf } from "./key.ts";
import { type Message, toPart } from "./message.ts";
import type { StoredNotice } from "./outbox.ts";
import type { Receiver, Sent } from "./receivers/receiver.ts";
import { SendError } from "./secrets.ts";
import type { Clock } from "./worker.ts";

export interface TestResult {
  readonly outcome: "sent" | "failed";
  readonly status?: number;
  readonly ms: number;
  /** Without secrets. */
  readonly error?: string;
}

interface Test {
  readonly channel: Channel;
  readonly receiver: Receiver;
  readonly clock: Clock;
  readonly send: (message: Message) => Promise<Sent>;
}

/** Sends a test once. Of a service that takes one alert at a time, the alert is also closed. */
export async function runTest({ channel, receiver, clock, send }: Test): Promise<TestResult> {
  const startedMs = clock.monotonicMs();
  const closes = receiver.isStateful && receiver.most === 1;
  const kinds = closes ? (["firing", "recovered"] as const) : (["firing"] as const);
  let sent: Sent = {};
  try {
    for (const kind of kinds) sent = await send(testMessage(channel.name, kind, clock.now()));
  } catch (error) {
    const known = error instanceof SendError ? error : new SendError("the message could not be made");
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

function testMessage(channel: string, kind: "firing" | "recovered", at: number): Message {
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
    labels: {},
    tenant: "",
  };
  return { id: messageIdOf(channel, [notice.id]), kind: "test", parts: [toPart(notice, {})] };
}
