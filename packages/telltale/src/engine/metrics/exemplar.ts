// Which measurements may become exemplars, and how often that is asked. Asking costs a look into the async context, so a
// reservoir says how many measurements it can do without, and a series that finds no sampled span for long asks only
// now and then (specification: metrics/sdk, Exemplar).
import type { Context } from "@opentelemetry/api";
import { now } from "../runtime/clock.ts";
import { activeScope, toScope } from "../context/scope.ts";
import { identityOf, sampledFlag } from "../span/span-context.ts";
import type { AttributeSet } from "./attribute-set.ts";
import type { Exemplar, ExemplarSpan } from "./collection.ts";
import type { Reservoir } from "./reservoir.ts";

/** The specification's filters. */
export type ExemplarFilter = "always_on" | "always_off" | "trace_based";

/** How the series of one storage come to exemplars. */
export interface ExemplarPolicy {
  /** The measurement's span, null for none; undefined when the measurement may not become an exemplar. */
  readonly admit: (context: Context | undefined) => ExemplarSpan | null | undefined;
  /** Attributes that the point does not carry. */
  readonly dropped: (attributes: object | undefined) => AttributeSet;
}

/** A wait that never ends. */
export const never: number = 0x3fff_ffff;
const eagerMisses = 256;
const lazyWait = 63;

/** Decides by `filter`; undefined for `always_off`. */
export function admission(filter: ExemplarFilter): ExemplarPolicy["admit"] | undefined {
  switch (filter) {
    case "always_off":
      return undefined;
    case "always_on":
      return (context) => spanOf(context, 0) ?? null;
    default:
      return (context) => spanOf(context, sampledFlag);
  }
}

function spanOf(context: Context | undefined, flags: number): ExemplarSpan | undefined {
  const { span } = context === undefined ? activeScope() : toScope(context);
  const identity = span === undefined ? undefined : identityOf(span);
  if (identity === undefined || (identity.flags & flags) !== flags) return undefined;
  // a copy: the identity may be the span itself, which must not be kept alive
  const { t0, t1, t2, t3, s0, s1 } = identity;
  return { t0, t1, t2, t3, s0, s1 };
}

/** The exemplars of one series. */
export class Exemplars {
  #misses: number = 0;
  readonly #policy: ExemplarPolicy;
  readonly #reservoir: Reservoir;

  constructor(policy: ExemplarPolicy, reservoir: Reservoir) {
    this.#policy = policy;
    this.#reservoir = reservoir;
  }

  /** Offers a measurement; returns how many of the following (into the same `slot`) need not be offered. */
  offer(value: number, slot: number, attributes: object | undefined, context: Context | undefined): number {
    const { admit, dropped } = this.#policy;
    const span = admit(context);
    if (span === undefined) return ++this.#misses > eagerMisses ? lazyWait : 0;
    return this.#reservoir.offer(
      { value, moment: now(), span: span ?? undefined, attributes: dropped(attributes) },
      slot,
    );
  }

  /** The exemplars made after `since`; the next interval begins. With `reset` none are kept for the next collection. */
  collect(since: number, reset: boolean): readonly Exemplar[] {
    this.#misses = 0;
    const held = this.#reservoir.collect(reset);
    return held.every(({ moment }) => moment > since) ? held : held.filter(({ moment }) => moment > since);
  }
}
