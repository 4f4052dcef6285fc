// Which requests mean something to the business: found by method and path when they begin, so that only their bodies are kept.
import { applyRules, type WatchedRequest } from "./business-outcome.ts";
import { type BusinessRules, type RoutePattern, trimSlash } from "./business-rule.ts";
import type { RequestFacts } from "./request-facts.ts";

const maxBodyBytes = 64 * 1024;

/** What a request that has just begun means, and what of it must be kept to know it at its end. */
export interface BusinessWatch {
  /** 0 where no body is read. */
  readonly maxBytes: number;
  /** What it is of. */
  readonly types: readonly string[];
  readonly watch: (watched: Omit<WatchedRequest, "parameters" | "facts">) => void;
}

/** What `facts` means to the business; undefined for nothing. */
export function businessOf(rules: BusinessRules | undefined, facts: RequestFacts): BusinessWatch | undefined {
  if (rules === undefined) return undefined;
  const path = trimSlash(facts.path);
  const found = rules.exact.get(`${facts.method} ${path}`) ?? rules.exact.get(`* ${path}`);
  if (found !== undefined) return toWatch(found, facts, undefined);
  for (const pattern of rules.patterns) {
    if (pattern.method !== "*" && pattern.method !== facts.method) continue;
    const match = pattern.form?.exec(path);
    if (match !== null && match !== undefined) return toWatch(pattern, facts, match);
  }
  return undefined;
}

function toWatch(
  pattern: RoutePattern,
  facts: RequestFacts,
  match: RegExpExecArray | undefined,
): BusinessWatch {
  const parameters = new Map(pattern.names.map((name, at) => [name, decode(match?.[at + 1] ?? "")]));
  return {
    maxBytes: pattern.readsRequestBody || pattern.readsResponseBody ? maxBodyBytes : 0,
    types: pattern.rules.map(({ type }) => type),
    watch: (watched) => {
      watched.exchange.atEnd = (_exchange, answer) =>
        applyRules(pattern.rules, { ...watched, parameters, facts }, answer);
    },
  };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
