// Instances of workflows put together from their records.
import type { MemoryLog, PlainAttributes } from "../export/read-batch.ts";
import { numberOf, ownAttributes, textOf, timeOf } from "./facts-of.ts";
import { createRecentMap } from "./recent-map.ts";

/** An instance, by its records. */
export interface WorkflowView {
  readonly type: string;
  readonly id: string;
  readonly state: string | undefined;
  readonly ended: boolean;
  readonly events: readonly WorkflowEventView[];
  /** Of its record that came last, in epoch ms. */
  readonly timeMs: number;
  /** From the first event to the end; undefined before. */
  readonly durationMs: number | undefined;
}

/** One event of an instance. */
export interface WorkflowEventView {
  readonly event: string;
  readonly state: string | undefined;
  /** Whether the definition does not list the transition. */
  readonly illegal: boolean;
  readonly timeMs: number;
  /** What the application added. */
  readonly attributes: PlainAttributes;
}

/** Instances by type and id. */
export interface Workflows {
  add(record: MemoryLog): void;
  /** All, those heard of last at the end. */
  all(): WorkflowView[];
}

const prefix = "telltale.workflow.";

/** No instances yet; the `limit` heard of last are kept, each with its last `maxEach` events. */
export function createWorkflows(limit: number, maxEach: number): Workflows {
  const known = createRecentMap<WorkflowView>(limit);
  return {
    all: () => known.entries().map(([, one]) => one),
    add(record) {
      const type = textOf(record, `${prefix}type`);
      if (type === undefined || !record.eventName.startsWith(prefix)) return;
      const id = textOf(record, `${prefix}id`) ?? "";
      const key = JSON.stringify([type, id]);
      known.set(key, next(known.get(key) ?? begun(type, id), record, maxEach));
    },
  };
}

function begun(type: string, id: string): WorkflowView {
  return { type, id, state: undefined, ended: false, events: [], timeMs: 0, durationMs: undefined };
}

function next(before: WorkflowView, record: MemoryLog, maxEvents: number): WorkflowView {
  const event = record.eventName === `${prefix}event` ? toEvent(record) : undefined;
  const ended = record.eventName === `${prefix}ended`;
  return {
    ...before,
    state: textOf(record, `${prefix}state`) ?? before.state,
    timeMs: timeOf(record),
    ended: ended || (before.ended && event === undefined),
    events: event === undefined ? before.events : [...before.events, event].slice(-maxEvents),
    durationMs: numberOf(record, `${prefix}duration_ms`) ?? before.durationMs,
  };
}

function toEvent(record: MemoryLog): WorkflowEventView {
  return {
    event: textOf(record, `${prefix}event`) ?? "",
    state: textOf(record, `${prefix}state`),
    illegal: record.attributes[`${prefix}illegal`] === true,
    timeMs: timeOf(record),
    attributes: ownAttributes(record),
  };
}
