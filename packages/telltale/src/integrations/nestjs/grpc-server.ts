// Calls of gRPC that a handler of NestJS answers. The conventions have them as calls, of the kind SERVER: a client waits for the answer, no
// broker is between, and whatever else speaks gRPC records them so.
import { extractFrom } from "../../calls/carrier.ts";
import { runCall } from "../../calls/measured-call.ts";
import { readField, readTextField, readWholeField } from "../../calls/read-field.ts";
import { SpanKind } from "../../engine/api/enums.ts";
import { fail } from "../../engine/completion/finish.ts";
import { activeScope, openSpan, rootScope, storage } from "../../engine/context/scope.ts";
import { isSeen } from "../messaging-integration.ts";
import type { Method } from "../patching/method.ts";
import { CallFailure, planRpc } from "./grpc-call.ts";
import { type Handled, isHandled, noteHandled } from "./handled.ts";
import { followed } from "./observable.ts";

/** Has `handle` answer the call that is among `args`: `(data, metadata, call)`, or `(call, callback)` for handlers that write to it themselves. */
export function serveCall(
  args: readonly unknown[],
  pattern: unknown,
  handle: (args: readonly unknown[]) => unknown,
): unknown {
  const call = args.find((arg) => typeof readField(arg, "getPath") === "function") as object | undefined;
  if (!isSeen() || call === undefined || isHandled(call)) return handle(args);
  const active = openSpan(activeScope());
  if (readField(active, "kind") === SpanKind.SERVER) {
    // the instrumentation of the library below has it
    noteHandled(call, { span: active, failed: (error) => fail(active as never, error) });
    return handle(args);
  }
  const metadata = readField(call, "metadata");
  const scope =
    typeof metadata === "object" && metadata !== null ? extractFrom(metadata, rootScope) : rootScope;
  return storage.run(scope, () => answerCall(args, call, pathOf(call, pattern), handle));
}

function answerCall(
  args: readonly unknown[],
  call: object,
  method: string,
  handle: (args: readonly unknown[]) => unknown,
): unknown {
  let given: unknown;
  let thrown: { readonly error: unknown } | undefined;
  const answered = runCall(
    planRpc("server", method, activeScope()),
    async (span) =>
      new Promise<void>((resolve, reject) => {
        const one: Handled = { span };
        noteHandled(call, one);
        const over = (failure = one.thrown): void => {
          if (failure === undefined) resolve();
          else reject(new CallFailure(codeOf(failure.error), failure.error) as never);
        };
        try {
          given =
            args[0] === call
              ? untilWritten(args, call, handle, over)
              : followed(handle(args), activeScope(), over);
        } catch (error) {
          thrown = { error };
          over(thrown);
        }
      }),
  );
  answered.then(undefined, () => {});
  if (thrown !== undefined) throw thrown.error;
  return given;
}

/** A handler that has the call itself is through when it has answered: by its callback, or by ending the stream. */
function untilWritten(
  args: readonly unknown[],
  call: object,
  handle: (args: readonly unknown[]) => unknown,
  over: (failure?: { readonly error: unknown }) => void,
): unknown {
  const on = readField(call, "on");
  for (const event of ["finish", "cancelled", "close"])
    if (typeof on === "function") on.call(call, event, () => over());
  const [, callback, ...rest] = args;
  if (typeof callback !== "function") return handle(args);
  const answer: Method = function (this: unknown, error: unknown, ...more) {
    over(error === undefined || error === null ? undefined : { error });
    return (callback as Method).call(this, error, ...more);
  };
  return handle([call, answer, ...rest]);
}

function codeOf(error: unknown): number {
  const getError = readField(error, "getError");
  const inner: unknown = typeof getError === "function" ? getError.call(error) : undefined;
  return readWholeField(inner, "code") ?? readWholeField(error, "code") ?? 2;
}

/** `package.Service/Method`. */
function pathOf(call: object, pattern: unknown): string {
  const path: unknown = (readField(call, "getPath") as Method).call(call);
  if (typeof path === "string" && path !== "") return path.replace(/^\//, "");
  return [readTextField(pattern, ["service"]), readTextField(pattern, ["rpc"])].filter(Boolean).join("/");
}
