// What a command reports and ends with.

/** Exit codes, as of `telltale-console`: 0 done, 1 failed, 2 wrong option or argument. */
export const exitCode = { ok: 0, failed: 1, usage: 2 } as const;

/** A failure that the user can fix: what happened, and what to do about it. */
export class Failure extends Error {
  override readonly name = "Failure";
  readonly fix: string;
  readonly exit: number;

  constructor(message: string, fix: string, exit: number = exitCode.failed, options?: ErrorOptions) {
    super(message, options);
    this.fix = fix;
    this.exit = exit;
  }
}

/** A wrong option or argument. */
export function wrongUsage(message: string, fix: string): Failure {
  return new Failure(message, fix, exitCode.usage);
}
