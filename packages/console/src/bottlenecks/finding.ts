// What a detector found in one trace, and by what findings of many traces are one.
import { createHash } from "node:crypto";
import type { BottleneckKind, BottleneckShape } from "contract";
import { entryOf, type SpanNode } from "./trace-tree.ts";

export interface Finding {
  /** 16 hex digits: the same for the same kind, service, operation and target. */
  readonly fingerprint: string;
  readonly kind: BottleneckKind;
  /** May differ between traces with the same finding. */
  readonly shape: BottleneckShape;
  readonly service: string;
  readonly environment: string;
  readonly version: string;
  /** Name of the span with which the service was entered. */
  readonly operation: string;
  /** The statement or address, without values. */
  readonly target: string;
  /** Spans that show it, in the order of their start; at most {@link mostEvidence}. */
  readonly spanIds: readonly string[];
  /** How many spans show it. */
  readonly count: number;
  /** Ms that they took together. */
  readonly totalMs: number;
  /** Ms by which the trace would have been shorter. */
  readonly savedMs: number;
  /** Bytes or rows of a large payload, else 0. */
  readonly size: number;
}

/** Spans that are kept as evidence. */
export const mostEvidence = 100;

type Described = Pick<Finding, "kind" | "shape" | "target" | "savedMs"> & {
  readonly evidence: readonly SpanNode[];
  readonly size?: number;
};

/** @param at the span whose operation has the problem. */
export function toFinding(
  at: SpanNode,
  { kind, shape, target, savedMs, evidence, size = 0 }: Described,
): Finding {
  const { span } = entryOf(at);
  const { service, environment, version, name: operation } = span;
  const ordered = evidence.toSorted((a, b) => a.start - b.start || (a.span.id < b.span.id ? -1 : 1));
  return {
    fingerprint: fingerprintOf([kind, service, environment, operation, target]),
    kind,
    shape,
    service,
    environment,
    version,
    operation,
    target,
    spanIds: ordered.slice(0, mostEvidence).map(({ span: { id } }) => id),
    count: evidence.length,
    totalMs: sum(evidence.map(({ start, end }) => end - start)),
    savedMs,
    size,
  };
}

/** The parts: kind, service, environment, operation, target. */
export function fingerprintOf(parts: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 16);
}

export function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
