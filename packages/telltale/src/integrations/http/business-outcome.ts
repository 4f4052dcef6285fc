// The business meaning of a request that has ended: its values are read from where the route says, and recorded as the transaction, step or interaction.
import type { IncomingMessage, ServerResponse } from "node:http";
import { now, toEpochMs } from "../../engine/runtime/clock.ts";
import { report, reportMistake } from "../../engine/diagnostics/diagnose.ts";
import { storage } from "../../engine/context/scope.ts";
import { recordStep } from "../../business/journey-record.ts";
import { recordInteraction } from "../../interaction.ts";
import { recordTransaction } from "../../transaction.ts";
import { answerHeader } from "./answer-header.ts";
import type { BodyTap } from "./body-tap.ts";
import type { BusinessRule } from "./business-rule.ts";
import type { Source } from "./business-source.ts";
import type { Answer, Exchange } from "./exchange.ts";
import { ownHeader } from "./read-request.ts";
import type { RequestFacts } from "./request-facts.ts";

/** A request that means something. */
export interface WatchedRequest {
  readonly exchange: Exchange;
  readonly facts: RequestFacts;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly tap: BodyTap | undefined;
  readonly parameters: ReadonlyMap<string, string>;
}

/** Tells what the rules make of a request that has been answered, while its span is still open. Never throws. */
export function applyRules(rules: readonly BusinessRule[], watched: WatchedRequest, answer: Answer): void {
  const read = createReader(watched, answer);
  storage.run(watched.exchange.scope, () => {
    for (const rule of rules) {
      try {
        apply(rule, watched.exchange, answer, read);
      } catch (error) {
        report("business_route_failed", error);
      }
    }
  });
}

type Read = (source: Source | undefined, place: string) => unknown;

function apply(rule: BusinessRule, exchange: Exchange, answer: Answer, read: Read): void {
  const { kind, type, step, stepIndex, place, sources } = rule;
  const succeeded =
    !answer.aborted && rule.conditions.every(({ source, holds }) => holds(read(source, place)));
  if (kind !== "transaction" && !succeeded) return;
  const text = (source: Source | undefined): string | undefined => toText(read(source, place));
  const attributes = attributesOf(rule, read);
  if (kind === "transaction") {
    recordTransaction(type, {
      id: text(sources.id),
      user: text(sources.user),
      session: text(sources.session),
      amount: toAmount(read(sources.amount, place)),
      currency: text(sources.currency),
      attributes,
      outcome: succeeded ? "completed" : answer.aborted ? "abandoned" : "failed",
      reason: succeeded ? undefined : (text(sources.reason) ?? reasonOf(answer)),
      startTime: toEpochMs(exchange.startMoment),
      endTime: toEpochMs(now()),
    });
  } else if (kind === "interaction") {
    recordInteraction(
      type,
      {
        customer: text(sources.customer),
        channel: text(sources.channel),
        tier: text(sources.tier),
        currency: text(sources.currency),
        value: toAmount(read(sources.value, place)),
        attributes,
      },
      { result: text(sources.result), satisfaction: toNumber(read(sources.satisfaction, place)) },
      exchange.startMoment,
    );
  } else {
    const options = { user: text(sources.user), session: text(sources.session), attributes };
    recordStep(type, step ?? "", stepIndex, options);
  }
}

function reasonOf({ status, aborted }: Answer): string {
  if (aborted) return "client left";
  return status === undefined ? "no answer" : status >= 400 ? `HTTP ${status}` : "not as expected";
}

function attributesOf({ attributes, place }: BusinessRule, read: Read): Record<string, unknown> | undefined {
  if (attributes.length === 0) return undefined;
  return Object.fromEntries(attributes.map(([name, source]) => [name, read(source, place)]));
}

function toText(value: unknown): string | undefined {
  if (typeof value === "string") return value === "" ? undefined : value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : undefined;
}

function toAmount(value: unknown): string | number | undefined {
  return typeof value === "string" || typeof value === "number" ? value : undefined;
}

function toNumber(value: unknown): number | undefined {
  const number = typeof value === "string" && value !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : undefined;
}

function createReader(watched: WatchedRequest, answer: Answer): Read {
  const { request, response, tap, parameters, facts } = watched;
  let query: URLSearchParams | undefined;
  const bodies = new Map<string, unknown>();
  const bodyOf = (part: "request.body" | "response.body", place: string): unknown => {
    if (!bodies.has(part)) {
      const isResponse = part === "response.body";
      const head = isResponse ? headOf(response) : request.headers;
      // an answer that says no is often not JSON, and that is not a mistake
      const isExpected = answer.status !== undefined && answer.status < 400;
      const complain = (why: string): void => {
        if (isExpected)
          reportMistake("business_body_unreadable", `${place}: the body of the ${part.split(".")[0]} ${why}`);
      };
      bodies.set(part, readJson(isResponse ? tap?.responseBody() : tap?.requestBody(), head, complain));
    }
    return bodies.get(part);
  };
  return (source, place) => {
    if (source === undefined) return undefined;
    const [name = ""] = source.path;
    switch (source.part) {
      case "constant":
        return source.value;
      case "response.status":
        return answer.status;
      case "request.path":
        return parameters.get(name);
      case "request.query":
        return (query ??= new URLSearchParams(facts.query ?? "")).get(name) ?? undefined;
      case "request.header":
        return firstOf(ownHeader(request.headers, name));
      case "response.header":
        return firstOf(answerHeader(response, name));
      default:
        return valueAt(bodyOf(source.part, place), source.path);
    }
  };
}

interface Head {
  readonly "content-type"?: string | undefined;
  readonly "content-encoding"?: string | undefined;
}

function headOf(response: ServerResponse): Head {
  return {
    "content-type": String(answerHeader(response, "content-type") ?? ""),
    "content-encoding": String(answerHeader(response, "content-encoding") ?? ""),
  };
}

function readJson(body: Buffer | undefined, head: Head, complain: (why: string) => void): unknown {
  const encoding = head["content-encoding"] ?? "";
  if (encoding !== "" && encoding !== "identity") complain(`is ${encoding}, and cannot be read`);
  else if (body === undefined) complain("is longer than 64 KiB, and was not kept");
  else if (!/\bjson\b/i.test(head["content-type"] ?? "")) complain("is not JSON by its content-type");
  else {
    try {
      return JSON.parse(body.toString("utf8"));
    } catch {
      complain("is not JSON");
    }
  }
  return undefined;
}

function valueAt(body: unknown, path: readonly string[]): unknown {
  let at = body;
  for (const step of path) {
    if (typeof at !== "object" || at === null || !Object.hasOwn(at, step)) return undefined;
    at = (at as Record<string, unknown>)[step];
  }
  return at;
}

function firstOf(value: string | readonly string[] | undefined): unknown {
  return Array.isArray(value) ? value[0] : value;
}
