// A send that gives something at once and is over when its callback is called.
import { outlasting } from "../../calls/outlasting.ts";
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
  return outlasting(
    async (lasting) => messageOperation(options, operation, lasting),
    (over) => {
      const answer: Method = function (this: unknown, error: unknown, ...rest) {
        over(error === null || error === undefined ? undefined : { error }, rest[0]);
        if (typeof callback === "function") return (callback as Method).call(this, error, ...rest);
      };
      return send(answer);
    },
  );
}
