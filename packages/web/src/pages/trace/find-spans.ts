// Find in trace: a span matches when its name, service, attributes and events contain every word.
import type { Span } from "contract";

import type { SpanNode } from "../../draw/trace-tree.ts";
import type { TraceModel } from "./trace-model.ts";
import { valueText } from "../../lib/value-text.ts";

const texts = new WeakMap<Span, string>();

/** Matching spans in the order of the tree; `null` for an empty query. The text of a span is built once. */
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
