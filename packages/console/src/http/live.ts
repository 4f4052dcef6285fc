// /api/live: a stream of server-sent events with the pulses of the last minute, a pulse each second, and arrivals in between. The number
// of readers is limited, and a reader that does not keep up is disconnected.
import type { ServerResponse } from "node:http";
import type { Pulse, SignalCounts } from "contract";
import type { IntakeCounts } from "../receive/counts.ts";
import type { Intake } from "../receive/intake.ts";
import { createShares, type Holder, type Shares } from "../receive/shares.ts";
import { ProblemError } from "../problem/problem.ts";
import { isClosed, onceClosed } from "./sender-gone.ts";

/** The streams that are open. */
export interface Live {
  /**
   * Answers with a stream until the reader disconnects; one that has gone already is passed over.
   *
   * @param holder who reads: each tenant, and in it each principal, has a share.
   * @param address of the reader: each may have a limited share, too.
   * @param tenant whose arrivals and figures; undefined: those of all together.
   * @throws {ProblemError} 429 when there are too many.
   */
  join(response: ServerResponse, holder: Holder, address: string, tenant: string | undefined): void;
  readonly readers: number;
  /** Ends all streams. */
  close(): void;
}

/** Further events of the stream. */
export interface LiveFeed {
  /** Name of its events. */
  readonly event: "alert" | "notification";
  /** Calls back with each event, as JSON, and its tenant. Returns how to stop that. */
  readonly listen: (listener: (tenant: string, data: object) => void) => () => void;
}

export interface LiveOptions {
  readonly maxReaders?: number;
  /** Of one address. */
  readonly maxShare?: number;
  readonly pulseMs?: number;
}

/** What a reader may leave unread, in bytes. */
const maxUnreadBytes = 256 * 1024;

/** How many pulses a new reader gets at once. */
const keptPulses = 60;

/** The readers of one tenant, or of all, and the pulses of the last minute. */
interface Channel {
  readonly readers: Set<ServerResponse>;
  readonly history: Pulse[];
  before: IntakeCounts["stored"];
}

interface LiveState {
  readonly intake: Intake;
  readonly feeds: readonly LiveFeed[];
  readonly options: Required<LiveOptions>;
  readonly readersByAddress: Map<string, number>;
  readonly shares: Shares;
  /** `undefined`: of all tenants. The channel of a tenant is made for its first reader, and kept. */
  readonly channels: Map<string | undefined, Channel>;
  /** Undefined without readers. */
  stopListening: (() => void) | undefined;
}

const defaults: Required<LiveOptions> = { maxReaders: 64, maxShare: 16, pulseMs: 1000 };

export function createLive(intake: Intake, options: LiveOptions = {}, feeds: readonly LiveFeed[] = []): Live {
  const state: LiveState = {
    intake,
    feeds,
    options: { ...defaults, ...options },
    readersByAddress: new Map(),
    shares: createShares({ all: options.maxReaders ?? defaults.maxReaders }),
    channels: new Map(),
    stopListening: undefined,
  };
  channelOf(state, undefined);
  // Measured without readers, too: a new reader gets the last minute at once.
  const timer = setInterval(pulse, state.options.pulseMs, state);
  timer.unref();
  return {
    get readers() {
      return countReaders(state);
    },
    join: (response, holder, address, tenant) => join(state, response, { holder, address, tenant }),
    close() {
      clearInterval(timer);
      stopListening(state);
      for (const { readers } of state.channels.values()) for (const reader of readers) reader.end();
    },
  };
}

interface Reader {
  readonly holder: Holder;
  readonly address: string;
  readonly tenant: string | undefined;
}

