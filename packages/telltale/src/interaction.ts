// Interactions: one contact with a customer (a chat, a call, a page) and its result.
import { callOnce } from "./engine/completion/call-once.ts";
import { now, toHrTime } from "./engine/runtime/clock.ts";
import { report } from "./engine/diagnostics/diagnose.ts";
import { harmless } from "./engine/diagnostics/guard.ts";
import { errorType } from "./engine/errors/error-form.ts";
import { setFacts } from "./engine/recording/recorded-span.ts";
import { activeScope, type Scope } from "./engine/context/scope.ts";
import { fail } from "./engine/completion/finish.ts";
import type { EngineSpan } from "./engine/span/span.ts";
import { state } from "./engine/running/state.ts";
import type { Amount } from "./business/amount.ts";
import { copyOf } from "./business/attributes.ts";
import {
  type Money,
  type Person,
  readAttributes,
  readId,
  readMoney,
  readName,
  readNumber,
  readPerson,
  readText,
  reading,
} from "./business/read-options.ts";
import { type FactList, put, putIdentity, putPerson, sendRecord } from "./business/record.ts";
import { type Ending, runInside } from "./engine/completion/run-inside.ts";
import { MeasuredCall } from "./calls/measured-call.ts";
import { counter, histogram } from "./own-calls.ts";
import { noteNotStarted } from "./engine/diagnostics/not-started.ts";
import { functionMissing } from "./error.ts";

/** What is known of an interaction when it begins. Everything is optional. */
export interface InteractionOptions {
  /** The context attribute `customer.id` by default. */
  readonly customer?: string | undefined;
  /** Where it takes place, such as `chat` or `phone`. */
  readonly channel?: string | undefined;
  /** The customer's, such as `gold`. */
  readonly tier?: string | undefined;
  /** What it was worth. */
  readonly value?: Amount | undefined;
  /** What it changed in revenue; may be negative. */
  readonly revenueImpact?: Amount | undefined;
  /** ISO 4217; `USD` by default. */
  readonly currency?: string | undefined;
  /** Attributes of the interaction, by key. */
  readonly attributes?: object | undefined;
}

/** What is known of an interaction by its end, beside its result. What is left out stays as it was. */
export interface InteractionResult {
  /** Who it turned out to be. */
  readonly customer?: string | undefined;
  /** Where it took place in the end. */
  readonly channel?: string | undefined;
  /** The customer's, such as `gold`. */
  readonly tier?: string | undefined;
  /** How content the customer was, on a scale of yours. */
  readonly satisfaction?: number | undefined;
  /** In the currency of the interaction, as is the next. */
  readonly value?: Amount | undefined;
  /** What it changed in revenue; may be negative. */
  readonly revenueImpact?: Amount | undefined;
}

/** An interaction while it lasts. Never throws. */
export interface Interaction {
  /** Sets the result. The last call counts. */
  result(result: string, details?: InteractionResult): void;
  /** Sets an attribute of the interaction; any value is accepted. */
  addAttribute(key: string, value: unknown): void;
}

const count = counter("telltale.interaction.count", {
  unit: "{interaction}",
  description: "Interactions, by type and result.",
});
const durations = histogram("telltale.interaction.duration", {
  unit: "s",
  description: "How long interactions took.",
});
const values = histogram("telltale.interaction.value", {
  unit: "{amount}",
  description: "What interactions were worth, by type, result and currency.",
});

/**
 * Runs `fn` as an interaction of `type` and returns what it returns. It ends when the work is done, with the result set inside; an error
 * is recorded, thrown on, and makes the result `failed` if none was set.
 *
 * @example
 * ```ts
 * import { interaction } from "telltale";
 *
 * const answer = await interaction("support chat", { customer: "c1", channel: "chat", value: 20 }, async (it) => {
 *   it.result("solved", { tier: "gold", satisfaction: 5 }); // what is known only now
 *   return "done";
 * });
 * answer; // => "done"
 * ```
 */
export function interaction<T>(type: string, fn: (it: Interaction) => T): T;
export function interaction<T>(type: string, options: InteractionOptions, fn: (it: Interaction) => T): T;
export function interaction<T>(
  type: string,
  optionsOrFn: InteractionOptions | ((it: Interaction) => T),
  callback?: (it: Interaction) => T,
): T {
  const fn = callback ?? (optionsOrFn as (it: Interaction) => T);
  const options = callback === undefined ? undefined : (optionsOrFn as InteractionOptions);
  if (typeof fn !== "function") throw functionMissing("interaction(type, options?, fn)", fn);
  if (state.engine === undefined) noteNotStarted("interaction()", interaction);
  return callOnce(
    fn,
    (once) => interactionTraced(type, options, once),
    () => fn(inert),
  );
}

const inert: Interaction = { result() {}, addAttribute() {} };

function interactionTraced<T>(
  type: string,
  options: InteractionOptions | undefined,
  fn: (it: Interaction) => T,
): T {
  const scope = activeScope();
  const open = reading("interaction", options, (given) => begin(type, given, scope), undefined);
  if (open === undefined) return fn(inert);
  return runInside(scope, open.span, () => fn(open.it), open);
}

/**
 * Records an interaction that is over: it began at `startMoment`. Its work is recorded in the active span, and it is read as {@link interaction}
 * reads it.
 */
