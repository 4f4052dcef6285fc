// What evaluation asks for: the values behind the conditions of rules.
import type { Input, Reading } from "alerts";
import type { QueryPriority } from "../store/query/queue.ts";

/** Answers inputs from the telemetry of one tenant. */
export interface InputReader {
  /**
   * One reading for each input, by its id. Windows are half-open: from `at - agoMs - windowMs` to `at - agoMs`. An input that cannot be
   * read has an error as its reading.
   */
  read(
    inputs: readonly Input[],
    at: number,
    options?: { readonly signal?: AbortSignal | undefined; readonly priority?: QueryPriority },
  ): Promise<ReadonlyMap<string, Reading>>;
}
