// Iterators of NATS: what one gives is received in the span that asks for it, and linked to its message.
import { readField } from "../../calls/read-field.ts";
import { isSeen, messageOperation, type MessagingOptions } from "../messaging-integration.ts";
import { aboutMessage, type Heard, isMessage, type NatsMessage, noteHeard } from "./delivered.ts";

type Adopt = (message: NatsMessage) => void;

/** `iterable` with its iterator replaced by one that records what it returns, each after a call of `adopt`. */
export function receiving(
  iterable: unknown,
  heard: Heard,
  options: MessagingOptions,
  adopt: Adopt = () => {},
): unknown {
  const iterate = readField(iterable, Symbol.asyncIterator as never);
  if (typeof iterate !== "function") return iterable;
  Object.defineProperty(iterable, Symbol.asyncIterator, {
    configurable: true,
    writable: true,
    value: () =>
      tapped(iterate.call(iterable) as AsyncIterator<unknown>, (message) => {
        if (!isMessage(message)) return;
        adopt(message);
        recordMessage(message, heard, options);
      }),
  });
  return iterable;
}

function tapped(
  iterator: AsyncIterator<unknown>,
  come: (message: unknown) => void,
): AsyncIterableIterator<unknown> {
  const wrapped: AsyncIterableIterator<unknown> = {
    [Symbol.asyncIterator]: () => wrapped,
    next: async (...args) => {
      const result = await iterator.next(...args);
      if (result.done !== true) come(result.value);
      return result;
    },
  };
  const { return: stop, throw: fail } = iterator;
  if (stop !== undefined) wrapped.return = async (value) => stop.call(iterator, value);
  if (fail !== undefined) wrapped.throw = async (error) => fail.call(iterator, error);
  return wrapped;
}

function recordMessage(message: NatsMessage, heard: Heard, options: MessagingOptions): void {
  noteHeard(message, heard);
  if (!isSeen()) return;
  const { system, destination, template, consumerGroup, connection } = aboutMessage("receive", message);
  const operation = { system, destination, template, consumerGroup, connection, operation: "receive" };
  messageOperation(options, operation, () => message);
}
