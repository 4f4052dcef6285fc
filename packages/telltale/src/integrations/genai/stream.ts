// A stream of chunks, looked at while the application reads it. A call ends with its last chunk, or when the application stops reading.
import type { RunningCall } from "../genai-integration.ts";

/** What is read from a stream. */
export interface Chunks {
  /** Looks at a chunk; whether there is something of the answer in it. */
  take(chunk: unknown): boolean;
  /** Reports the combined content of all chunks to the call. */
  done(call: RunningCall): void;
}

interface Streaming {
  iterator(): AsyncIterator<unknown>;
}

const watched = new WeakSet<object>();

/** Passes each chunk that is read from `stream` to `call`. */
export function watchStream(stream: object, call: RunningCall, chunks: Chunks): void {
  if (watched.has(stream)) return;
  watched.add(stream);
  // held by the stream and by who reads it: where neither is left, nothing ends the call
  call.endsWith(chunks);
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
  const wrapped: AsyncIterableIterator<unknown> = {
    [Symbol.asyncIterator]: () => wrapped,
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
      // a reader that stops early has what came until then
      chunks.done(call);
      return iterator.return?.(value) ?? { done: true, value };
    },
    async throw(error) {
      call.failed(error);
      if (iterator.throw === undefined) throw error;
      return iterator.throw(error);
    },
  };
  return wrapped;
}
