// Sends the messages of one channel: some at a time, in order for each alert, again when it fails.
import type { Channel } from "../config/alert-channels/channel.ts";
import { backoffMs } from "./backoff.ts";
import { createHealth, type Health } from "./health.ts";
import { followUpOf, idsOf, type Job, newJob, toMessage } from "./job.ts";
import { alertKeyOf } from "./key.ts";
import type { Describe } from "./describe.ts";
import type { Digest, Message } from "./message.ts";
import type { Delivery, StoredNotice } from "./outbox.ts";
import { createQueue, type Grouping, type Queue } from "./queue.ts";
import { createRateLimit, type RateLimit } from "./rate-limit.ts";
import type { Receiver, Sent } from "./receivers/receiver.ts";
import { createRunning, type Running } from "./running.ts";
import { SendError, unexpected } from "./secrets.ts";

/** Wall clock for messages, a monotonic one for waiting: a changed clock delays nothing and repeats nothing. */
export interface Clock {
  /** Unix ms. */
  now(): number;
  monotonicMs(): number;
}

/** One step of the delivery of a notice or digest. */
export type Step = Omit<Delivery, "channel" | "at">;

export interface WorkerOptions {
  readonly channel: Channel;
  readonly receiver: Receiver;
  readonly clock: Clock;
  readonly random: () => number;
  /** Asked before each attempt. */
  readonly maySend: () => boolean;
  /** Sends one message. @throws {SendError} */
  readonly send: (message: Message) => Promise<Sent>;
  /** What is known about a notice; must not fail. */
  readonly describe: Describe;
  readonly onStep: (step: Step) => void;
}

export interface WorkerState {
  /** Notices that wait, and messages that are on their way. */
  readonly waiting: number;
  /** Failed attempts since the last success. */
  readonly failures: number;
  readonly lastError?: string;
}

export interface Worker {
  add(notice: StoredNotice): void;
  addDigest(digest: Digest): void;
  /** Sends again what fires, where the service forgets alerts otherwise. Returns without waiting for the answer. */
  repeat(firing: () => Promise<readonly StoredNotice[]>): void;
  /** Starts what is due; returns at once. */
  pump(): void;
  settled(): Promise<void>;
  state(): WorkerState;
  /** Starts nothing more. */
  stop(): void;
}

interface Parts extends WorkerOptions {
  readonly queue: Queue;
  readonly limit: RateLimit;
  readonly health: Health;
  readonly running: Running;
  /** Jobs that wait for another attempt, and digests. */
  readonly waiting: Job[];
  /** Notices whose wait for the rate limit is recorded. */
  readonly limited: Set<string>;
  /** Alerts with an answer since the last repetition began. */
  readonly answered: Set<string>;
  isStopped: boolean;
}

export function createWorker(options: WorkerOptions): Worker {
  const { channel, receiver, clock } = options;
  const parts: Parts = {
    ...options,
    queue: createQueue(groupingOf(channel, receiver)),
    limit: createRateLimit(channel.rateLimit),
    health: createHealth(options.random),
    running: createRunning(),
    waiting: [],
    limited: new Set(),
    answered: new Set(),
    isStopped: false,
  };
  const { queue, health, running, waiting } = parts;
  return {
    add(notice) {
      const mustWait = queue.add(notice, clock.monotonicMs());
      if (mustWait) options.onStep({ noticeId: notice.id, attempt: 0, outcome: "grouped" });
    },
    addDigest(digest) {
      waiting.push(newJob(channel.name, digest, clock.monotonicMs()));
    },
    repeat(firing) {
      if (parts.isStopped || !parts.maySend() || health.failures > 0) return;
      const again = sendAgain(parts, firing).catch((error: unknown) =>
        health.note(error instanceof SendError ? error.message : "the alerts that fire cannot be read"),
      );
      running.track(again, () => pump(parts));
    },
    pump: () => pump(parts),
    settled: () => running.settled(),
    state: () => ({
      waiting: queue.size + waiting.reduce((sum, job) => sum + idsOf(job).length, 0) + running.size,
      failures: health.failures,
      ...(health.lastError !== undefined && { lastError: health.lastError }),
    }),
    stop() {
      parts.isStopped = true;
    },
  };
}

function groupingOf(channel: Channel, { most, joins, isStateful }: Receiver): Grouping {
  const group = "group" in channel ? channel.group : undefined;
  return {
    // a service that takes the states of many alerts gets all that are due
    by: group?.by ?? (joins && isStateful ? [] : undefined),
    waitMs: group?.wait ?? 0,
    intervalMs: group?.interval ?? 0,
    most,
    onePerAlert: isStateful,
    joins,
  };
}

