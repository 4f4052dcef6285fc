// Interactions: one contact with a customer (a chat, a call, a page) with what came of it.
import { now } from "./engine/clock.ts";
import { errorType } from "./engine/error-form.ts";
import { activeScope, openSpan, type Scope, storage } from "./engine/scope.ts";
import { fail } from "./engine/settle.ts";
import type { Span } from "./engine/span.ts";
import { state } from "./engine/state.ts";
import { attempt } from "./business/attempt.ts";
import type { Amount } from "./business/amount.ts";
import {
  readAttributes,
  readId,
  readMoney,
  readName,
  readOptions,
  readPerson,
  readText,
} from "./business/read-options.ts";
import { addMissing } from "./business/attributes.ts";
import { elapsedMs, type Facts, sendRecord } from "./business/record.ts";
import { type Ending, runInside } from "./business/run-inside.ts";
import { counter, histogram } from "./metric.ts";

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
  readonly attributes?: object | undefined;
}

/** An interaction while it lasts. Never throws. */
export interface Interaction {
  /** Says what came of it. The last word counts. */
  result(result: string, details?: { readonly satisfaction?: number | undefined }): void;
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
 * Runs `fn` as an interaction of `type` and returns what it returns. It ends when the work is done, with the result told inside; an error
 * is recorded, thrown on, and makes the result `failed` where none was told.
 *
 * @example
 * ```ts
 * import { interaction } from "telltale";
 *
 * const answer = await interaction("support chat", { customer: "c1", channel: "chat", value: 20 }, async (it) => {
 *   it.result("solved", { satisfaction: 5 });
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
  const scope = activeScope();
  const open = attempt("interaction", () => begin(type, readOptions(options), scope), undefined);
  if (open === undefined) return fn({ result: () => {}, addAttribute: () => {} });
  return runInside(scope, open.span, () => fn(open.it), open);
}

interface OpenInteraction extends Ending {
  readonly span: Span;
  readonly it: Interaction;
}

function begin(type: string, options: InteractionOptions, scope: Scope): OpenInteraction | undefined {
  const { engine } = state;
  if (engine === undefined) return undefined;
  const name = readName("interaction", type);
  const known = factsOf(name, options, scope);
  const attributes: Record<string, unknown> = {};
  addMissing(attributes, readAttributes(options.attributes) ?? {});
  const begun = now();
  const span = engine.tracer.start(`interaction ${name}`, undefined, openSpan(scope), scope);
  let result: string | undefined;
  let satisfaction: number | undefined;

  function end(error?: string): void {
    const moment = now();
    const durationMs = elapsedMs(begun, moment);
    const told = { "telltale.interaction.result": result, "telltale.interaction.satisfaction": satisfaction };
    span.setAttributes({ ...attributes, ...known, ...told });
    const ended = { ...known, ...told, "telltale.interaction.duration_ms": durationMs, "error.type": error };
    storage.run(scope, () => {
      sendRecord("telltale.interaction.ended", ended, attributes, { scope, span, moment });
      measure(known, result, durationMs);
    });
    span.end();
  }

  const it: Interaction = {
    result(word, details) {
      result = readText("result", word);
      const given = attempt("interaction", () => readOptions(details).satisfaction, undefined);
      if (typeof given === "number" && Number.isFinite(given)) satisfaction = given;
    },
    addAttribute(key, value) {
      if (typeof key === "string") attributes[key] = value;
    },
  };
  return {
    span,
    it,
    done: () => end(),
    broken(error) {
      fail(span, error);
      result ??= "failed";
      end(errorType(error));
    },
  };
}

function factsOf(name: string, options: InteractionOptions, scope: Scope): Facts {
  const value = readMoney(name, options.value, options.currency);
  const impact = readMoney(name, options.revenueImpact, options.currency);
  const { user, session } = readPerson(undefined, scope);
  return {
    "telltale.interaction.type": name,
    "telltale.interaction.channel": readText("channel", options.channel),
    "telltale.interaction.tier": readText("tier", options.tier),
    "telltale.interaction.value": value.amount,
    "telltale.interaction.revenue_impact": impact.amount,
    "telltale.interaction.currency": value.currency ?? impact.currency,
    "customer.id": readId("customer", options.customer ?? scope.attributes?.values["customer.id"]),
    "user.id": user,
    "session.id": session,
  };
}

function measure(known: Facts, result: string | undefined, durationMs: number): void {
  const by: Record<string, unknown> = { "telltale.interaction.type": known["telltale.interaction.type"] };
  if (result !== undefined) by["telltale.interaction.result"] = result;
  count.add(1, by);
  durations.record(durationMs / 1000, by);
  const amount = Number(known["telltale.interaction.value"] ?? Number.NaN);
  const currency = known["telltale.interaction.currency"];
  // a histogram's sum only grows, so what is below zero stays in the records
  if (amount >= 0) values.record(amount, { ...by, "telltale.interaction.currency": currency });
}
