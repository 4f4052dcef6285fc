// Telemetry of a test: the real library, kept in memory, without timers, network or variables of the environment.
import { progress } from "../business/workflow-state.ts";
import { lastSteps } from "../business/journey-record.ts";
import { endedHandoffs } from "../business/ended-handoffs.ts";
import timers from "node:timers";
import { shared } from "../engine/runtime/shared.ts";
import { announceFlush, state } from "../engine/running/state.ts";
import { TelemetryError } from "../error.ts";
import { memoryExporter } from "../export/memory.ts";
import type { StartOptions } from "../options/start-options.ts";
import { launch, type Launched } from "../start.ts";
import { type ClockedCollection, type Collection, mark } from "./collection.ts";
import { stopTime } from "./fake-clock.ts";
import { createOpenSpanList } from "./open-spans.ts";
import { registerMatchers } from "./register.ts";
import { createViews } from "./views.ts";

/** How telemetry is to run in the test: what the application gives to `start`, but for where it goes and when. */
export interface CollectOptions extends Omit<
  StartOptions,
  | "beside"
  | "endpoint"
  | "exporters"
  | "handleExit"
  | "metricIntervalMs"
  | "metricReaders"
  | "prometheus"
  | "recorder"
  | "spool"
  | "crashFile"
> {
  /** `fake`, or the moment at which it stops, for a clock that only the test moves. */
  readonly clock?: "real" | "fake" | Date | undefined;
}

const running = shared("collection", (): { current: Collection | undefined } => ({ current: undefined }));
// kept before a test can put a fake one in its place; where tests run as in a browser, it is not global
const { setImmediate: nextTurn } = timers;

/**
 * Starts telemetry that stays in memory, for a test. One at a time: a running collection is stopped first.
 *
 * The real library runs, so that what a test sees is what would leave; but no variable of the environment is read, nothing goes
 * to the network, and nothing happens by itself. What the process remembers of workflows and journeys is forgotten. Stop it with
 * `stop()`, by `using`, or by the next `collect()`. An application that calls `start()` meanwhile is recorded here, too.
 *
 * @throws {TelemetryError} `TT_COLLECT` when the application has called `start()` before, `TT_CLOCK` for an invalid clock.
 * @example
 * ```ts
 * import { trace } from "telltale";
 * import { assertThat, collect } from "telltale/testing";
 *
 * const telemetry = collect();
 * trace("charge card", (span) => span.setAttribute("order.id", "o-1"));
 * assertThat(telemetry).toHaveSpan("charge card", { attributes: { "order.id": "o-1" } });
 * telemetry.stop();
 * ```
 */
export function collect(options: CollectOptions & { readonly clock: "fake" | Date }): ClockedCollection;
export function collect(options?: CollectOptions): Collection;
export function collect({ clock = "real", ...options }: CollectOptions = {}): Collection {
  running.current?.stop();
  if (state.running) throw new TelemetryError("TT_COLLECT", "Cannot collect: telemetry runs already.");
  registerMatchers();
  const memory = memoryExporter();
  const open = createOpenSpanList();
  const time = clock === "real" ? undefined : stopTime(clock);
  const launched = launchOr(() => time?.release(), {
    service: "test",
    resourceDetectors: [],
    ...options,
    processors: [...(options.processors ?? []), open.processor],
    exporters: [memory],
    handleExit: false,
  });
  forgetInstances();
  let stopped = false;
  const read = createViews(memory, open, {
    finishBatches: () => (stopped ? undefined : launched.finishBatches()),
    collect: () => (stopped ? undefined : launched.handOver()),
  });
  const collection: Collection = {
    [mark]: true,
    ...read.views,
    async settled() {
      await new Promise<void>((resolve) => void nextTurn(resolve));
      await launched.telltale.flush();
      read.keepObserved();
    },
    stop() {
      if (stopped) return;
      launched.handOver();
      stopped = true;
      state.collecting = undefined;
      launched.halt();
      time?.release();
      // what waits to be announced would be so in the next collection
      void announceFlush();
      forgetInstances();
      if (running.current === collection) running.current = undefined;
    },
    [Symbol.dispose]: () => collection.stop(),
    ...(time === undefined ? {} : { clock: time.clock }),
  };
  running.current = collection;
  state.collecting = { ...launched.telltale, stop: launched.telltale.flush };
  return collection;
}

function launchOr(undo: () => void, options: StartOptions): Launched {
  try {
    return launch(options, {}, false);
  } catch (error) {
    undo();
    throw error;
  }
}

// What this process remembers of people's steps, of workflows and of transactions that were handed on is the process's; a test begins without it.
/** Forgets every instance, in all copies of the library. */
function forgetInstances(): void {
  lastSteps.users.clear();
  lastSteps.sessions.clear();
  progress.clear();
  endedHandoffs.clear();
}
