// Work that returns something at once and ends later: when something calls back, or when what it returned has ended.

/** What failed. */
export interface Failure {
  readonly error: unknown;
}

/** Called when work has ended, with what failed or with its result. */
export type Over = (failure?: Failure, result?: unknown) => void;

/**
 * Returns or throws at once what `work` does, inside an operation that lasts until `work` calls its `over`. `operate` runs the operation
 * around `lasting`.
 */
export function outlasting<T>(
  operate: (lasting: () => Promise<unknown>) => Promise<unknown>,
  work: (over: Over) => T,
): T {
  let given: T | undefined;
  let thrown: Failure | undefined;
  const operated = operate(
    async () =>
      new Promise<unknown>((resolve, reject) => {
        const over: Over = (failure, result) => {
          if (failure === undefined) resolve(result);
          else reject(failure.error as Error);
        };
        try {
          given = work(over);
        } catch (error) {
          thrown = { error };
          over(thrown);
        }
      }),
  );
  // the caller learns of an error from what it was given
  operated.then(undefined, () => {});
  if (thrown !== undefined) throw thrown.error;
  return given as T;
}
