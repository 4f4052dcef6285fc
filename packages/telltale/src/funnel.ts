// Funnels: journeys whose steps are known and ordered, so that conversion and drop-off can be computed.
import { attempt } from "./engine/errors/attempt.ts";
import {
  type AbandonOptions,
  recordAbandon,
  recordStep,
  type StepOptions,
} from "./business/journey-record.ts";
import { readName, readOptions, readTimeout } from "./business/read-options.ts";
import { declare } from "./definition.ts";
import { report } from "./engine/diagnostics/diagnose.ts";
import { harmless } from "./engine/diagnostics/guard.ts";
import { state } from "./engine/running/state.ts";
import type { DeclaredName, OpenName, StepOf, Typed } from "./typed.ts";
import { TelemetryError } from "./error.ts";
import { noteNotStarted } from "./engine/diagnostics/not-started.ts";

/** What a funnel may say besides its steps. */
export interface FunnelOptions {
  /** A person without a step for this long has given up. */
  readonly timeoutMs?: number | undefined;
}

/** A funnel. A step that it does not have is recorded without a position and counted; nothing here throws. */
export interface Funnel<Step extends string = string> {
  readonly name: string;
  readonly steps: readonly Step[];
  step(step: Step, options?: Typed<StepOptions>): void;
  abandon(step: Step, options?: Typed<AbandonOptions>): void;
}

/**
 * Declares a funnel: an ordered list of steps. Make it once, at the top of a module, and take its steps wherever they happen.
 *
 * `user` and `session` default to the context attributes `user.id` and `session.id`.
 *
 * @throws {TelemetryError} `TT_FUNNEL_STEPS` when there are no steps, or one is empty or twice there; only before `start()`.
 *   After it the mistake is counted, and what steps there are serve.
 *
 * @example
 * ```ts
 * import { funnel } from "telltale";
 *
 * const signup = funnel("signup", ["landing", "form", "email verified", "first login"]);
 * signup.step("form", { user: "u1", attributes: { "form.version": 2 } });
 * signup.abandon("form", { user: "u1", reason: "too long" });
 * signup.steps.length; // => 4
 * ```
 */
export function funnel<N extends DeclaredName<"journeys">, const Step extends StepOf<"journeys", N>>(
  name: N,
  steps: readonly Step[],
  options?: FunnelOptions,
): Funnel<Step>;
export function funnel<const Step extends string>(
  name: OpenName<"journeys">,
  steps: readonly Step[],
  options?: FunnelOptions,
): Funnel<Step>;
export function funnel<const Step extends string>(
  name: string,
  steps: readonly Step[],
  options: FunnelOptions = {},
): Funnel<Step> {
  const funnelName = readName("funnel", name);
  const ordered = checked(funnelName, steps);
  const timeoutMs = attempt(
    "funnel",
    () => readTimeout("timeoutMs", readOptions(options).timeoutMs),
    undefined,
  );
  declare({ kind: "funnel", name: funnelName, steps: ordered, timeoutMs });
  const indexes = new Map<string, number>(ordered.map((step, index) => [step, index]));

  function indexOf(step: string): number | undefined {
    const index = indexes.get(step);
    if (index === undefined) report("funnel_step_unknown", funnelName);
    return index;
  }

  return {
    name: funnelName,
    steps: ordered,
    step: harmless(function step(taken, stepOptions = {}) {
      if (state.engine === undefined) noteNotStarted("funnel.step()", step);
      recordStep(funnelName, taken, indexOf(taken), stepOptions);
    }),
    abandon: harmless((step, abandonOptions = {}) =>
      recordAbandon(funnelName, step, indexOf, abandonOptions),
    ),
  };
}

function checked<Step extends string>(name: string, steps: readonly Step[]): readonly Step[] {
  const given = attempt("funnel", (): readonly Step[] => (Array.isArray(steps) ? [...steps] : []), []);
  const kept = [...new Set(given.filter((step) => typeof step === "string" && step !== ""))];
  if (kept.length > 0 && kept.length === given.length) return kept;
  const mistake = `Cannot make the funnel \`${name}\` of ${given.length} steps, ${kept.length} of them different texts.`;
  if (state.engine === undefined) throw new TelemetryError("TT_FUNNEL_STEPS", mistake);
  report("funnel_steps_invalid", mistake);
  return kept;
}
