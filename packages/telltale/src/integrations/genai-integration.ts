// Calls of generative models, by the conventions for generative AI: one client span a call, what it was asked with, what it answered,
// what it used and what that cost. A library's integration says how to read its requests, answers and streams.
import { attempt } from "../engine/errors/attempt.ts";
import { SpanKind, SpanStatusCode } from "../engine/api/enums.ts";
import { readConnection } from "../calls/connection.ts";
import { MeasuredCall, observingEngine } from "../calls/measured-call.ts";
import { errorType } from "../engine/errors/error-form.ts";
import { now, elapsedMs } from "../engine/runtime/clock.ts";
import { runWithSpan } from "../engine/context/run-with-span.ts";
import { activeScope, type Scope } from "../engine/context/scope.ts";
import { endWhenAbandoned } from "../engine/completion/abandoned.ts";
import { fail } from "../engine/completion/finish.ts";
import type { EngineSpan, Span } from "../engine/span/span.ts";
import { zeroCodeSettings } from "../settings/zero-code.ts";
import { costOf, type Prices } from "./genai/cost.ts";
import type { ContentRecorder } from "./genai/content.ts";
import { contentRecorder } from "./genai/content.ts";
import { durations, measureChunk, measureCost } from "./genai/metrics.ts";
import type { Content, ModelAnswer } from "./genai/model-answer.ts";

export type { ModelPrice, Prices } from "./genai/cost.ts";

/** What is to be seen of a model's client. */
export interface GenAiOptions {
  /** Prices by model, or by the beginning of its name with `*`, for a million tokens. Without them there is no cost. */
  readonly prices?: Prices | undefined;
  /** The currency of the prices, ISO 4217; `USD` by default. */
  readonly currency?: string | undefined;
  /**
   * `true` records instructions, messages and tool definitions, redacted. Off by default, but where
   * `OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT` says so.
   */
  readonly recordContent?: boolean | undefined;
  /** Longest text of a recorded message; 4096 by default. */
  readonly maxContentLength?: number | undefined;
}

/** A call that is about to be made. */
export interface ModelCall {
  /** `chat`, `embeddings`, `text_completion`. */
  readonly operation: string;
  readonly provider: string;
  readonly model: string | undefined;
  /** Where it is sent to: a URL. */
  readonly server: string | undefined;
  readonly attributes: Readonly<Record<string, unknown>>;
  /** What it was asked, asked for only where content is recorded. */
  content?(): Content;
}

/** A call that has begun. Each of its ends counts once. */
export interface RunningCall {
  /** Where the call's span is active. */
  readonly inside: Scope;
  /** Runs `fn` with the call's span active. */
  run<T>(fn: () => T): T;
  /** A chunk of a stream has come; `hasToken` when there is something of the answer in it. */
  chunk(hasToken: boolean): void;
  answered(answer: ModelAnswer): void;
  failed(error: unknown): void;
  /** Ends without an answer that could be read; at `moment` of clock.ts, or now. */
  ended(moment?: number): void;
  /** Ends as incomplete where `work` is collected before: at the last chunk that was read, or now if none was. */
  endsWith(work: object): void;
}

/** Resolved options, with what they need to work. */
export interface GenAiPlan {
  readonly options: GenAiOptions;
  readonly content: ContentRecorder | undefined;
}

/** Reads `options`, once. */
export function planGenAi(options: GenAiOptions): GenAiPlan {
  const asked = process.env[zeroCodeSettings.settings.genAiContent.variable]?.toLowerCase();
  const records = options.recordContent ?? (asked === "true" || asked === "span_only");
  return { options, content: records ? contentRecorder(options.maxContentLength ?? 4096) : undefined };
}

