// The one kind of error that the console throws on purpose: an answer in every protocol, and of a command. Anything else that is thrown is a
// mistake of this program: its details stay in the log.
import type { Problem } from "contract";
import { meaningOf, type ProblemCode } from "./codes.ts";

export type QueryBound = "time" | "memory" | "rows";

export interface ProblemOptions extends ErrorOptions {
  readonly place?: Problem["place"];
  readonly bound?: QueryBound;
}

/** A stable code, a message, and what to do about it: an answer, thrown. */
export class ProblemError extends Error {
  override readonly name = "ProblemError";
  readonly code: ProblemCode;
  readonly fix: string;
  /** Position of the mistake in what was sent. */
  readonly place: Problem["place"];
  /** Of `QUERY_TOO_BROAD`: which bound the query reached. */
  readonly bound: QueryBound | undefined;

  /**
   * @param code stable, for programs; `codes.ts` has its meaning in each protocol.
   * @param message the input and what was expected.
   * @param fix what the reader does about it.
   */
  constructor(code: ProblemCode, message: string, fix: string, options: ProblemOptions = {}) {
    super(message, options);
    this.code = code;
    this.fix = fix;
    this.place = options.place;
    this.bound = options.bound;
  }

  /** HTTP status. */
  get status(): number {
    return meaningOf(this.code).http;
  }
}
