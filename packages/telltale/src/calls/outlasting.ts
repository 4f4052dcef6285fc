// Work that returns something at once and ends later: when something calls back, or when what it returned has ended.
import { report } from "../engine/diagnostics/diagnose.ts";

/** What failed. */
export interface Failure {
  readonly error: unknown;
}

/** Called when work has ended, with what failed or with its result. */
export type Over = (failure?: Failure, result?: unknown) => void;

/**
 * Returns or throws at once what `work` does, inside an operation that lasts until `work` calls its `over`. `operate` runs the operation
 * around `lasting`; where it does not come to that, its error is counted, and `work` runs without it.
 */
export function outlasting<T>(
  operate: (lasting: () => Promise<unknown>) => Promise<unknown>,
  work: (over: Over) => T,
): T {
  let given: T | undefined;
  let thrown: Failure | undefined;
  let begun = false;
  const operated = operate(
    async () =>
      new Promise<unknown>((resolve, reject) => {
        const over: Over = (failure, result) => {
          if (failure === undefined) resolve(result);
          else reject(failure.error as Error);
        };
        begun = true;
        try {
          given = work(over);
        } catch (error) {
          thrown = { error };
          over(thrown);
        }
      }),
  );
  const missed = !begun;
  // the caller learns of an error from what it was given
  operated.then(undefined, (error: unknown) => {
    if (missed) report("internal_error", error);
  });
  if (missed) return work(() => {});
  if (thrown !== undefined) throw thrown.error;
  return given as T;
}
