// The facts about an ending span that conditions ask for. One object, reused for each span.
import type { AnyValue } from "otlp";
import { indexIn, listOf } from "../engine/context/context-attributes.ts";
import type { RecordedSpan } from "../engine/recording/recorded-span.ts";
import type { ResourceView } from "../engine/resource/resource-view.ts";
import { kindNames } from "../engine/span/span-kind.ts";
import type { SpanFacts, SpanKindName, SpanParent } from "./facts.ts";

const statusError = 2;

/** Facts about a span that is set. */
export interface RecordedFacts extends SpanFacts {
  about(span: RecordedSpan | undefined): void;
}

/** Facts about no span yet. Error and duration are known once the end time is fixed. */
export function createRecordedFacts(resource: ResourceView): RecordedFacts {
  let span: RecordedSpan | undefined;
  return {
    about: (next) => void (span = next),
    get name(): string {
      return span?.name ?? "";
    },
    get kind(): SpanKindName {
      return kindNames[span?.kind ?? 0] ?? "internal";
    },
    get parent(): SpanParent {
      if (span?.parent === undefined) return "none";
      return span.parent.remote ? "remote" : "local";
    },
    get error(): boolean | undefined {
      return span === undefined || span.endMoment === 0 ? undefined : span.statusCode === statusError;
    },
    get durationMs(): number | undefined {
      if (span === undefined || span.endMoment === 0 || span.waits) return undefined;
      return span.endMoment - span.startMoment;
    },
    attribute: (key) => (span === undefined ? undefined : attributeOf(span, key)),
    resource: (key) => resource.attributes[key],
    baggage: () => undefined,
  };
}

/** The value of `key` on `span`: its own, else that of its context. */
export function attributeOf({ own, context }: RecordedSpan, key: string): AnyValue | undefined {
  const at = indexIn(own, key);
  if (at !== -1) return own[at + 1] as AnyValue;
  if (context === undefined) return undefined;
  const list = listOf(context);
  const inherited = indexIn(list, key);
  return inherited === -1 ? undefined : (list[inherited + 1] as AnyValue);
}