export function recordInteraction(
  type: string,
  options: InteractionOptions,
  reported: InteractionResult & { readonly result?: string | undefined },
  startMoment: number,
): void {
  const scope = activeScope();
  const open = reading("interaction", options, (given) => begin(type, given, scope, startMoment), undefined);
  if (open === undefined) return;
  const { result, ...details } = reported;
  if (result !== undefined) open.it.result(result, details);
  open.done(undefined);
}

interface OpenInteraction extends Ending {
  readonly span: EngineSpan;
  readonly it: Interaction;
}

/** What is known of it, and grows until it ends. */
interface InteractionDetails {
  readonly type: string;
  readonly person: Person;
  /** As the caller gave it. */
  readonly currency: unknown;
  customer: string | undefined;
  channel: string | undefined;
  tier: string | undefined;
  result: string | undefined;
  satisfaction: number | undefined;
  value: Money;
  impact: Money;
}

function begin(
  type: string,
  options: Partial<InteractionOptions>,
  scope: Scope,
  startMoment?: number,
): OpenInteraction | undefined {
  const { engine } = state;
  if (engine === undefined) return undefined;
  const known = readKnown(type, options, scope);
  const attributes = copyOf(readAttributes(options.attributes) ?? {}, isReserved);
  const begun = startMoment ?? now();
  const startTime = startMoment === undefined ? undefined : toHrTime(startMoment);
  const span = engine.tracer.start(`interaction ${known.type}`, { startTime }, scope.span, scope);
  const call = new MeasuredCall(span, scope, begun);

  function isOver(): boolean {
    if (call.over) report("interaction_used_after_end", known.type);
    return call.over;
  }

  function end(failure?: string): void {
    call.end(durations, (durationMs, moment) => {
      const facts = factsOf(known, scope);
      span.setAttributes(attributes);
      setFacts(span, facts);
      facts.push("telltale.interaction.duration_ms", durationMs);
      put(facts, "error.type", failure);
      sendRecord("telltale.interaction.ended", facts, attributes, { scope, span, moment });
      return measure(known, call.inside);
    });
  }

  const it: Interaction = {
    result: harmless((word, details) => {
      if (isOver()) return;
      const result = readText("result", word);
      if (result !== undefined) known.result = result;
      reading("interaction result", details, (given) => addDetails(known, given), undefined);
    }),
    addAttribute: harmless((key, value) => {
      if (isOver()) return;
      if (typeof key === "string" && key !== "" && !isReserved(key)) attributes[key] = value;
      else report("business_name_invalid", `attribute: expected a name of your own, got ${typeof key}`);
    }),
  };
  return {
    span,
    it,
    done: () => end(),
    broken(error) {
      fail(span, error);
      known.result ??= "failed";
      end(errorType(error));
    },
  };
}

function readKnown(type: string, options: Partial<InteractionOptions>, scope: Scope): InteractionDetails {
  const name = readName("interaction", type);
  return {
    type: name,
    customer: readId("customer", options.customer ?? scope.attributes?.values["customer.id"]),
    person: readPerson(undefined, scope),
    channel: readText("channel", options.channel),
    tier: readText("tier", options.tier),
    currency: options.currency,
    result: undefined,
    satisfaction: undefined,
    value: readMoney(name, options.value, options.currency),
    impact: readMoney(name, options.revenueImpact, options.currency),
  };
}

function addDetails(known: InteractionDetails, details: Partial<InteractionResult>): void {
  const { type, currency } = known;
  const satisfaction = readNumber("satisfaction", details.satisfaction);
  const customer = readId("customer", details.customer);
  const channel = readText("channel", details.channel);
  const tier = readText("tier", details.tier);
  const newValue = readMoney(type, details.value, currency);
  const newImpact = readMoney(type, details.revenueImpact, currency);
  known.customer = customer ?? known.customer;
  known.channel = channel ?? known.channel;
  known.tier = tier ?? known.tier;
  known.satisfaction = satisfaction ?? known.satisfaction;
  if (newValue.amount !== undefined) known.value = newValue;
  if (newImpact.amount !== undefined) known.impact = newImpact;
}

function factsOf(known: InteractionDetails, scope: Scope): FactList {
  const facts: FactList = ["telltale.interaction.type", known.type];
  put(facts, "telltale.interaction.channel", known.channel);
  put(facts, "telltale.interaction.tier", known.tier);
  put(facts, "telltale.interaction.result", known.result);
  put(facts, "telltale.interaction.satisfaction", known.satisfaction);
  put(facts, "telltale.interaction.value", known.value.amount);
  put(facts, "telltale.interaction.revenue_impact", known.impact.amount);
  put(facts, "telltale.interaction.currency", known.value.currency ?? known.impact.currency);
  putIdentity(facts, "customer.id", known.customer, scope);
  putPerson(facts, known.person, scope);
  return facts;
}

function isReserved(key: string): boolean {
  return key.startsWith("telltale.interaction.") || key === "log.record.uid";
}

/** Measures everything but the duration, whose attributes are returned. */
function measure({ type, result, value }: InteractionDetails, inside: Scope): object {
  const by: Record<string, unknown> = { "telltale.interaction.type": type };
  if (result !== undefined) by["telltale.interaction.result"] = result;
  count.add(1, by, inside);
  const amount = Number(value.amount ?? Number.NaN);
  // a histogram's sum only grows, so what is below zero stays in the records
  if (amount >= 0) values.record(amount, { ...by, "telltale.interaction.currency": value.currency }, inside);
  return by;
}
