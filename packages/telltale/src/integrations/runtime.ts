// The process itself: its event loop, garbage collection, heap, what keeps it alive, CPU and memory, named by the conventions.
import type { LibraryIntegration } from "./library-integration.ts";
import { shared } from "../engine/runtime/shared.ts";
import { instrumenting } from "./patching/method.ts";
import { runtimeEmits } from "./runtime/emits.ts";
import { observeEventLoop } from "./runtime/event-loop.ts";
import { observeHeap } from "./runtime/heap.ts";
import { observeProcess } from "./runtime/process.ts";

/** What of the process is observed. All of it by default. */
export interface RuntimeOptions {
  /** Delay and utilization of the event loop. */
  readonly eventLoop?: boolean | undefined;
  /** How often the delay of the event loop is looked at; 20 ms by default. */
  readonly resolutionMs?: number | undefined;
  /** Heap, its spaces, garbage collection and what is active. */
  readonly heap?: boolean | undefined;
  /** CPU, memory, faults; never in a worker thread, whose process is not its own. */
  readonly process?: boolean | undefined;
}

/** Ends the observation; also at the end of a block with `using`. */
export interface RuntimeObservation extends Disposable {
  (): void;
}

const observing = shared("runtime observation", () => ({ now: undefined as RuntimeObservation | undefined }));

/**
 * Has the runtime observed, whatever starts and stops, until the returned function is called. A second call gives the first one's.
 *
 * What is asked for at each collection takes some 0.1 ms; beside it run a timer of the runtime's own for each reader, and a look at each garbage collection.
 *
 * @example
 * ```ts
 * import { observeRuntime } from "telltale/runtime";
 *
 * const stop = observeRuntime({ resolutionMs: 10 });
 * stop();
 * ```
 */
export function observeRuntime(options: RuntimeOptions = {}): RuntimeObservation {
  const { eventLoop = true, heap = true, process = true, resolutionMs } = options;
  if (observing.now !== undefined) return observing.now;
  const stops = [
    ...(eventLoop ? [observeEventLoop(resolutionMs)] : []),
    ...(heap ? [observeHeap()] : []),
    ...(process ? [observeProcess()] : []),
  ];
  const end = (): void => {
    if (observing.now !== observation) return;
    observing.now = undefined;
    for (const stop of stops) stop();
  };
  const observation = Object.assign(end, { [Symbol.dispose]: end });
  observing.now = observation;
  return observation;
}

/** The runtime for `telltale/register`. */
export const runtime: LibraryIntegration<RuntimeOptions> = {
  name: "runtime",
  modules: [],
  atStart: true,
  instrument: (library, options) =>
    instrumenting(library, () => {
      observeRuntime(options);
    }),
  emits: runtimeEmits,
};
