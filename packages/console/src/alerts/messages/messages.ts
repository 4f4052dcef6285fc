// Messages about alerts: the leader sends what rounds have stored, calls the heartbeats, and sends a digest once a week; the API lists and
// tests the channels.
import type { AlertChannels } from "../../config/alert-channels/channel.ts";
import type { Job } from "../../lease/leader.ts";
import type { Logger } from "../../log.ts";
import { createHeartbeats } from "../../notify/heartbeat-out.ts";
import type { BrowserNotification } from "../../notify/receivers/browser.ts";
import type { LocalOutputs } from "../../notify/receivers/create.ts";
import type { Fetch } from "../../notify/request.ts";
import { takesTenant } from "../../notify/route.ts";
import { createSender, type SenderOptions } from "../../notify/sender.ts";
import type { Outbox } from "../../notify/outbox.ts";
import type { Clock } from "../../notify/worker.ts";
import type { Channels } from "../api/channels.ts";
import type { Delivery } from "../outbox.ts";
import type { StoredOutbox } from "../evaluate/stored-outbox.ts";
import type { AlertView } from "../view.ts";
import { toInfo } from "./channel-info.ts";
import { createDetails } from "./details.ts";
import { createFiring } from "./firing.ts";
import { createDigests } from "./weekly-digest.ts";

export interface MessagesOptions {
  readonly channels: AlertChannels;
  readonly outbox: StoredOutbox;
  readonly tenants: () => Promise<readonly string[]>;
  readonly viewOf: (tenant: string) => Promise<AlertView>;
  readonly publicUrl: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly log: Pick<Logger, "warn">;
  /** Writes a line to standard output. */
  readonly write: (line: string) => void;
  /** When rules were last evaluated without an error of the store, Unix ms. */
  readonly evaluatedMs: () => number;
  readonly fetch?: Fetch;
  readonly clock?: Clock;
  readonly random?: () => number;
}

export interface Messages {
  /** Sends; for the leader only. None without channels and heartbeats. */
  readonly jobs: readonly Job[];
  /** As the API shows them. */
  readonly channels: Channels;
  /** Calls back for each notification of a channel of the type `browser`. Returns how to stop that. */
  onNotification(listener: (notification: BrowserNotification) => void): () => void;
}

const systemClock: Clock = { now: () => Date.now(), monotonicMs: () => performance.now() };
/** Without a new message the outbox is read this often: for what another console has left. */
const readMs = 30_000;
/** Evaluation that has not worked for so long sends no heartbeat. */
const aliveMs = 120_000;

export function createMessages(given: MessagesOptions): Messages {
  const { channels, write } = given;
  const listeners = new Set<(notification: BrowserNotification) => void>();
  const outputs: LocalOutputs = {
    write,
    show(notification) {
      for (const listener of listeners) listener(notification);
    },
  };
  const options: Options = { fetch, clock: systemClock, random: Math.random, ...given, outputs };
  const isUsed = channels.channels.length + channels.heartbeats.length > 0;
  return {
    jobs: isUsed ? [createJob(options)] : [],
    channels: {
      list: (tenant) =>
        channels.channels.filter((one) => takesTenant(one, tenant)).map((one) => toInfo(one, tenant)),
      test: async (name) => testChannel(name, options),
    },
    onNotification(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

interface Options extends Required<MessagesOptions> {
  readonly outputs: LocalOutputs;
}

function createJob(options: Options): Job {
  let led: Led | undefined;
  return {
    name: "alert messages",
    everyMs: 1_000,
    async run(signal) {
      // of each leadership its own: what another console has sent meanwhile is read anew
      if (led?.signal !== signal) led = lead(options, signal);
      await led.step();
    },
    async stop() {
      await led?.stop();
      led = undefined;
    },
  };
}

interface Led {
  readonly signal: AbortSignal;
  readonly step: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** What is on its way has so long to be answered and recorded. */
const graceMs = 3_000;

function lead(options: Options, signal: AbortSignal): Led {
  const { clock, evaluatedMs } = options;
  const sender = createSender({ ...senderOptions(options), outbox: watched(options, signal) });
  const heartbeats = createHeartbeats(options);
  const sendDigests = createDigests({ ...options, signal, send: (digest) => sender.sendDigest(digest) });
  return {
    signal,
    async step() {
      if (clock.now() - evaluatedMs() < aliveMs) heartbeats.beat();
      await sender.tick();
      sendDigests();
    },
    async stop() {
      await Promise.all([sender.stop(graceMs), heartbeats.stop()]);
    },
  };
}

function senderOptions(options: Options): SenderOptions {
  const nowMs = (): number => options.clock.now();
  return {
    ...options,
    details: createDetails({ ...options, nowMs }),
    firing: createFiring({ ...options, nowMs }),
  };
}

/** Reads the outbox after a round with messages, and now and then, not each second. */
function watched({ outbox, clock }: Options, signal: AbortSignal): Outbox {
  let isNew = true;
  let lastMs = -Infinity;
  const stop = outbox.onNotices(() => (isNew = true));
  signal.addEventListener("abort", stop, { once: true });
  return {
    ...outbox,
    async pending() {
      if (!isNew && clock.monotonicMs() - lastMs < readMs) return [];
      isNew = false;
      try {
        const pending = await outbox.pending();
        lastMs = clock.monotonicMs();
        return pending;
      } catch (error) {
        isNew = true;
        throw error;
      }
    },
  };
}

async function testChannel(name: string, options: Options): Promise<Delivery> {
  const nothing = { pending: async () => [], record: async () => undefined, done: async () => undefined };
  const sender = createSender({ ...senderOptions(options), outbox: nothing });
  const at = options.clock.now();
  const { outcome, ...result } = await sender.sendTest(name);
  await sender.stop();
  return {
    noticeId: "test",
    channel: name,
    attempt: 1,
    at,
    outcome: outcome === "sent" ? "sent" : "dead",
    ...result,
  };
}
