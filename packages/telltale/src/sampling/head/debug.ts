// Requests that are followed whatever the rules say: somebody put a word that only insiders know into a header or the baggage.
import type { TextMapPropagator } from "@opentelemetry/api";
import { propagation } from "../../engine/api/propagation.ts";
import { isRecord, refusal, refuseUnknown } from "../../conditions/refusal.ts";
import { builtin } from "../../engine/builtin.ts";
import { asDebugRequest, isDebugRequest } from "../../engine/debug-request.ts";
import type { Scope } from "../../engine/scope.ts";

/** How a request asks to be followed, and who may. At least one of `secret` and `allow` is needed. */
export interface DebugOptions {
  /** The header that holds the word; null for none. `x-telltale-debug` */
  readonly header?: string | null | undefined;
  /** The baggage entry that holds it: it goes on to all services, others' included. None unless named. */
  readonly baggage?: string | undefined;
  /** The word, of at least 8 characters. */
  readonly secret?: string | undefined;
  /** Words that are let through besides, such as a name each for those who may. */
  readonly allow?: readonly string[] | undefined;
}

/** The rule that comes before all others. */
export interface DebugRule {
  allows(scope: Scope): boolean;
  /** Reads the header, where a request comes in; undefined where none is read. */
  readonly propagator: TextMapPropagator | undefined;
}

/** The name of the rule. Head sampling puts it on the local root, and tail sampling keeps what has it. */
export const debugRule = "debug";

const crypto = builtin("crypto");
const least = 8;

/** Makes `options` ready. @throws {TelemetryError} `TT_RULE` */
export function readyDebug(options: unknown, path: string): DebugRule {
  if (!isRecord(options)) throw refusal(path, options, 'an object such as { "secret": "…" }');
  refuseUnknown(options, ["header", "baggage", "secret", "allow"], path);
  const { header = "x-telltale-debug", baggage, secret, allow = [] } = options;
  if (header !== null && !isToken(header))
    throw refusal(`${path}.header`, header, "the name of a header, or null");
  if (baggage !== undefined && !isToken(baggage))
    throw refusal(`${path}.baggage`, baggage, "the name of a baggage entry");
  if (secret !== undefined && (typeof secret !== "string" || secret.length < least))
    throw refusal(`${path}.secret`, "…", `a text of at least ${least} characters`);
  if (!Array.isArray(allow) || !allow.every((word) => typeof word === "string" && word !== ""))
    throw refusal(`${path}.allow`, "…", "a list of texts");
  const words = [...(secret === undefined ? [] : [secret]), ...(allow as string[])];
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
    // all of them, so that time tells nothing
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

// it is read and never sent on: the sampled flag tells the next service enough
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

function isToken(name: unknown): name is string {
  return typeof name === "string" && /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(name);
}

function digest(word: string): Buffer {
  return crypto().createHash("sha256").update(word).digest();
}
