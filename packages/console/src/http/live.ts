// /api/live: a server-sent event stream with the last minute's pulses, a pulse each second and what arrives in between. Readers are
// bounded in number, and one that does not read is let go instead of piling up what it missed.
import type { ServerResponse } from "node:http";
import type { Arrival, Pulse, SignalCounts } from "contract";
import type { IntakeCounts } from "../receive/counts.ts";
import type { Intake } from "../receive/intake.ts";
import { ProblemError } from "../problem/problem.ts";

/** The streams that are open. */
export interface Live {
  /**
   * Answers with a stream until the reader goes away.
   *
   * @param address of the reader: nobody has more than a share.
   * @param tenant whose arrivals and figures; undefined: those of all together.
   * @throws {ProblemError} 429 when there are too many.
   */
  join(response: ServerResponse, address: string, tenant: string | undefined): void;
  readonly readers: number;
  /** Ends all streams. */
  close(): void;
}

export interface LiveOptions {
  readonly maxReaders?: number;
  /** Of one address. */
  readonly maxShare?: number;
  readonly pulseMs?: number;
}

/** What a reader may leave unread, in bytes. */
const maxUnreadBytes = 256 * 1024;

/** How many pulses a reader gets at once when it comes. */
const keptPulses = 60;

/** What readers of one kind hear of: of one tenant, or of all. */
interface Channel {
  readonly readers: Set<ServerResponse>;
  readonly history: Pulse[];
  before: IntakeCounts["stored"];
}

export function createLive(
  intake: Intake,
  { maxReaders = 64, maxShare = 16, pulseMs = 1000 }: LiveOptions = {},
): Live {
  const byAddress = new Map<string, number>();
  // A tenant's is made when somebody looks first, and kept.
  const channels = new Map<string | undefined, Channel>();
  let stopHearing: (() => void) | undefined;
  channelOf(undefined);

  function countsOf(tenant: string | undefined): IntakeCounts {
    return tenant === undefined ? intake.counts : intake.countsOf(tenant);
  }

  function channelOf(tenant: string | undefined): Channel {
    const known = channels.get(tenant);
    if (known !== undefined) return known;
    const channel = {
      readers: new Set<ServerResponse>(),
      history: [],
      before: { ...countsOf(tenant).stored },
    };
    channels.set(tenant, channel);
    return channel;
  }

  function count(): number {
    let readers = 0;
    for (const channel of channels.values()) readers += channel.readers.size;
    return readers;
  }

  function pulse(): void {
    for (const [tenant, channel] of channels) {
      const counts = countsOf(tenant);
      const next = toPulse(counts, channel.before, pulseMs);
      channel.before = { ...counts.stored };
      channel.history.push(next);
      if (channel.history.length > keptPulses) channel.history.shift();
      send(channel, "pulse", next);
    }
  }

  // Measured while nobody looks too: who comes sees the last minute at once.
  const timer = setInterval(pulse, pulseMs);
  timer.unref();

  function stopListening(): void {
    stopHearing?.();
    stopHearing = undefined;
  }

  return {
    get readers() {
      return count();
    },
    join(response, address, tenant) {
      if (count() >= maxReaders) throw tooMany(`${maxReaders} are open`);
      const own = byAddress.get(address) ?? 0;
      if (own >= maxShare) throw tooMany(`${own} are open from this address`);
      byAddress.set(address, own + 1);
      response.writeHead(200, {
        "content-type": "text/event-stream",
        "cache-control": "no-store",
        "x-accel-buffering": "no",
      });
      response.write("retry: 2000\n\n");
      stopHearing ??= intake.feed.onArrival((arrival, sender) => {
        for (const tenantOrAll of [undefined, sender.tenant])
          send(channels.get(tenantOrAll), "arrival", arrival);
      });
      const { readers, history } = channelOf(tenant);
      readers.add(response);
      response.on("close", () => {
        readers.delete(response);
        const left = byAddress.get(address)! - 1;
        if (left === 0) byAddress.delete(address);
        else byAddress.set(address, left);
        if (count() === 0) stopListening();
      });
      if (history.length > 0) response.write(toEvent("pulses", history));
    },
    close() {
      clearInterval(timer);
      stopListening();
      for (const { readers } of channels.values()) for (const reader of readers) reader.end();
    },
  };
}

function tooMany(why: string): ProblemError {
  return new ProblemError(
    "TOO_MANY_READERS",
    `Cannot open another live stream: ${why}.`,
    "Close other tabs of the console, or ask /api/stats instead.",
  );
}

function send(channel: Channel | undefined, event: string, data: Pulse | Arrival): void {
  if (channel === undefined || channel.readers.size === 0) return;
  const text = toEvent(event, data);
  for (const reader of channel.readers) {
    if (reader.writableLength > maxUnreadBytes) reader.destroy();
    else reader.write(text);
  }
}

function toEvent(event: string, data: Pulse | Arrival | readonly Pulse[]): string {
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
