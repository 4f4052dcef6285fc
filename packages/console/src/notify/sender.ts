// Everything between a decided message and its receivers: takes pending notices, sends them to the channels whose routes fit, and records
// each step. At least once, with stable ids, in order for each alert and channel (docs/adr/074).
import { setTimeout as pause } from "node:timers/promises";
import type { AlertChannels, Channel } from "../config/alert-channels/channel.ts";
import type { Logger } from "../log.ts";
import { createDescribe, type Describe, type DescribeOptions, type FindDetails } from "./describe.ts";
import type { Digest, Message } from "./message.ts";
import { isFinal, type Outbox, type StoredNotice } from "./outbox.ts";
import { createDeliveryRecorder } from "./delivery-recorder.ts";
import { createReceiver, type LocalOutputs } from "./receivers/create.ts";
import type { Receiver, Sent } from "./receivers/receiver.ts";
import type { Fetch } from "./request.ts";
import { routeOf, type RouteTo, takesTenant } from "./route.ts";
import { openSecrets } from "./secrets.ts";
import { targetOf } from "./target.ts";
import { runTest, type TestedBy, type TestResult } from "./test-message.ts";
import { createTracker, type Tracker } from "./tracker.ts";
import { type Clock, createWorker, type Step, type Worker, type WorkerState } from "./worker.ts";

export interface SenderOptions {
  readonly channels: AlertChannels;
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly fetch: Fetch;
  /** From 0 to below 1. */
  readonly random: () => number;
  readonly log: Pick<Logger, "warn">;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly outputs: LocalOutputs;
  /** What the console knows about a notice; a message waits five seconds for it at most. */
  readonly details?: FindDetails;
  /** Default: what is missing is looked for during another minute, where a channel that takes the notice has threads. */
  readonly describing?: DescribeOptions;
  /** Asked before each attempt: false when another process may send by now. What waits is then left as it is. */
  readonly maySend?: () => boolean;
  /** The last notice of each alert that fires, for services that forget alerts. Without it: what this process has sent. */
  readonly firing?: () => Promise<readonly StoredNotice[]>;
}

/** So long after a message its missing parts are looked for, where a channel can follow up. */
const followMs = 60_000;

interface ChannelState extends WorkerState {
  readonly name: string;
  readonly type: Channel["type"];
  /** Host, or the name of what holds the secret. */
  readonly target: string;
}

export interface Sender {
  /** Reads what is pending and starts what is due. Call it every second; it waits for no receiver, and a second for the store. */
  tick(): Promise<void>;
  /** No request is on its way and every step is recorded. */
  settled(): Promise<void>;
  /** Sends a test message past the queue. @throws {RangeError} for an unknown channel. */
  sendTest(channel: string, by: TestedBy): Promise<TestResult>;
  /** Sends a digest to the channels that take digests; its steps are recorded under its id. */
  sendDigest(digest: Digest): void;
  /** Sends a message that no rule decided. */
  sendPage(notice: StoredNotice): void;
  states(): readonly ChannelState[];
  /** Begins nothing more; after `graceMs` aborts what is on its way, which stays pending. */
  stop(graceMs?: number): Promise<void>;
}

/** Calls `act` unless it is still at work, and waits for a second: a store that does not answer keeps no message that is here. */
function patiently(act: () => Promise<void>): () => Promise<void> {
  let acting: Promise<void> | undefined;
  return async () => {
    acting ??= act().finally(() => (acting = undefined));
    await Promise.race([acting, pause(1_000, undefined, { ref: false })]);
  };
}

interface Entry {
  readonly channel: Channel;
  readonly receiver: Receiver;
  readonly worker: Worker;
  readonly routeTo: RouteTo;
  repeatedMs: number;
}

export function createSender(options: SenderOptions): Sender {
  const { channels, clock, log } = options;
  const stopped = new AbortController();
  const recorder = createDeliveryRecorder(options.outbox, () =>
    log.warn("cannot record a delivery; trying again"),
  );
  const repeated = channels.channels.flatMap(({ name, type }) => (type === "alertmanager" ? [name] : []));
  const tracker = createTracker(recorder, repeated);
  const send = (receiver: Receiver, message: Message): Promise<Sent> =>
    sendOnce(options, stopped.signal, receiver, message);
  const canFollow = (notice: StoredNotice): boolean =>
    entries.some(({ receiver, routeTo }) => receiver.hasThreads === true && routeTo(notice) !== undefined);
  const describe = createDescribe(options.details, {
    followMs,
    canFollow,
    signal: stopped.signal,
    ...options.describing,
  });
  const entries: readonly Entry[] = channels.channels.map((channel) =>
    createEntry(channel, { options, tracker, send, describe }),
  );
  const workers = entries.map(({ worker }) => worker);
  const take = patiently(() => takePending(options, tracker, entries));

  async function settled(): Promise<void> {
    for (const worker of workers) await worker.settled();
    await recorder.settled();
  }

  async function stop(graceMs = 0): Promise<void> {
    for (const worker of workers) worker.stop();
    if (graceMs > 0) await Promise.race([settled(), pause(graceMs, undefined, { ref: false })]);
    stopped.abort();
    await settled();
  }

  return {
    async tick() {
      if (stopped.signal.aborted) return;
      recorder.resume();
      await take();
      if (stopped.signal.aborted) return;
      for (const worker of workers) worker.pump();
      repeatDue(options, tracker, entries);
    },
    settled,
    async sendTest(name, by) {
      const entry = entries.find(({ channel }) => channel.name === name);
      if (entry === undefined) throw new RangeError(`There is no alert channel \`${name}\`.`);
      const { channel, receiver } = entry;
      return await runTest({ channel, by, receiver, clock, send: (message) => send(receiver, message) });
    },
    sendDigest: (digest) => addDigest(digest, entries),
    sendPage: (notice) => addPage(notice, tracker, entries),
    states: () => entries.map(stateOf),
    stop,
  };
}

