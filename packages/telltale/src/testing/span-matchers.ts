// Matchers of spans.
import { kindName } from "../engine/span/span-kind.ts";
import type { MemorySpan } from "../export/read-batch.ts";
import { durationOf, showSpan } from "../reading/span-tree.ts";
import type { Collection } from "./collection.ts";
import { emittedSpans } from "./emitted.ts";
import {
  attributeDifferences,
  type Difference,
  difference,
  differences,
  type Expected,
  type ExpectedAttributes,
  showExpected,
} from "./expected.ts";
import { nameDistance } from "catalog/name-distance";
import { type Candidate, judge, type Verdict } from "./verdict.ts";

/** What a span must be. What is left out is not asked for. */
export interface ExpectedSpan {
  readonly attributes?: ExpectedAttributes | undefined;
  readonly status?: "unset" | "ok" | "error" | undefined;
  /** Of the status. */
  readonly message?: Expected<string> | undefined;
  /** A word, or a `SpanKind` of OpenTelemetry. */
  readonly kind?: MemorySpan["kind"] | number | undefined;
  /** The name of the span it is directly in; `null` for a root. */
  readonly parent?: string | null | undefined;
  /** Names of events that must be there, or events with their attributes. */
  readonly events?: readonly (string | ExpectedEvent)[] | undefined;
  /** Names of spans it must be linked to. */
  readonly links?: readonly string[] | undefined;
  readonly durationMs?: Expected<number> | undefined;
  readonly traceId?: string | undefined;
  /** Of the tracer. */
  readonly scope?: string | undefined;
  /** Exactly that many; at least one by default. */
  readonly times?: number | undefined;
}

/** What an event of a span must be. */
export interface ExpectedEvent {
  readonly name: string;
  readonly attributes?: ExpectedAttributes | undefined;
}

/** Whether a span `name` has ended that is as `expected`. */
export function haveSpan(
  telemetry: Collection,
  name: Expected<string>,
  expected: ExpectedSpan = {},
): Verdict {
  const { times, ...wanted } = expected;
  const spans = [...telemetry.spans(), ...telemetry.openSpans()];
  const byId = new Map(spans.map((span) => [span.spanId, span]));
  const candidates = spans.map((span): Candidate => {
    const parent = span.parentSpanId === undefined ? undefined : byId.get(span.parentSpanId);
    const place = span.parentSpanId === undefined ? "a root" : `in ${parent?.name ?? "a span elsewhere"}`;
    return {
      title: `${showSpan(span)}  (${place})`,
      differences: [...difference("name", name, span.name), ...spanDifferences(wanted, span, byId)],
      distance: nameDistance(name, span.name),
    };
  });
  const fields = showExpected(wanted);
  return judge({
    expected: `a span ${showExpected(name)}${fields === "{  }" ? "" : ` ${fields}`}`,
    candidates,
    times,
    emitted: () => emittedSpans(telemetry),
  });
}

/** Whether every span has ended. */
export function haveNoOpenSpans(telemetry: Collection): Verdict {
  const open = telemetry.openSpans();
  return {
    pass: open.length === 0,
    message() {
      if (open.length === 0)
        return `Expected spans to be open, and all have ended.\n\n${emittedSpans(telemetry)}`;
      const names = open.map((span) => `  ${showSpan(span)}`);
      return ["Expected all spans to have ended, and open are:", ...names, "", emittedSpans(telemetry)].join(
        "\n",
      );
    },
  };
}

function spanDifferences(
  expected: Omit<ExpectedSpan, "times">,
  span: MemorySpan,
  byId: ReadonlyMap<string, MemorySpan>,
): Difference[] {
  const { attributes, parent, events, links, kind, ...plain } = expected;
  const linked = span.links.map(({ spanId }) => byId.get(spanId)?.name ?? spanId);
  return [
    ...(span.endTimeUnixNano === 0n ? ["it has not ended"] : []),
    ...differences(
      { ...plain, kind: kindName(kind) },
      {
        status: span.status.code,
        message: span.status.message,
        kind: span.kind,
        durationMs: durationOf(span),
        traceId: span.traceId,
        scope: span.scope,
      },
    ),
    ...(parent === undefined ? [] : parentDifference(parent, span, byId)),
    ...attributeDifferences(attributes, span.attributes),
    ...(events ?? []).flatMap((event) => eventDifference(event, span)),
    ...(links ?? []).filter((name) => !linked.includes(name)).map((name) => linkDifference(name, linked)),
  ];
}

function parentDifference(
  expected: string | null,
  { parentSpanId }: MemorySpan,
  byId: ReadonlyMap<string, MemorySpan>,
): Difference[] {
  const actual = parentSpanId === undefined ? null : (byId.get(parentSpanId)?.name ?? "a span elsewhere");
  return difference("parent", expected, actual);
}

function eventDifference(wanted: string | ExpectedEvent, { events }: MemorySpan): Difference[] {
  const { name, attributes } = typeof wanted === "string" ? { name: wanted, attributes: undefined } : wanted;
  const named = events.filter((event) => event.name === name);
  if (named.length === 0)
    return [`events: expected "${name}", there are ${showExpected(events.map((event) => event.name))}`];
  const all = named.map((event) => attributeDifferences(attributes, event.attributes));
  const fewest = all.reduce((least, one) => (one.length < least.length ? one : least));
  return fewest.map((line) => `event "${name}" ${line}`);
}

function linkDifference(name: string, linked: readonly string[]): Difference {
  return `links: expected one to "${name}", there are ${showExpected(linked)}`;
}
