// Answers the inputs of rules from the store.
import type { Input, Reading } from "alerts";
import type { ApiQueries } from "../../api/context.ts";

/** Answers inputs at a time. */
export interface InputReader {
  /** One reading for each input, by its id. An input that could not be read has an error as its reading. Rejects only when `signal` aborts. */
  read(inputs: readonly Input[], at: number, signal?: AbortSignal): Promise<Map<string, Reading>>;
}

/** Reads from the tables of one tenant. */
export function createReader(_queries: ApiQueries): InputReader {
  return {
    async read(inputs) {
      return new Map(inputs.map(({ id }) => [id, { error: "this source cannot be read yet" }]));
    },
  };
}
