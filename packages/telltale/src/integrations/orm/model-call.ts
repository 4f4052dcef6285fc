// What an object mapper was asked for, around the queries that it makes of it: an internal span that names the operation and the model. The
// queries themselves are the drivers' spans; of the values of an operation nothing is looked at.
import { SpanStatusCode } from "../../engine/api/enums.ts";
import { runInside } from "../../engine/completion/run-inside.ts";
import { report } from "../../engine/diagnostics/diagnose.ts";
import { errorType } from "../../engine/errors/error-form.ts";
import { reportException } from "../../engine/completion/exception-signal.ts";
import { activeScope, openSpan } from "../../engine/context/scope.ts";
import type { EngineSpan } from "../../engine/span/span.ts";
import { state } from "../../engine/running/state.ts";
import { isSuppressed } from "../../engine/context/suppress.ts";
import { cleanError } from "../../calls/error-text.ts";
import type { Emitted } from "../library-integration.ts";
import { type Method, wrapMethod } from "../patching/method.ts";

/** A mapper's name, and how the model of a call is found. */
export interface Mapper {
  readonly name: string;
  model(owner: unknown, args: readonly unknown[]): string | undefined;
}

const made = new WeakSet<object>();
const longest = 128;

/** Has the methods `names` of `owner` seen. An operation inside of another one of the same mapper is part of it. */
export function instrumentModels(owner: unknown, names: readonly string[], mapper: Mapper): void {
  for (const name of names) wrapMethod(owner, name, (method) => wrapOperation(method, name, mapper));
}

function wrapOperation(method: Method, operation: string, mapper: Mapper): Method {
  return function tracedOperation(this: unknown, ...args: unknown[]) {
    const { engine } = state;
    if (engine === undefined) return method.apply(this, args);
    const scope = activeScope();
    const around = openSpan(scope);
    if (isSuppressed(scope.base) || (around !== undefined && made.has(around)))
      return method.apply(this, args);
    let span: EngineSpan;
    try {
      const model = mapper.model(this, args)?.slice(0, longest);
      const attributes = {
        "telltale.orm.name": mapper.name,
        "telltale.orm.operation": operation,
        "telltale.orm.model": model,
      };
      span = engine.tracer.start(
        model === undefined ? operation : `${operation} ${model}`,
        { attributes },
        scope.span,
        scope,
      );
      made.add(span);
    } catch (error) {
      report("instrument_failed", error);
      return method.apply(this, args);
    }
    return runInside(scope, span, () => method.apply(this, args) as unknown, {
      done: () => span.close(),
      broken: (error) => endBroken(span, error),
    });
  };
}

// the driver's message repeats values, as it does on its own span
function endBroken(span: EngineSpan, error: unknown): void {
  const form = cleanError(error, "");
  span.setAttribute("error.type", errorType(error));
  span.setStatus({ code: SpanStatusCode.ERROR, message: form.message });
  reportException(span, form);
  span.close();
}

/** What a mapper emits. */
export const mapperEmits: readonly Emitted[] = [
  {
    kind: "span",
    name: "{operation}",
    form: "internal",
    description:
      "An operation on a model, around its queries. Named `{operation} {model}` where the model is known.",
    attributes: [
      { name: "telltale.orm.name" },
      { name: "telltale.orm.operation" },
      { name: "telltale.orm.model", when: "it is known" },
      { name: "error.type", when: "it failed" },
    ],
  },
];
