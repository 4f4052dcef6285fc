// Interactions: one contact with a customer (a chat, a call, a page) with what came of it.
import { now } from "./engine/clock.ts";
import { errorType } from "./engine/error-form.ts";
import { activeScope, openSpan, storage } from "./engine/scope.ts";
import { fail } from "./engine/settle.ts";
import { state } from "./engine/state.ts";
import type { Amount } from "./business/amount.ts";
import {
  readAttributes,
  readId,
  readMoney,
  readName,
  readPerson,
  readText,
} from "./business/read-options.ts";
import { addMissing, type Facts, sendRecord } from "./business/record.ts";
import { runInside } from "./business/run-inside.ts";
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
export function interaction<T>(type: string, options: InteractionOptions, fn: (it: Interaction) => T): T {
  const { engine } = state;
  if (engine === undefined) return fn({ result: () => {}, addAttribute: () => {} });
  const scope = activeScope();
  const name = readName("interaction", type);
  const begun = now();
  const attributes: Record<string, unknown> = {};
  addMissing(attributes, readAttributes(options.attributes) ?? {});
  const value = readMoney(name, options.value, options.currency);
  const impact = readMoney(name, options.revenueImpact, options.currency);
  const told: { result?: string | undefined; satisfaction?: number | undefined } = {};
  const span = engine.tracer.start(`interaction ${name}`, undefined, openSpan(scope), scope);

  function facts(): Facts {
    return {
      "telltale.interaction.type": name,
      "telltale.interaction.channel": readText("channel", options.channel),
      "telltale.interaction.tier": readText("tier", options.tier),
      "telltale.interaction.result": told.result,
      "telltale.interaction.satisfaction": told.satisfaction,
      "telltale.interaction.value": value.amount,
      "telltale.interaction.revenue_impact": impact.amount,
      "telltale.interaction.currency": value.currency ?? impact.currency,
      "customer.id": readId("customer", options.customer ?? scope.attributes?.values["customer.id"]),
    };
  }

  function end(error?: { readonly type: string }): void {
    const moment = now();
    const ended = facts();
    span.setAttributes(ended);
    span.setAttributes(attributes);
    const { user, session } = readPerson(undefined, scope);
    const own = {
      ...ended,
      "telltale.interaction.duration_ms": moment - begun,
      "user.id": user,
      "session.id": session,
      "error.type": error?.type,
    };
    storage.run(scope, () => {
      sendRecord("telltale.interaction.ended", own, attributes, { scope, span, moment });
      measure(moment - begun);
    });
    span.end();
  }

  function measure(durationMs: number): void {
    const by = {
      "telltale.interaction.type": name,
      ...(told.result === undefined ? {} : { "telltale.interaction.result": told.result }),
    };
    count.add(1, by);
    durations.record(durationMs / 1000, by);
    const amount = Number(value.amount ?? Number.NaN);
    if (amount >= 0) values.record(amount, { ...by, "telltale.interaction.currency": value.currency });
  }

  const it: Interaction = {
    result(result, details) {
      told.result = readText("result", result);
      const satisfaction = details?.satisfaction;
      if (typeof satisfaction === "number" && Number.isFinite(satisfaction)) told.satisfaction = satisfaction;
    },
    addAttribute(key, attribute) {
      attributes[key] = attribute;
    },
  };
  const ending = {
    done: () => end(),
    broken(error: unknown) {
      fail(span, error);
      told.result ??= "failed";
      end({ type: errorType(error) });
    },
  };
  return runInside(scope, span, () => fn(it), ending);
}