/** Jobs that failed come first: they are older. */
function pump(parts: Parts): void {
  const { clock, health, running, waiting, isStopped } = parts;
  if (isStopped || !parts.maySend()) return;
  const now = clock.monotonicMs();
  let room = health.room(now) - running.size;
  for (const job of waiting.filter((one) => one.notBeforeMs <= now).slice(0, Math.max(0, room))) {
    waiting.splice(waiting.indexOf(job), 1);
    start(parts, job);
    room--;
  }
  if (room > 0) startNew(parts, now, room);
}

function startNew(parts: Parts, now: number, room: number): void {
  const { queue, limit, limited, channel } = parts;
  for (const notices of queue.take(now, room, limit.free(now))) {
    limit.take(now);
    for (const { id } of notices) limited.delete(id);
    start(parts, newJob(channel.name, notices, now));
  }
  if (limit.free(now) > 0) return;
  for (const { id } of queue.due(now)) {
    if (limited.has(id)) continue;
    limited.add(id);
    parts.onStep({ noticeId: id, attempt: 0, outcome: "limited" });
  }
}

function start(parts: Parts, job: Job): void {
  parts.running.track(attempt(parts, job), () => pump(parts));
}

async function attempt(parts: Parts, job: Job): Promise<void> {
  const { channel, clock, describe } = parts;
  job.attempt++;
  let startedMs = clock.monotonicMs();
  try {
    job.message ??= await toMessage(channel.name, job, describe);
    // it stays pending, for the process that may
    if (!parts.maySend()) return;
    // what is waited for before is not the receiver's
    startedMs = clock.monotonicMs();
    const { status, note } = await parts.send(job.message);
    parts.health.succeeded();
    finish(parts, job, {
      outcome: "sent",
      ...(status !== undefined && { status }),
      ms: clock.monotonicMs() - startedMs,
      ...(note !== undefined && { error: note }),
    });
    if (parts.receiver.hasThreads === true && job.message.follows === undefined)
      void followUp(parts, job.message);
  } catch (error) {
    // what was aborted at the stop is neither sent nor failed: it stays pending
    if (!parts.isStopped) fail(parts, job, error, clock.monotonicMs() - startedMs);
  }
}

/** Once, and not again after a restart: the page of the alert has the parts, too. */
async function followUp(parts: Parts, message: Message): Promise<void> {
  const { channel, clock, describe, limit, waiting } = parts;
  const job = await followUpOf(channel.name, message, describe, () => clock.monotonicMs());
  if (job === undefined || parts.isStopped) return;
  limit.take(clock.monotonicMs());
  waiting.push(job);
  pump(parts);
}

function fail(parts: Parts, job: Job, error: unknown, ms: number): void {
  const { health, channel, clock, random } = parts;
  const now = clock.monotonicMs();
  const known = error instanceof SendError ? error : unexpected(error);
  const { status, isPermanent, retryAfterMs, message } = known;
  const result = { ...(status !== undefined && { status }), ms, error: message };
  job.failures++;
  // a receiver that refuses one message takes others
  if (isPermanent) health.succeeded();
  else health.failed(message, now, retryAfterMs);
  if (isPermanent || now - job.firstMs >= channel.retryFor)
    return finish(parts, job, { outcome: "dead", ...result });
  job.notBeforeMs = now + backoffMs(job.failures, random, retryAfterMs);
  report(parts, job, { outcome: "retry", ...result });
  parts.waiting.push(job);
}

function finish(parts: Parts, job: Job, result: Omit<Step, "noticeId" | "attempt">): void {
  report(parts, job, result);
  const keys = job.notices.map(alertKeyOf);
  for (const key of keys) parts.answered.add(key);
  parts.queue.release(keys);
}

function report({ onStep }: Parts, job: Job, result: Omit<Step, "noticeId" | "attempt">): void {
  for (const noticeId of idsOf(job)) onStep({ noticeId, attempt: job.attempt, ...result });
}

/** Of alerts with news the news are sent, and nothing older. */
async function sendAgain(parts: Parts, firing: () => Promise<readonly StoredNotice[]>): Promise<void> {
  const { answered, queue, receiver, channel, describe } = parts;
  answered.clear();
  const all = await firing();
  for (let from = 0; from < all.length && !parts.isStopped && parts.maySend(); from += receiver.most) {
    const notices = all
      .slice(from, from + receiver.most)
      .filter((notice) => !queue.has(alertKeyOf(notice)) && !answered.has(alertKeyOf(notice)));
    if (notices.length === 0) continue;
    const keys = notices.map(alertKeyOf);
    queue.hold(keys);
    try {
      await parts.send(await toMessage(channel.name, { notices, digest: undefined }, describe));
    } finally {
      queue.release(keys);
    }
  }
}
