// Answers the inputs of rules from the store.
import type { ApiQueries } from "../../api/context.ts";
import type { InputReader } from "../input-reader.ts";

/** @param queries those of the tenant. */
export function createReader(_queries: ApiQueries): InputReader {
  return {
    async read(inputs) {
      return new Map(inputs.map(({ id }) => [id, { error: "this source cannot be read yet" }]));
    },
  };
}
