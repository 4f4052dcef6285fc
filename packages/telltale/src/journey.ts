// Journeys: the steps one person takes under a name, joined by user or session over any number of traces, services and days.
import {
  type AbandonOptions,
  recordAbandon,
  recordStep,
  type StepOptions,
} from "./business/journey-record.ts";
import { readAttributes, readName, reading } from "./business/read-options.ts";
import { harmless, safely } from "./engine/diagnostics/guard.ts";
import { attempt } from "./engine/errors/attempt.ts";
import { mergeAttributes } from "./engine/attributes/attribute-list.ts";

export type { AbandonOptions, StepOptions } from "./business/journey-record.ts";
import type { Attributes, DeclaredName, OpenName, StepOf, Typed } from "./typed.ts";

/** One person's way through a journey. Never throws. */
export interface Journey<Step extends string = string> {
  readonly name: string;
  /** Records a step. Options given here win over those of the journey. */
  step(step: Step, options?: Typed<StepOptions>): void;
  /** Records that the person gave up, at the step named or at the last one known. */
  abandon(options?: Typed<AbandonOptions> & { readonly step?: Step | undefined }): void;
}

/**
 * A journey of one person. Steps need no declaration and no order; where they have one, use `funnel`.
 *
 * @example
 * ```ts
 * import { journey } from "telltale";
 *
 * const shopping = journey("shopping", { user: "u1", session: "s1" });
 * shopping.step("searched");
 * shopping.step("compared products", { attributes: { "products.compared": 3 } });
 * shopping.abandon({ reason: "out of stock" });
 * ```
 */
export function journey<N extends DeclaredName<"journeys">>(
  name: N,
  person?: Typed<StepOptions>,
): Journey<StepOf<"journeys", N>>;
export function journey(name: OpenName<"journeys">, person?: StepOptions): Journey;
export function journey(name: string, person: StepOptions = {}): Journey {
  const journeyName = attempt("journey", () => readName("journey", name), name);
  const always = reading("journey", person, (given): StepOptions => ({ ...given }), {});
  return {
    name: journeyName,
    step: harmless((step, options) => recordStep(journeyName, step, undefined, joined(always, options))),
    abandon: harmless((options) => {
      const own = joined(always, options);
      recordAbandon(journeyName, own.step, () => undefined, own);
    }),
  };
}

/**
 * Records a step of the journey `default`: for steps that belong to no journey in particular.
 *
 * @example
 * ```ts
 * import { journeyStep } from "telltale";
 *
 * journeyStep("u1", "logged in", { "login.method": "passkey" });
 * ```
 */
export function journeyStep(user: string, step: string, attributes?: Attributes): void {
  safely(() => recordStep("default", step, undefined, { user, attributes }));
}

interface JoinedOptions extends AbandonOptions {
  readonly step?: string | undefined;
}

function joined(person: StepOptions, options: JoinedOptions | undefined): JoinedOptions {
  if (options === undefined) return person;
  return reading("journey", options, (given) => join(person, given), person);
}

function join(person: StepOptions, options: JoinedOptions): JoinedOptions {
  return {
    ...options,
    user: options.user ?? person.user,
    session: options.session ?? person.session,
    attributes: mergeAttributes(readAttributes(person.attributes), readAttributes(options.attributes)),
  };
}
