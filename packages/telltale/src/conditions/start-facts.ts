// The facts about a starting span that conditions ask for. One object, reused for each span.
import { propagation } from "../engine/api/propagation.ts";
import { kindNames } from "../engine/span/span-kind.ts";
import type { SpanFacts, SpanKindName, SpanParent } from "./facts.ts";
import type { Scope } from "../engine/context/scope.ts";
import type { Identity } from "../engine/span/span-context.ts";
import type { SpanOptions } from "../engine/span/span.ts";

/** Facts that are set before a rule is asked, and cleared after. */
export interface StartFacts extends SpanFacts {
  set(
    name: string,
    kind: number,
    options: SpanOptions | undefined,
    parent: Identity | undefined,
    scope: Scope,
  ): void;
  clear(): void;
}

/** Facts about no span yet. */
export function createStartFacts(resource: () => Readonly<Record<string, unknown>>): StartFacts {
  let attributes: Readonly<Record<string, unknown>> | undefined;
  let scope: Scope | undefined;
  const facts = {
    name: "",
    kind: "internal" as SpanKindName,
    parent: "none" as SpanParent,
    set(
      name: string,
      kind: number,
      options: SpanOptions | undefined,
      parent: Identity | undefined,
      inside: Scope,
    ): void {
      facts.name = name;
      facts.kind = kindNames[kind] ?? "internal";
      facts.parent = parent === undefined ? "none" : parent.remote ? "remote" : "local";
      attributes = options?.attributes as typeof attributes;
      scope = inside;
    },
    clear(): void {
      attributes = undefined;
      scope = undefined;
    },
    attribute: (key: string): unknown => own(attributes, key) ?? own(scope?.attributes?.values, key),
    resource: (key: string): unknown => resource()[key],
    baggage: (key: string): string | undefined =>
      scope === undefined ? undefined : propagation.getBaggage(scope)?.getEntry(key)?.value,
  };
  return facts;
}

function own(values: Readonly<Record<string, unknown>> | undefined, key: string): unknown {
  return values !== undefined && Object.hasOwn(values, key) ? values[key] : undefined;
}
