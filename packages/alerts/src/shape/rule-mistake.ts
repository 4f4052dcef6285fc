// The error of a file of rules that cannot be used.
import { type Problem, problemLines } from "catalog/problem";

const brand: unique symbol = Symbol.for("telltale.rule-mistake") as never;

/** Rules that cannot be used, with every mistake in them. */
export class RuleMistake extends Error {
  override readonly name = "RuleMistake";
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[], where = "the rules") {
    super(
      `${problems.length} ${problems.length === 1 ? "mistake" : "mistakes"} in ${where}.\n${problemLines(problems).join("\n")}`,
    );
    this.problems = problems;
    Object.defineProperty(this, brand, { value: true });
  }
}

/** Whether `error` is a {@link RuleMistake}, also one of another installed copy. */
export function isRuleMistake(error: unknown): error is RuleMistake {
  return typeof error === "object" && error !== null && brand in error;
}
