// Messages about alerts: the leader sends what rounds have stored, calls the heartbeats, and sends a digest once a week; the API lists and
// tests the channels.
import type { AlertChannels } from "../../config/alert-channels/channel.ts";
import type { Job, Leadership } from "../../lease/leader.ts";
import type { Logger } from "../../log.ts";
import { createHeartbeats } from "../../notify/heartbeat-out.ts";
import type { LocalOutputs } from "../../notify/receivers/create.ts";
import type { Fetch } from "../../notify/request.ts";
import { takesAlert, takesTenant } from "../../notify/route.ts";
import { createSender, type Sender, type SenderOptions } from "../../notify/sender.ts";
import type { Outbox, StoredNotice } from "../../notify/outbox.ts";
import type { TestedBy } from "../../notify/test-message.ts";
import type { Clock } from "../../notify/worker.ts";
import type { Announcements } from "../announcements.ts";
import type { Channels } from "../api/channels.ts";
import type { Delivery } from "../outbox.ts";
import type { StoredOutbox } from "../evaluate/stored-outbox.ts";
import type { AlertView } from "../view.ts";
import { toInfo } from "./channel-info.ts";
import { createDetails } from "./details.ts";
import { lastingName } from "../console-name.ts";
import { createLostStoreFile } from "./lost-store-file.ts";
import { createLostStore, type LostStore } from "./lost-store.ts";
import { createFiring } from "./firing.ts";
import { createWatch, type Watch } from "./watch.ts";
import { createDigests } from "./weekly-digest.ts";

export interface MessagesOptions {
  readonly channels: AlertChannels;
  readonly outbox: StoredOutbox;
  /** Shows messages of channels of the type `browser`. */
  readonly announcements: Pick<Announcements, "show">;
  readonly tenants: () => Promise<readonly string[]>;
  readonly viewOf: (tenant: string) => Promise<AlertView>;
  readonly publicUrl: string | undefined;
  /** Address of this console on its machine. */
  readonly pageUrl: () => string;
  /** The folder of this console. */
  readonly dataDir: string;
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
  /** Sends that the store is gone; for each console, without a lease. */
  readonly lonelyJobs: readonly Job[];
  /** As the API shows them. */
  readonly channels: Channels;
}

const systemClock: Clock = { now: () => Date.now(), monotonicMs: () => performance.now() };
/** Without a new message the outbox is read this often: for what another console has left. */
const readMs = 30_000;
/** Evaluation that has not worked for so long sends no heartbeat. */
const aliveMs = 120_000;

export function createMessages(given: MessagesOptions): Messages {
  const { channels, write, announcements } = given;
  const outputs: LocalOutputs = { write, show: (notification) => announcements.show(notification) };
  const options: Options = { fetch, clock: systemClock, random: Math.random, ...given, outputs };
  const isUsed = channels.channels.length + channels.heartbeats.length > 0;
  if (channels.channels.length > 0 && given.publicUrl === undefined)
    given.log.warn(
      "messages about alerts have no links to the console: pass its address for people with --public-url",
    );
  const sending = createJob(options);
  return {
    jobs: isUsed ? [sending.job] : [],
    lonelyJobs: isUsed ? [createLonelyJob(options, sending.leads)] : [],
    channels: {
      list: (tenant) =>
        channels.channels.filter((one) => takesTenant(one, tenant)).map((one) => toInfo(one, tenant)),
      takersOf: (alert) => channels.channels.filter((one) => takesAlert(one, alert)).map(({ name }) => name),
      test: async (name, by) => testChannel(name, by, options),
    },
  };
}

interface Options extends Required<MessagesOptions> {
  readonly outputs: LocalOutputs;
}

function createJob(options: Options): { readonly job: Job; readonly leads: () => boolean } {
  let led: Led | undefined;
  const job: Job = {
    name: "alert messages",
    everyMs: 1_000,
    async run(_, leadership) {
      // of each leadership its own: what another console has sent meanwhile is read anew
      if (led?.leadership !== leadership) led = lead(options, leadership);
      await led.step();
    },
    async stop() {
      await led?.stop();
      led = undefined;
    },
  };
  return { job, leads: () => led?.leadership.isHeld() ?? false };
}

/** Nothing is pending, and nothing can be recorded. */
const noOutbox: Outbox = { pending: async () => [], record: async () => undefined };

