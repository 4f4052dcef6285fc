// The one kind of error that the console throws on purpose: an answer in every protocol, and of a command. Anything else that is thrown is a
// mistake of this program: its details stay in the log.
import type { Problem } from "contract";
import { meaningOf, type ProblemCode } from "./codes.ts";

export type QueryBound = NonNullable<Problem["bound"]>;

export interface ProblemOptions extends ErrorOptions {
  readonly place?: Problem["place"];
  readonly problems?: Problem["problems"];
  readonly bound?: QueryBound;
  readonly retryAfterSeconds?: number;
}

/** A stable code, a message, and what to do about it: an answer, thrown. */
export class ProblemError extends Error {
  override readonly name = "ProblemError";
  readonly code: ProblemCode;
  readonly fix: string;
  /** Position of the mistake in what was sent. */
  readonly place: Problem["place"];
  /** Each mistake, where the input may have several. */
  readonly problems: Problem["problems"];
  /** Which bound a query reached, of `QUERY_TOO_BROAD` and, where others took its time, of `STORE_BUSY`. */
  readonly bound: QueryBound | undefined;
  /** When to send the same again; absent where the code alone decides. */
  readonly retryAfterSeconds: number | undefined;

  /**
   * @param code stable, for programs; `codes.ts` has its meaning in each protocol.
   * @param message the input and what was expected.
   * @param fix what the reader does about it; empty where the message already says what was expected.
   */
  constructor(code: ProblemCode, message: string, fix = "", options: ProblemOptions = {}) {
    super(message, options);
    this.code = code;
    this.fix = fix;
    this.place = options.place;
    this.problems = options.problems;
    this.bound = options.bound;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }

  /** Message and fix on one line, for people. */
  get text(): string {
    return this.fix === "" ? this.message : `${this.message} ${this.fix}`;
  }

  /** HTTP status. */
  get status(): number {
    return meaningOf(this.code).http;
  }
}

/** The same problem, with where it is in front of its message: `Line 3`. */
export function located(problem: ProblemError, where: string): ProblemError {
  return new ProblemError(problem.code, `${where}: ${problem.message}`, problem.fix, { cause: problem });
}