function stateOf({ channel, worker }: Entry): ChannelState {
  return { name: channel.name, type: channel.type, target: targetOf(channel), ...worker.state() };
}

function addDigest(digest: Digest, entries: readonly Entry[]): void {
  for (const { channel, worker } of entries)
    if ("digest" in channel && channel.digest && takesTenant(channel, digest.tenant))
      worker.addDigest(digest);
}

function addPage(notice: StoredNotice, tracker: Tracker, entries: readonly Entry[]): void {
  give(notice, routed(notice, entries), tracker);
}

/** An entry, and the notice as its channel gets it. */
interface Routed {
  readonly entry: Entry;
  readonly notice: StoredNotice;
}

function routed(notice: StoredNotice, entries: readonly Entry[]): readonly Routed[] {
  return entries.flatMap((entry) => {
    const own = entry.routeTo(notice);
    return own === undefined ? [] : [{ entry, notice: own }];
  });
}

function give(notice: StoredNotice, to: readonly Routed[], tracker: Tracker): void {
  tracker.take(
    notice,
    to.map(({ entry }) => entry.channel.name),
  );
  for (const { entry, notice: own } of to) entry.worker.add(own);
}

interface Shared {
  readonly options: SenderOptions;
  readonly tracker: Tracker;
  readonly send: (receiver: Receiver, message: Message) => Promise<Sent>;
  readonly describe: Describe;
}

function createEntry(channel: Channel, { options, tracker, send, describe }: Shared): Entry {
  const { clock, random, outputs, maySend = () => true } = options;
  const receiver = createReceiver(channel, outputs);
  const worker = createWorker({
    channel,
    receiver,
    clock,
    random,
    maySend,
    send: (message) => send(receiver, message),
    describe,
    onStep: (step) => onStep(options, tracker, channel.name, step),
  });
  return { channel, receiver, worker, routeTo: routeOf(channel), repeatedMs: clock.monotonicMs() };
}

function sendOnce(
  { channels: { folder }, env, fetch, clock }: SenderOptions,
  signal: AbortSignal,
  receiver: Receiver,
  message: Message,
): Promise<Sent> {
  return receiver.send(message, {
    fetch,
    secrets: openSecrets({ folder, env }),
    signal,
    now: () => clock.now(),
  });
}

function onStep({ clock, log }: SenderOptions, tracker: Tracker, channel: string, step: Step): void {
  const { attempt, error, outcome } = step;
  if (outcome === "retry" || outcome === "dead")
    log.warn({ channel, attempt, error, outcome }, "cannot send an alert");
  tracker.step({ ...step, channel, at: clock.now() });
}

async function takePending(
  { outbox, clock, log }: SenderOptions,
  tracker: Tracker,
  entries: readonly Entry[],
): Promise<void> {
  let pending: readonly StoredNotice[];
  try {
    pending = await outbox.pending(tracker.hasRoom);
  } catch {
    log.warn("cannot read the pending messages of alerts; trying again");
    return;
  }
  for (const notice of tracker.fresh(pending)) {
    const { id, deliveries = [], withheld } = notice;
    const finished = new Set(deliveries.filter(isFinal).map(({ channel }) => channel));
    const takers = withheld === undefined ? routed(notice, entries) : [];
    const left = takers.filter(({ entry }) => !finished.has(entry.channel.name));
    if (takers.length === 0 && withheld === undefined && !finished.has(""))
      tracker.step({ noticeId: id, channel: "", attempt: 0, at: clock.now(), outcome: "unrouted" });
    give(notice, left, tracker);
  }
}

function repeatDue({ clock, firing }: SenderOptions, tracker: Tracker, entries: readonly Entry[]): void {
  const now = clock.monotonicMs();
  for (const entry of entries) {
    const { channel, worker, routeTo } = entry;
    if (channel.type !== "alertmanager" || now - entry.repeatedMs < channel.resendEvery) continue;
    entry.repeatedMs = now;
    worker.repeat(async () => {
      const all = firing === undefined ? tracker.firing(channel.name) : await firing();
      return all.flatMap((one) => (one.withheld === undefined ? (routeTo(asFiring(one)) ?? []) : []));
    });
  }
}

/** A change of the severity is over; what fires has the severity since then. */
function asFiring(notice: StoredNotice): StoredNotice {
  const { severityBefore: _, ...rest } = notice;
  return rest.kind === "severity" ? { ...rest, kind: "firing" } : rest;
}
