// Every error the API answers with, whatever went wrong.

/** The body of each answer with a status of 400 or above (`content-type: application/problem+json`). */
export interface Problem {
  readonly status: number;
  /** Stable, for programs: `TRACE_UNKNOWN`, `BAD_PARAMETER`, … */
  readonly code: string;
  /** For people: the input, what was expected. */
  readonly message: string;
  /** What to do about it. */
  readonly fix: string;
  /** Where the mistake is in what was sent, both from 1. */
  readonly place?: { readonly line: number; readonly column: number } | undefined;
  /** To find the request in the console's log. */
  readonly requestId?: string | undefined;
}
