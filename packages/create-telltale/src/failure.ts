// What a command reports without a stack, with the exit code that tells a wrong call from a failure.

/** 1: it failed. 2: an argument is wrong, and nothing was written. */
export type ExitCode = 1 | 2;

/** A failure that the user can fix: its message names the input, the expectation and the fix. */
export class Failure extends Error {
  override name = "Failure";
  readonly exitCode: ExitCode;

  constructor(message: string, exitCode: ExitCode = 2, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCode;
  }
}