function join(state: LiveState, response: ServerResponse, { holder, address, tenant }: Reader): void {
  if (isClosed(response)) return;
  const reached = state.shares.reached(holder, 1);
  if (reached !== undefined) throw tooMany(`${reached.used} are open${ofWhom[reached.of]}`);
  const own = state.readersByAddress.get(address) ?? 0;
  if (own >= state.options.maxShare) throw tooMany(`${own} are open from this address`);
  state.readersByAddress.set(address, own + 1);
  state.shares.add(holder, 1);
  response.writeHead(200, {
    "content-type": "text/event-stream",
    "cache-control": "no-store",
    "x-accel-buffering": "no",
  });
  response.write("retry: 2000\n\n");
  listen(state);
  const { readers, history } = channelOf(state, tenant);
  readers.add(response);
  onceClosed(response, () => {
    readers.delete(response);
    state.shares.add(holder, -1);
    leave(state, address);
  });
  if (history.length > 0) response.write(toEvent("pulses", history));
}

function leave(state: LiveState, address: string): void {
  const left = state.readersByAddress.get(address)! - 1;
  if (left === 0) state.readersByAddress.delete(address);
  else state.readersByAddress.set(address, left);
  if (countReaders(state) === 0) stopListening(state);
}

function listen(state: LiveState): void {
  if (state.stopListening !== undefined) return;
  const pass = (tenant: string, event: string, data: object): void => {
    for (const tenantOrAll of [undefined, tenant]) send(state.channels.get(tenantOrAll), event, data);
  };
  const stops = [
    state.intake.feed.onArrival((arrival, sender) => pass(sender.tenant, "arrival", arrival)),
    ...state.feeds.map(({ event, listen: on }) => on((tenant, data) => pass(tenant, event, data))),
  ];
  state.stopListening = () => {
    for (const stop of stops) stop();
  };
}

function stopListening(state: LiveState): void {
  state.stopListening?.();
  state.stopListening = undefined;
}

function pulse(state: LiveState): void {
  for (const [tenant, channel] of state.channels) {
    const counts = countsOf(state, tenant);
    const next = toPulse(counts, channel.before, state.options.pulseMs);
    channel.before = { ...counts.stored };
    channel.history.push(next);
    if (channel.history.length > keptPulses) channel.history.shift();
    send(channel, "pulse", next);
  }
}

function countReaders({ channels }: LiveState): number {
  let readers = 0;
  for (const channel of channels.values()) readers += channel.readers.size;
  return readers;
}

function channelOf(state: LiveState, tenant: string | undefined): Channel {
  const known = state.channels.get(tenant);
  if (known !== undefined) return known;
  const before = { ...countsOf(state, tenant).stored };
  const channel = { readers: new Set<ServerResponse>(), history: [], before };
  state.channels.set(tenant, channel);
  return channel;
}

function countsOf({ intake }: LiveState, tenant: string | undefined): IntakeCounts {
  return tenant === undefined ? intake.counts : intake.countsOf(tenant);
}

const ofWhom = { all: "", tenant: " of this tenant", principal: " of yours" } as const;

function tooMany(why: string): ProblemError {
  return new ProblemError(
    "TOO_MANY_READERS",
    `Cannot open another live stream: ${why}.`,
    "Close other tabs of the console, or ask /api/stats instead.",
    { retryAfterSeconds: 30 },
  );
}

function send(channel: Channel | undefined, event: string, data: object): void {
  if (channel === undefined || channel.readers.size === 0) return;
  const text = toEvent(event, data);
  for (const reader of channel.readers) {
    if (reader.writableLength > maxUnreadBytes) reader.destroy();
    else reader.write(text);
  }
}

function toEvent(event: string, data: object): string {
  return `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

function toPulse({ stored, rejected, dropped }: IntakeCounts, before: SignalCounts, pulseMs: number): Pulse {
  const perSecond = (signal: keyof SignalCounts): number =>
    ((stored[signal] - before[signal]) * 1000) / pulseMs;
  return {
    time: new Date().toISOString(),
    spansPerSecond: perSecond("spans"),
    logsPerSecond: perSecond("logRecords"),
    pointsPerSecond: perSecond("metricPoints"),
    businessEventsPerSecond: perSecond("businessEvents"),
    rejected: sum(rejected),
    dropped: sum(dropped),
    totalSpans: stored.spans,
  };
}

function sum(counts: SignalCounts): number {
  return counts.spans + counts.logRecords + counts.metricPoints + counts.businessEvents;
}
