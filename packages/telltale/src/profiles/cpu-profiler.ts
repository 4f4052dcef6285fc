// CPU profiles of slow spans, out of a profiler that always runs: what a span did before it turned out to be slow is there already.
//
// One recording runs; every minute it is put aside and the next one begins, and of those put aside two minutes are kept. When a span ends
// late, the recording is taken, cut to the span's time, compressed off the main thread, and sent as a record of the span. To begin anew costs
// some 10 ms (V8 looks at all functions there are), so it is done rarely; a function that was inlined before counts as its caller.
import { sendNamed } from "../business/record.ts";
import { rootScope } from "../engine/context/scope.ts";
import { trace as api } from "../engine/api/trace.ts";
import type { HrTime } from "@opentelemetry/api";
import type { Session } from "node:inspector";
import { builtin } from "../engine/runtime/builtin.ts";
import { fromTimeInput, now, elapsedMs } from "../engine/runtime/clock.ts";
import { report } from "../engine/diagnostics/diagnose.ts";
import type { ReadableSpan, SpanProcessor } from "../engine/processor/span-processor.ts";
import { onFlush } from "../engine/running/state.ts";
import { createCpuHistory } from "./cpu-history.ts";
import { busyShare, type CpuProfile, cutOut, halve } from "./cpu-profile.ts";

/** When profiles are taken, and how large they may be. */
export interface CpuProfileSettings {
  readonly thresholdMs: number;
  readonly maxPerMinute: number;
  readonly maxBytes: number;
  readonly intervalMs: number;
}

const rollMs = 60_000;
const minuteMs = 60_000;
const keptUs = 120e6;
const rememberedTraces = 200;
const maxHalvings = 8;
// a span that mostly waits has nothing to show: by CPU time, which costs nothing to know, and then by what was sampled.
// A process that hardly gets a CPU works all the same
const minCpuShare = 0.02;
const minBusyShare = 0.1;

/** Runs the profiler and watches for slow spans until `shutdown`. Undefined where this Node has no inspector. */
export function cpuProfiler(settings: CpuProfileSettings): SpanProcessor | undefined {
  const recorder = record(settings.intervalMs);
  if (recorder === undefined) return undefined;
  const history = createCpuHistory(now);
  const budget = createBudget(settings.maxPerMinute);
  const traces = new Set<string>();
  const sending = new Set<Promise<void>>();
  let stopped = false;
  const unhook = onFlush(async () => void (await Promise.all(sending)));

  function take(span: ReadableSpan): void {
    const { traceId } = span.spanContext();
    const from = fromTimeInput(span.startTime);
    // the innermost slow span of a trace is the most precise, and it ends first
    if (stopped || traces.has(traceId) || history.shareSince(from, now()) < minCpuShare) return;
    if (!budget.allows()) return;
    const cut = recorder?.cut(from, fromTimeInput(span.endTime));
    if (cut === undefined || busyShare(cut) < minBusyShare) return;
    budget.spend();
    if (traces.size >= rememberedTraces) traces.clear();
    traces.add(traceId);
    const sent = send(span, cut, settings).catch((error: unknown) => report("cpu_profile_failed", error));
    sending.add(sent);
    void sent.then(() => sending.delete(sent));
  }

  return {
    onEnd(span) {
      const isSampled = (span.spanContext().traceFlags & 1) === 1;
      // what is there to wait is not slow, however busy the process is meanwhile
      if ((span as { readonly waits?: boolean }).waits === true) return;
      if (isSampled && toMs(span.duration) >= settings.thresholdMs) take(span);
    },
    forceFlush: async () => void (await Promise.all(sending)),
    async shutdown() {
      stopped = true;
      history.stop();
      recorder.stop();
      unhook();
    },
  };
}

async function send(span: ReadableSpan, cut: CpuProfile, settings: CpuProfileSettings): Promise<void> {
  let profile = cut;
  for (let attempt = 0; attempt < maxHalvings; attempt++) {
    const text = JSON.stringify(profile);
    const data = await compress(text);
    if (data.length <= settings.maxBytes) {
      sendCpuProfile(span, { data, samples: profile.samples?.length ?? 0, plainBytes: text.length });
      return;
    }
    profile = halve(profile);
  }
  report("cpu_profile_too_large", `more than ${settings.maxBytes} bytes`);
}