/** Begins `call`; undefined if it is not recorded. `span` is one that the library itself made: it gets attributes, and the library ends it. */
export function beginCall(plan: GenAiPlan, call: ModelCall, given?: Span): RunningCall | undefined {
  const scope = activeScope();
  const engine = observingEngine(scope);
  if (engine === undefined) return undefined;
  const { operation, provider, model, attributes } = call;
  const server = readConnection(call.server);
  const common = {
    "gen_ai.operation.name": operation,
    "gen_ai.provider.name": provider,
    "gen_ai.request.model": model,
    "server.address": server.address,
    "server.port": server.port ?? (server.address === undefined ? undefined : 443),
  };
  const name = model === undefined ? operation : `${operation} ${model}`;
  const span =
    given ?? engine.tracer.start(name, { kind: SpanKind.CLIENT, attributes: common }, scope.span, scope);
  if (given !== undefined) {
    given.updateName(name);
    given.setAttributes(common);
  }
  span.setAttributes(attributes);
  if (plan.content !== undefined && call.content !== undefined) {
    const { content } = call;
    const recorder = plan.content;
    attempt("gen_ai content", () => recorder.asked(span, content.call(call)), undefined);
  }
  return follow(plan, common, span, scope, given === undefined);
}

function follow(
  plan: GenAiPlan,
  common: Readonly<Record<string, unknown>>,
  span: Span,
  scope: Scope,
  owned: boolean,
): RunningCall {
  const began = now();
  const running = new MeasuredCall(span, scope, began, owned);
  let first: number | undefined;
  let firstToken: number | undefined;
  let last = began;
  function end(record: (by: Record<string, unknown>) => void, moment?: number): void {
    const conclude = (): object => {
      const by: Record<string, unknown> = { ...common };
      attempt("gen_ai", () => record(by), undefined);
      return by;
    };
    running.end(durations, conclude, moment);
  }
  return {
    inside: running.inside,
    run: (fn) => (owned ? runWithSpan(scope, span, fn) : fn()),
    chunk(hasToken) {
      if (running.over) return;
      const at = now();
      if (first === undefined) {
        first = elapsedMs(began, at) / 1000;
        span.setAttribute("gen_ai.response.time_to_first_chunk", first);
        measureChunk(true, first, common);
      } else measureChunk(false, elapsedMs(last, at) / 1000, common);
      last = at;
      if (!hasToken || firstToken !== undefined) return;
      firstToken = elapsedMs(began, at) / 1000;
      span.setAttribute("telltale.gen_ai.time_to_first_output", firstToken);
    },
    answered: (answer) => end((by) => recordAnswer(plan, span, answer, by)),
    failed: (error) =>
      end((by) => {
        if (owned) fail(span, error);
        by["error.type"] = errorType(error);
      }),
    ended: (moment) => end(() => {}, moment),
    endsWith(work) {
      last = now();
      if (owned) endWhenAbandoned(work, span as EngineSpan, () => end(() => {}, last));
    },
  };
}

function recordAnswer(plan: GenAiPlan, span: Span, answer: ModelAnswer, by: Record<string, unknown>): void {
  const { usage = {}, model, finishReasons, toolCalls } = answer;
  const priced = model ?? (by["gen_ai.request.model"] as string | undefined);
  const cost = costOf(plan.options.prices, [priced, by["gen_ai.request.model"] as string | undefined], usage);
  const currency = plan.options.currency ?? "USD";
  by["gen_ai.response.model"] = model;
  span.setAttributes({
    "gen_ai.response.id": answer.id,
    "gen_ai.response.model": model,
    "gen_ai.response.finish_reasons": isEmpty(finishReasons) ? undefined : finishReasons,
    "gen_ai.usage.input_tokens": usage.input,
    "gen_ai.usage.output_tokens": usage.output,
    "gen_ai.usage.cache_read.input_tokens": usage.cacheRead,
    "gen_ai.usage.cache_creation.input_tokens": usage.cacheWrite,
    "gen_ai.usage.reasoning.output_tokens": usage.reasoning,
    "telltale.gen_ai.tool_calls": isEmpty(toolCalls) ? undefined : toolCalls,
    "telltale.gen_ai.cost": cost,
    "telltale.gen_ai.cost.currency": cost === undefined ? undefined : currency,
    ...answer.attributes,
  });
  if (answer.failure !== undefined) {
    span.setAttribute("error.type", answer.failure.type);
    span.setStatus({ code: SpanStatusCode.ERROR, message: answer.failure.message });
  }
  if (answer.output !== undefined) plan.content?.answered(span, answer.output);
  measureCost(usage, cost, currency, by);
  // of the duration, which is measured last
  if (answer.failure !== undefined) by["error.type"] = answer.failure.type;
}

function isEmpty(list: readonly unknown[] | undefined): boolean {
  return list === undefined || list.length === 0;
}
