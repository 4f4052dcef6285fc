// Watches the process while at least one piece of work is profiled: heap and the loop's delay every 20 ms, every garbage collection.
// CPU, heap and loop belong to the process, so one watch serves all, and what overlaps sees the same.
import { builtin } from "../engine/runtime/builtin.ts";
import { report } from "../engine/diagnostics/diagnose.ts";
import { shared } from "../engine/runtime/shared.ts";
import { createHighWater, type HighWater } from "./high-water.ts";

/** What the process did in a stretch of time. */
export interface Stretch {
  readonly elapsedMs: number;
  readonly heapStartBytes: number;
  readonly heapDeltaBytes: number;
  /** The largest heap seen: at the ends, every 20 ms, and before each garbage collection. */
  readonly heapPeakBytes: number;
  readonly cpuUserMs: number;
  readonly cpuSystemMs: number;
  /** From 0 to 1. */
  readonly loopUtilization: number;
  /** The longest time that the event loop was late. */
  readonly loopDelayMs: number;
  readonly gcMs: number;
  readonly gcCount: number;
  /** The most stretches that were open at once, this one included. */
  readonly concurrent: number;
}

interface Collector {
  start(): void;
  stop(): { readonly statistics?: readonly Collection[] } | undefined;
}
interface Collection {
  /** In µs. */
  readonly cost?: number;
  readonly beforeGC?: { readonly heapStatistics?: { readonly usedHeapSize?: number } };
}

interface Watch {
  open: number;
  readonly counts: HighWater;
  readonly heap: HighWater;
  readonly delays: HighWater;
  gcMs: number;
  gcCount: number;
  collector: Collector | undefined;
  timer: NodeJS.Timeout | undefined;
  tickedAt: number;
}

const intervalMs = 20;
const v8 = builtin("v8");
const watch: Watch = shared("profiles", () => ({
  open: 0,
  counts: createHighWater(),
  heap: createHighWater(),
  delays: createHighWater(),
  gcMs: 0,
  gcCount: 0,
  collector: undefined,
  timer: undefined,
  tickedAt: 0,
}));

/**
 * Begins a stretch; the returned function ends it when first called, and returns what the process did in it. One whose work has `rested` all the
 * time does not count as open for others.
 */
export function beginStretch(): (rested?: boolean) => Stretch {
  if (watch.open === 0) startWatch();
  else drain();
  watch.open++;
  const countMark = watch.counts.mark();
  const heapMark = watch.heap.mark();
  const delayMark = watch.delays.mark();
  const { gcMs, gcCount } = watch;
  const loop = performance.eventLoopUtilization();
  const heap = heapUsed();
  const cpu = process.cpuUsage();
  const began = performance.now();

  let ended: Stretch | undefined;

  function end(rested: boolean): Stretch {
    // there are the most just before one ends
    if (!rested) watch.counts.push(watch.open);
    const elapsedMs = performance.now() - began;
    const { user, system } = process.cpuUsage(cpu);
    const heapEnd = heapUsed();
    drain();
    const overdue = performance.now() - watch.tickedAt - intervalMs;
    const stretch: Stretch = {
      elapsedMs,
      heapStartBytes: heap,
      heapDeltaBytes: heapEnd - heap,
      heapPeakBytes: watch.heap.since(heapMark, Math.max(heap, heapEnd)),
      cpuUserMs: user / 1000,
      cpuSystemMs: system / 1000,
      loopUtilization: utilizationSince(loop, (user + system) / 1000, elapsedMs),
      // what was late before it began is not its doing
      loopDelayMs: Math.min(elapsedMs, watch.delays.since(delayMark, Math.max(0, overdue))),
      gcMs: watch.gcMs - gcMs,
      gcCount: watch.gcCount - gcCount,
      concurrent: watch.counts.since(countMark, 1),
    };
    watch.open--;
    if (watch.open === 0) stopWatch();
    return stretch;
  }
  return (rested = false) => (ended ??= end(rested));
}

/** Of the loop since `before`. While a program's first module runs Node does not count; then CPU time over time replaces it. */
function utilizationSince(
  before: ReturnType<typeof performance.eventLoopUtilization>,
  cpuMs: number,
  elapsedMs: number,
): number {
  const { active, idle, utilization } = performance.eventLoopUtilization(before);
  if (active + idle > 0) return utilization;
  return elapsedMs > 0 ? Math.min(1, cpuMs / elapsedMs) : 0;
}

function startWatch(): void {
  watch.tickedAt = performance.now();
  watch.timer = setInterval(tick, intervalMs);
  watch.timer.unref();
  const { GCProfiler } = v8() as unknown as { GCProfiler?: new () => Collector };
  watch.collector = GCProfiler === undefined ? undefined : new GCProfiler();
  watch.collector?.start();
}

function stopWatch(): void {
  clearInterval(watch.timer);
  watch.collector?.stop();
  watch.collector = undefined;
  watch.counts.clear();
  watch.heap.clear();
  watch.delays.clear();
}

function tick(): void {
  const now = performance.now();
  watch.delays.push(Math.max(0, now - watch.tickedAt - intervalMs));
  watch.tickedAt = now;
  watch.heap.push(heapUsed());
  drain();
}

// an observer reports its collections when it is stopped, and starts anew
function drain(): void {
  if (watch.collector === undefined) return;
  try {
    for (const { cost, beforeGC } of watch.collector.stop()?.statistics ?? []) {
      watch.gcCount++;
      watch.gcMs += (cost ?? 0) / 1000;
      watch.heap.push(beforeGC?.heapStatistics?.usedHeapSize ?? 0);
    }
    watch.collector.start();
  } catch (error) {
    report("gc_unreadable", error);
  }
}

function heapUsed(): number {
  return v8().getHeapStatistics().used_heap_size;
}
