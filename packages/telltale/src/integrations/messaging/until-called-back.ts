// A send that gives something at once and is over when its callback is called.
import type { MessageOptions } from "../../message.ts";
import { messageOperation, type MessagingOptions } from "../messaging-integration.ts";
import type { Method } from "../patching/method.ts";

/** What `send` gives or throws at once, in a span that ends when `callback` is called with an error or without. */
export function untilCalledBack(
  options: MessagingOptions,
  operation: MessageOptions,
  callback: unknown,
  send: (answer: Method) => unknown,
): unknown {
  let given: unknown;
  let thrown: { readonly error: unknown } | undefined;
  const answered = messageOperation(
    options,
    operation,
    async () =>
      new Promise<unknown>((resolve, reject) => {
        const answer: Method = function (this: unknown, error: unknown, ...rest) {
          if (error === null || error === undefined) resolve(rest[0]);
          else reject(error as Error);
          if (typeof callback === "function") return (callback as Method).call(this, error, ...rest);
        };
        try {
          given = send(answer);
        } catch (error) {
          thrown = { error };
          reject(error as Error);
        }
      }),
  );
  // the caller gets the result by the callback
  answered.then(undefined, () => {});
  if (thrown !== undefined) throw thrown.error;
  return given;
}
