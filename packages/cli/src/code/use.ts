// What the code emits: one use for each call that was found.
import type { MetricKind } from "catalog";
import type { CallKind } from "catalog/calls";
import type { Location } from "./source-module.ts";
import type { ValueType } from "./value-types.ts";

/** An attribute that a call sets. */
export interface CodeAttribute {
  readonly key: string;
  readonly value: ValueType | undefined;
  readonly location: Location;
}

/** A step or state that is taken. */
export interface CodeStep {
  readonly name: string;
  readonly location: Location;
}

/** One call that emits telemetry, and what is known about it. */
export interface Use {
  readonly kind: CallKind;
  /** The call as it is named in the API: `trace`, `counter`, `log.info`. */
  readonly call: string;
  /** Empty for what has no name of its own. */
  readonly names: readonly string[];
  /** Whether it can have names that the source does not say. */
  readonly isDynamic: boolean;
  /** What is known of a dynamic name: its parts, undefined for what is not known. */
  readonly parts: readonly (string | undefined)[];
  readonly location: Location;
  readonly attributes: CodeAttribute[];
  /** Whether it has attributes that the source does not say. */
  hasUnknownAttributes: boolean;
  readonly metric: MetricKind | undefined;
  readonly unit: string | undefined;
  readonly description: string | undefined;
  readonly currency: string | undefined;
  readonly timeoutMs: number | undefined;
  /** Steps of a funnel or states of a workflow, as declared in the code. */
  readonly declared: readonly string[] | undefined;
  readonly transitions: Readonly<Record<string, readonly string[]>> | undefined;
  readonly isOrdered: boolean;
  /** Steps or states that are taken. */
  readonly steps: CodeStep[];
}
