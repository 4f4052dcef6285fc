// Finding in a trace: every word must stand somewhere in the span: its name, service, attributes, events.
import type { Span } from "contract";

import type { SpanNode } from "../../draw/trace-tree.ts";
import type { TraceModel } from "./trace-model.ts";
import { valueText } from "../../lib/value-text.ts";

const texts = new WeakMap<Span, string>();

/** Spans in the order of the tree; `null` when nothing is sought. Texts are made once a span. */
export function findSpans(model: TraceModel, query: string): readonly SpanNode[] | null {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return null;
  return model.tree.nodes.filter((node) => {
    const text = textOf(node.span);
    return words.every((word) => text.includes(word));
  });
}

function textOf(span: Span): string {
  let text = texts.get(span);
  if (text === undefined) {
    const attributes = Object.entries(span.attributes).map(([key, value]) => `${key}=${valueText(value)}`);
    text = [
      span.name,
      span.service,
      span.spanId,
      span.kind,
      span.statusMessage,
      ...attributes,
      ...span.events.map((event) => event.name),
    ]
      .join("\n")
      .toLowerCase();
    texts.set(span, text);
  }
  return text;
}
