// A stream of chunks, looked at while the application reads it. A call ends with its last chunk, or when the application stops reading.
import type { RunningCall } from "../genai-integration.ts";
import type { Chunks } from "./api-promise.ts";

interface Streaming {
  iterator(): AsyncIterator<unknown>;
}

const watched = new WeakSet<object>();

/** Has `call` hear of each chunk that is read from `stream`. */
export function watchStream(stream: object, call: RunningCall, chunks: Chunks): void {
  if (watched.has(stream)) return;
  watched.add(stream);
  const { iterator } = stream as Streaming;
  (stream as Streaming).iterator = function iterate(this: unknown) {
    return telling(iterator.call(this), call, chunks);
  };
}

function telling(
  iterator: AsyncIterator<unknown>,
  call: RunningCall,
  chunks: Chunks,
): AsyncIterableIterator<unknown> {
  const told: AsyncIterableIterator<unknown> = {
    [Symbol.asyncIterator]: () => told,
    async next(...args) {
      try {
        const result = await iterator.next(...args);
        if (result.done === true) chunks.done(call);
        else call.chunk(chunks.take(result.value));
        return result;
      } catch (error) {
        call.failed(error);
        throw error;
      }
    },
    async return(value) {
      // whoever stops reading has what came until then
      chunks.done(call);
      return iterator.return?.(value) ?? { done: true, value };
    },
    async throw(error) {
      call.failed(error);
      if (iterator.throw === undefined) throw error;
      return iterator.throw(error);
    },
  };
  return told;
}
