// Spans that come one by one with their process, as requests that name each process once.
import type { Attributes, ResourceSpans, Scope, Span } from "otlp";

/** Collects spans by resource and scope. */
export interface SpanGroups {
  add(resource: Attributes, scope: Scope, span: Span): void;
  readonly count: number;
  /** What was added since the last time. */
  take(): ResourceSpans[];
}

interface Group {
  readonly resource: Attributes;
  readonly scopes: Map<string, { readonly scope: Scope; readonly spans: Span[] }>;
}

export function createSpanGroups(): SpanGroups {
  let groups = new Map<string, Group>();
  // who adds span after span of one resource has its key written once
  let last: { readonly resource: Attributes; readonly key: string } | undefined;
  let count = 0;
  return {
    get count() {
      return count;
    },
    add(resource, scope, span) {
      count++;
      if (last?.resource !== resource) last = { resource, key: keyOf(resource) };
      const group = getOrMake(groups, last.key, () => ({ resource, scopes: new Map() }));
      getOrMake(group.scopes, `${scope.name}\0${scope.version}`, () => ({ scope, spans: [] })).spans.push(
        span,
      );
    },
    take() {
      const taken = [...groups.values()].map(({ resource, scopes }) => ({
        resource: { attributes: resource, droppedAttributesCount: 0 },
        scopeSpans: [...scopes.values()].map(({ scope, spans }) => ({ scope, spans, schemaUrl: "" })),
        schemaUrl: "",
      }));
      groups = new Map();
      count = 0;
      return taken;
    },
  };
}

/** A scope with a name and nothing else. */
export function makeScope(name: string, version: string): Scope {
  return { name, version, attributes: new Map(), droppedAttributesCount: 0 };
}

function keyOf(attributes: Attributes): string {
  const entries = [...attributes].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify(entries, (_key, value: unknown) => (typeof value === "bigint" ? `${value}n` : value));
}

function getOrMake<T>(map: Map<string, T>, key: string, make: () => T): T {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}