const zlib = builtin("zlib");

async function compress(text: string): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    zlib().gzip(text, (error, data) => (error === null ? resolve(data) : reject(error)));
  });
}

interface Recorder {
  /** What ran between two moments, as far as it was recorded. The recording goes on. */
  cut(from: number, to: number): CpuProfile | undefined;
  stop(): void;
}

const inspector = builtin("inspector");

/** Starts recording in an inspector session of its own: debuggers and other profilers have theirs. */
function record(intervalMs: number): Recorder | undefined {
  let session: Session;
  try {
    session = new (inspector().Session)();
    session.connect();
    session.post("Profiler.enable");
    session.post("Profiler.setSamplingInterval", { interval: Math.round(intervalMs * 1000) });
    session.post("Profiler.start");
  } catch (error) {
    report("cpu_profiler_unavailable", error);
    return undefined;
  }
  let earlier: CpuProfile | undefined;
  let stoppedAt = now();

  function roll(): CpuProfile | undefined {
    // in the same thread the answer is there when `post` returns
    let profile: CpuProfile | undefined;
    // it stops at once; what takes its time is the answer
    stoppedAt = now();
    session.post("Profiler.stop", (error, result) => {
      if (error === null) profile = result.profile;
    });
    session.post("Profiler.start");
    return profile;
  }
  // one recording with what was put aside before, so that profiles soon after another do not shorten what is known
  function keep(last: CpuProfile): void {
    const from = Math.max(last.endTime - keptUs, (earlier ?? last).startTime);
    earlier = earlier === undefined ? last : cutOut([earlier, last], from, last.endTime);
  }
  const timer = setInterval(() => {
    const last = now() - stoppedAt >= rollMs / 2 ? roll() : undefined;
    if (last !== undefined) keep(last);
  }, rollMs).unref();

  return {
    cut(from, to) {
      const last = roll();
      if (last === undefined) return undefined;
      const recordings = earlier === undefined ? [last] : [earlier, last];
      const toUs = (at: number): number => Math.round(last.endTime - (stoppedAt - at) * 1000);
      // what is older than the recordings is not in them
      const cut = cutOut(recordings, Math.max(toUs(from), recordings[0]?.startTime ?? 0), toUs(to));
      keep(last);
      return cut;
    },
    stop() {
      clearInterval(timer);
      session.post("Profiler.stop");
      session.disconnect();
    },
  };
}

/** At most `perMinute` in any minute; asked at most once a second, since asking for a recording costs too. */
function createBudget(perMinute: number): { allows(): boolean; spend(): void } {
  const spent: number[] = [];
  let askedAt = Number.NEGATIVE_INFINITY;
  return {
    allows() {
      const moment = performance.now();
      while (spent.length > 0 && moment - (spent[0] as number) >= minuteMs) spent.shift();
      if (spent.length >= perMinute || moment - askedAt < 1000) return false;
      askedAt = moment;
      return true;
    },
    spend: () => void spent.push(performance.now()),
  };
}

function toMs([seconds, nanos]: HrTime): number {
  return seconds * 1000 + nanos / 1e6;
}

// A CPU profile as it leaves: the record `telltale.profile.cpu` of the span it was taken for, the profile compressed in its body.
/** A profile that is small enough. */
interface PackedProfile {
  /** A `.cpuprofile` in JSON, compressed by gzip. */
  readonly data: Uint8Array;
  readonly samples: number;
  readonly plainBytes: number;
}

/** Sends `packed` as a record of `span`. */
function sendCpuProfile(span: ReadableSpan, packed: PackedProfile): void {
  const moment = fromTimeInput(span.endTime);
  const facts = {
    "telltale.profile.name": span.name,
    "telltale.profile.duration_ms": elapsedMs(fromTimeInput(span.startTime), moment),
    "telltale.profile.cpu_format": "cpuprofile",
    "telltale.profile.cpu_encoding": "gzip",
    "telltale.profile.cpu_samples": packed.samples,
    "telltale.profile.cpu_plain_bytes": packed.plainBytes,
  };
  sendNamed("telltale.profile.cpu", facts, undefined, {
    scope: rootScope,
    span: api.wrapSpanContext(span.spanContext()),
    moment,
    body: packed.data,
  });
}
