// /api/live: a server-sent event stream with the last minute's pulses, a pulse each second and what arrives in between. Readers are
// bounded in number, and one that does not read is let go instead of piling up what it missed.
import type { ServerResponse } from "node:http";
import type { Arrival, Pulse, SignalCounts } from "contract";
import type { Intake } from "../receive/intake.ts";
import { ProblemError } from "./problem.ts";

/** The streams that are open. */
export interface Live {
  /** Answers with a stream until the reader goes away. @throws {ProblemError} 429 when there are too many. */
  join(response: ServerResponse): void;
  readonly readers: number;
  /** Ends all streams. */
  close(): void;
}

export interface LiveOptions {
  readonly maxReaders?: number;
  readonly pulseMs?: number;
}

/** What a reader may leave unread, in bytes. */
const maxUnreadBytes = 256 * 1024;

/** How many pulses a reader gets at once when it comes. */
const keptPulses = 60;

export function createLive(intake: Intake, { maxReaders = 64, pulseMs = 1000 }: LiveOptions = {}): Live {
  const readers = new Set<ServerResponse>();
  const history: Pulse[] = [];
  let stopHearing: (() => void) | undefined;
  let before: SignalCounts = { ...intake.counts.stored };

  function send(event: string, data: Pulse | Arrival): void {
    if (readers.size === 0) return;
    const text = toEvent(event, data);
    for (const reader of readers) {
      if (reader.writableLength > maxUnreadBytes) reader.destroy();
      else reader.write(text);
    }
  }

  function pulse(): void {
    const next = toPulse(intake, before, pulseMs);
    before = { ...intake.counts.stored };
    history.push(next);
    if (history.length > keptPulses) history.shift();
    send("pulse", next);
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
      return readers.size;
    },
    join(response) {
      if (readers.size >= maxReaders) {
        throw new ProblemError(
          429,
          "TOO_MANY_READERS",
          `Cannot open another live stream: ${maxReaders} are open.`,
          "Close other tabs of the console, or ask /api/stats instead.",
        );
      }
      response.writeHead(200, {
        "content-type": "text/event-stream",
        "cache-control": "no-store",
        "x-accel-buffering": "no",
      });
      response.write("retry: 2000\n\n");
      stopHearing ??= intake.feed.onArrival((arrival) => send("arrival", arrival));
      readers.add(response);
      response.on("close", () => {
        readers.delete(response);
        if (readers.size === 0) stopListening();
      });
      if (history.length > 0) response.write(toEvent("pulses", history));
    },
    close() {
      clearInterval(timer);
      stopListening();
      for (const reader of readers) reader.end();
    },
  };
}

function toEvent(event: string, data: Pulse | Arrival | readonly Pulse[]): string {
  return `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

function toPulse({ counts }: Intake, before: SignalCounts, pulseMs: number): Pulse {
  const { stored, rejected, dropped } = counts;
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
