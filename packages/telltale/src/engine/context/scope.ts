// Which span and which context attributes belong to the work that runs now.
// A Scope is an OpenTelemetry Context with two fields of its own, so entering a span costs one small object
// instead of a copied Map; all other keys live in `base`, a stock Context.
import { AsyncLocalStorage } from "node:async_hooks";
import type { Context, Span } from "@opentelemetry/api";
import { createContextKey, ROOT_CONTEXT } from "../api/context.ts";
import type { ContextAttributes } from "./context-attributes.ts";
import { report } from "../diagnostics/diagnose.ts";
import { shared } from "../runtime/shared.ts";

// where @opentelemetry/api keeps the span of a context (registered, so equal in all copies)
const spanKey: symbol = createContextKey("OpenTelemetry Context Key SPAN");
/** The key of the context attributes. */
export const attributesKey: symbol = createContextKey("telltale context attributes");

export class Scope implements Context {
  readonly span: Span | undefined;
  readonly attributes: ContextAttributes | undefined;
  /** The scope this one was made in: where look-ups go on when `span` has ended. */
  readonly outer: Scope | undefined;
  readonly base: Context;

  constructor(
    span: Span | undefined,
    attributes: ContextAttributes | undefined,
    outer: Scope | undefined,
    base: Context,
  ) {
    this.span = span;
    this.attributes = attributes;
    this.outer = outer;
    this.base = base;
  }

  getValue(key: symbol): unknown {
    if (key === spanKey) return this.span;
    return key === attributesKey ? this.attributes : this.base.getValue(key);
  }

  setValue(key: symbol, value: unknown): Scope {
    if (key === spanKey)
      return new Scope(value as Span | undefined, this.attributes, openScope(this), this.base);
    if (key === attributesKey) return new Scope(this.span, value as ContextAttributes, this.outer, this.base);
    return new Scope(this.span, this.attributes, this.outer, this.base.setValue(key, value));
  }

  deleteValue(key: symbol): Scope {
    if (key === spanKey) return new Scope(undefined, this.attributes, undefined, this.base);
    if (key === attributesKey) return new Scope(this.span, undefined, this.outer, this.base);
    return new Scope(this.span, this.attributes, this.outer, this.base.deleteValue(key));
  }
}

/** Where nothing was entered yet. */
export const rootScope: Scope = new Scope(undefined, undefined, undefined, ROOT_CONTEXT);

/** The store behind the context manager; one for all copies of the library. */
export const storage: AsyncLocalStorage<Context> = shared("storage", () => new AsyncLocalStorage<Context>());

/** What is active where nothing was entered: what the environment of the process carried, if anything. One for all copies. */
export const ambient: { context: Context | undefined } = shared("ambient", () => ({ context: undefined }));

/** The scope of the work that runs now. */
export function activeScope(): Scope {
  const context = storage.getStore() ?? ambient.context;
  return context === undefined ? rootScope : toScope(context);
}

/** Any Context as a Scope; a foreign one is wrapped, anything else becomes the root. Never throws. */
export function toScope(context: Context): Scope {
  try {
    if (context instanceof Scope) return context;
    if (context === ROOT_CONTEXT) return rootScope;
    return new Scope(
      context.getValue(spanKey) as Span | undefined,
      context.getValue(attributesKey) as ContextAttributes | undefined,
      undefined,
      context,
    );
  } catch (error) {
    report("context_invalid", error);
    return rootScope;
  }
}

/**
 * The nearest scope, from `scope` outwards, whose span has not ended; undefined when there is none.
 * Done whenever a scope is entered, so chains of finished work are let go of.
 */
function openScope(scope: Scope): Scope | undefined {
  let at: Scope | undefined = scope;
  while (at !== undefined && (at.span === undefined || isEnded(at.span))) at = at.outer;
  return at;
}

/**
 * The span that what is said in `scope` goes on: the nearest one that has not ended. Parents and the trace of records are `scope.span`
 * instead, which stays when it has ended: work after a response belongs to its request.
 */
export function openSpan(scope: Scope): Span | undefined {
  return scope.span !== undefined && !isEnded(scope.span) ? scope.span : openScope(scope)?.span;
}

/** The scope inside `scope` in which `span` is active. */
export function enterScope(scope: Scope, span: Span): Scope {
  return new Scope(span, scope.attributes, openScope(scope), scope.base);
}

function isEnded(span: Span): boolean {
  return (span as { readonly ended?: boolean }).ended === true;
}
