// What a test sees of the telemetry it collects.
import type { MemoryLog, MemoryMetric, MemorySpan } from "../export/read-batch.ts";
import type { InteractionView } from "../reading/interactions.ts";
import type { Journeys } from "../reading/journeys.ts";
import type { TransactionView } from "../reading/transactions.ts";
import type { WorkflowView } from "../reading/workflows.ts";
import type { FakeClock } from "./fake-clock.ts";

/** The key by which a collection is known. */
export const mark: unique symbol = Symbol.for("telltale.collection") as never;

/** What the code under test has emitted since `collect()`. Everything is there as soon as it was recorded. */
export interface Collection extends Disposable {
  /** Marks what `collect()` returned, in every copy of the library. */
  readonly [mark]: true;
  /** Lets go on what only waits for its turn, asks observed instruments, and announces what waits to be. */
  settled(): Promise<void>;
  /** Spans that have ended, in the order of their ends; those of that name only, where one is given. */
  spans(name?: string): MemorySpan[];
  /** Spans that have not ended, as processors see them: what is redacted is redacted when they leave. */
  openSpans(): MemorySpan[];
  /** Log records in their order; definitions, which are sent automatically, are left out. */
  logs(): MemoryLog[];
  /** The current metrics. */
  metrics(): MemoryMetric[];
  transactions(): TransactionView[];
  journeys(): Pick<Journeys, "of" | "people" | "anonymous">;
  workflows(): WorkflowView[];
  interactions(): InteractionView[];
  /** The steps of a funnel, as it was defined; undefined for one that is not. */
  funnelSteps(name: string): readonly string[] | undefined;
  /** Takes telemetry off, at once. What was collected can still be read. */
  stop(): void;
  /** The trees of all spans, as text. */
  toString(): string;
}

/** A collection with time in the test's hands. */
export interface ClockedCollection extends Collection {
  readonly clock: FakeClock;
}

/** Tells what `collect` returned from anything else, also of another copy of the library. */
export function isCollection(value: unknown): value is Collection {
  return typeof value === "object" && value !== null && (value as Record<symbol, unknown>)[mark] === true;
}
