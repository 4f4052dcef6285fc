// Debug requests: kept regardless of the rules, because a header or the baggage contains a secret word.
import { createContextKey } from "../../engine/api/context.ts";
import type { TextMapPropagator, Context } from "@opentelemetry/api";
import { propagation } from "../../engine/api/propagation.ts";
import { refusal } from "../../conditions/refusal.ts";
import { builtin } from "../../engine/runtime/builtin.ts";
import type { Scope } from "../../engine/context/scope.ts";
import { resolve } from "../../settings/resolve.ts";
import { debugSettings } from "../settings.ts";

export type { DebugOptions } from "../settings.ts";

/** The rule that comes before all others. */
export interface DebugRule {
  allows(scope: Scope): boolean;
  /** Reads the header, where a request comes in; undefined where none is read. */
  readonly propagator: TextMapPropagator | undefined;
}

/** The name of the rule. Head sampling sets it on the local root, and tail sampling keeps traces that have it. */
export const debugRule = "debug";

const crypto = builtin("crypto");

/** Makes `options` ready. @throws {TelemetryError} `TT_RULE` */
export function readyDebug(options: unknown, path: string): DebugRule {
  const { header, baggage, secret, allow } = resolve(debugSettings, options ?? null, path);
  const words = [...(secret === undefined ? [] : [secret]), ...allow];
  if (words.length === 0)
    throw refusal(
      path,
      options,
      "`secret` or `allow`: without them any stranger could have all of his requests kept",
    );
  if (header === null && baggage === undefined)
    throw refusal(path, options, "`header` or `baggage` to read from");
  const digests = words.map(digest);
  const isAllowed = (word: string): boolean => {
    const given = digest(word);
    // all of them, so that the time reveals nothing
    return digests.map((known) => crypto().timingSafeEqual(known, given)).includes(true);
  };
  return {
    propagator: typeof header === "string" ? headerPropagator(header.toLowerCase(), isAllowed) : undefined,
    allows(scope) {
      if (isDebugRequest(scope)) return true;
      if (baggage === undefined) return false;
      const word = propagation.getBaggage(scope)?.getEntry(baggage)?.value;
      return word !== undefined && isAllowed(word);
    },
  };
}

// it is read and never propagated: the sampled flag is enough for the next service
function headerPropagator(header: string, isAllowed: (word: string) => boolean): TextMapPropagator {
  return {
    inject() {},
    extract(context, carrier, getter) {
      const [word] = [getter.get(carrier, header)].flat();
      return typeof word === "string" && isAllowed(word) ? asDebugRequest(context) : context;
    },
    fields: () => [],
  };
}

function digest(word: string): Buffer {
  return crypto().createHash("sha256").update(word).digest();
}

// An authorized debug request, noted on the context that it came with.
const key: symbol = createContextKey("telltale debug request");

/** `context` with the mark. */
function asDebugRequest(context: Context): Context {
  return context.setValue(key, true);
}

/** Whether `context` has the mark. */
function isDebugRequest(context: Context): boolean {
  return context.getValue(key) === true;
}
