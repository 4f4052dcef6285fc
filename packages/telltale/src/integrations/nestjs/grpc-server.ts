// Calls of gRPC that a handler of NestJS answers. The conventions have them as calls, of the kind SERVER: a client waits for the answer, no
// broker is between, and whatever else speaks gRPC records them so.
import { extractFrom } from "../../calls/carrier.ts";
import { runCall } from "../../calls/measured-call.ts";
import { type Failure, outlasting } from "../../calls/outlasting.ts";
import { readField, readTextField } from "../../calls/read-field.ts";
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
  return outlasting(
    async (lasting) => runCall(planRpc("server", method, activeScope()), lasting),
    (over) => {
      const scope = activeScope();
      const one: Handled = { span: scope.span };
      const forget = noteHandled(call, one);
      const end = (code: number, error: unknown): void => {
        forget();
        over({ error: new CallFailure(code, error) });
      };
      // the status is that of what leaves, which a filter may have made; the error is what the method threw
      const answered = (failure: Failure | undefined): void => {
        if (failure !== undefined) return end(codeOf(failure.error), (one.thrown ?? failure).error);
        forget();
        over();
      };
      const cancelled = (why: unknown): void => {
        if (one.thrown !== undefined) answered(one.thrown);
        else if (isLate(call, why)) end(deadlineExceeded, late);
        else end(cancelledByClient, cancellation);
      };
      listen(call, "cancelled", cancelled);
      if (readField(call, "cancelled") === true) cancelled(undefined);
      try {
        return args[0] === call
          ? untilWritten(args, call, handle, (failure) => answered(failure ?? one.thrown))
          : followed(handle(args), scope, answered, !isStream(call));
      } catch (error) {
        answered({ error });
        throw error;
      }
    },
  );
}

const cancelledByClient = 1;
const deadlineExceeded = 4;
const cancellation = { name: "Cancelled", message: "the client cancelled the call" };
const late = { name: "DeadlineExceeded", message: "the deadline of the call is over" };

/** Whether a call was ended by its deadline: old versions of gRPC say so, others end it in the same way as a client does. */
function isLate(call: object, why: unknown): boolean {
  if (why === "deadline") return true;
  const getDeadline = readField(call, "getDeadline");
  return typeof getDeadline === "function" && Number(getDeadline.call(call)) <= Date.now();
}

/** Whether more than one message may come or go: the answer to one call is the first value. */
function isStream(call: object): boolean {
  return ["read", "write"].some((name) => typeof readField(call, name) === "function");
}

function listen(call: object, event: string, listener: (given: unknown) => void): void {
  const on = readField(call, "on");
  if (typeof on === "function") on.call(call, event, listener);
}

/** A handler that has the call itself is through when it has answered: by its callback, or by ending the stream. */
function untilWritten(
  args: readonly unknown[],
  call: object,
  handle: (args: readonly unknown[]) => unknown,
  over: (failure?: Failure) => void,
): unknown {
  for (const event of ["finish", "close"]) listen(call, event, () => over());
  // an error without a listener is thrown, and stays so
  const count = readField(call, "listenerCount");
  if (typeof count === "function" && count.call(call, "error") > 0)
    listen(call, "error", (error) => over({ error }));
  const [, callback, ...rest] = args;
  if (typeof callback !== "function") return handle(args);
  const answer: Method = function (this: unknown, error: unknown, ...more) {
    over(error === undefined || error === null ? undefined : { error });
    return (callback as Method).call(this, error, ...more);
  };
  return handle([call, answer, ...rest]);
}

/** The status that gRPC makes of an error. */
function codeOf(error: unknown): number {
  const code = readField(error, "code");
  return Number.isInteger(code) ? (code as number) : 2;
}

/** `package.Service/Method`. */
function pathOf(call: object, pattern: unknown): string {
  const path: unknown = (readField(call, "getPath") as Method).call(call);
  if (typeof path === "string" && path !== "") return path.replace(/^\//, "");
  return [readTextField(pattern, ["service"]), readTextField(pattern, ["rpc"])].filter(Boolean).join("/");
}