function createLonelyJob(options: Options, leads: () => boolean): Job {
  let lonely: Lonely | undefined;
  return {
    name: "alert messages without a store",
    everyMs: 1_000,
    async run() {
      const pageUrl = options.pageUrl();
      // the pages do not listen yet
      if (pageUrl === "") return;
      lonely ??= createLonely(options, lastingName(pageUrl));
      lonely.lost.step(leads());
      await lonely.sender.tick();
    },
    async stop() {
      await lonely?.sender.stop(graceMs);
    },
  };
}

interface Lonely {
  readonly lost: LostStore;
  readonly sender: Sender;
}

function createLonely(options: Options, name: string): Lonely {
  const { clock, tenants } = options;
  const lost = createLostStore({
    console: name,
    file: createLostStoreFile(options.dataDir),
    ask: tenants,
    nowMs: () => clock.now(),
    monotonicMs: () => clock.monotonicMs(),
  });
  const sender = createSender({
    ...senderOptions(options),
    outbox: lost.outbox,
    firing: async () => lost.firing(),
  });
  return { lost, sender };
}

interface Led {
  readonly leadership: Leadership;
  readonly step: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** What is on its way has so long to be answered and recorded. */
const graceMs = 3_000;

function lead(options: Options, leadership: Leadership): Led {
  const { clock, evaluatedMs } = options;
  const { isHeld } = leadership;
  const outbox = watched(options, leadership);
  const firing = createFiring({ ...options, nowMs: () => clock.now() });
  const sender = createSender({
    ...senderOptions(options),
    outbox,
    maySend: isHeld,
    firing: () => withWatched(firing, watch),
  });
  const heartbeats = createHeartbeats(options);
  const sendDigests = createDigests({ ...options, leadership, send: (digest) => sender.sendDigest(digest) });
  const watch = createWatch({
    ...options,
    leadership,
    send(notice) {
      const { id, tenant, rule, alertId, at } = notice;
      options.outbox.keep(id, { tenant, rule, alert: alertId, ms: at });
      sender.sendPage(notice);
    },
  });
  return {
    leadership,
    async step() {
      if (clock.now() - evaluatedMs() < aliveMs) heartbeats.beat();
      void watch.step();
      sendDigests();
      await sender.tick();
    },
    async stop() {
      await Promise.all([sender.stop(graceMs), heartbeats.stop()]);
    },
  };
}

/** What fires, with the messages of the watch: also of a store that does not answer. */
async function withWatched(
  firing: () => Promise<readonly StoredNotice[]>,
  watch: Watch,
): Promise<readonly StoredNotice[]> {
  const own = watch.firing();
  return firing().then(
    (all) => [...all, ...own],
    (error: unknown) => {
      if (own.length === 0) throw error;
      return own;
    },
  );
}

function senderOptions(options: Options): Omit<SenderOptions, "outbox"> {
  const nowMs = (): number => options.clock.now();
  const { outbox: _, ...rest } = options;
  return {
    ...rest,
    details: createDetails({ ...options, nowMs }),
  };
}

/**
 * Reads the outbox after a round with messages, as long as there are more, and now and then from the beginning, not each second. A part at a
 * time: what waits is in memory, and a thousand messages a second are more than receivers take.
 */
function watched({ outbox: stored, clock }: Options, leadership: Leadership): Outbox {
  const outbox = stored.of(leadership);
  let isNew = true;
  let lastMs = -Infinity;
  const stop = stored.onNotices(() => (isNew = true));
  leadership.signal.addEventListener("abort", stop, { once: true });
  return {
    ...outbox,
    async pending(hasRoom) {
      const isDue = clock.monotonicMs() - lastMs >= readMs;
      if (isDue) {
        stored.rewind();
        lastMs = clock.monotonicMs();
      }
      if (!isNew && !stored.hasMore) return [];
      isNew = false;
      try {
        return await outbox.pending(hasRoom);
      } catch (error) {
        isNew = true;
        throw error;
      }
    },
  };
}

async function testChannel(name: string, by: TestedBy, options: Options): Promise<Delivery> {
  const sender = createSender({ ...senderOptions(options), outbox: noOutbox });
  const at = options.clock.now();
  const { outcome, ...result } = await sender.sendTest(name, by);
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
