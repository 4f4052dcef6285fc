// A rule, objective or silence that cannot be saved or previewed.
import { ProblemError } from "../../problem/problem.ts";

/** @param problems at least one. */
export function invalid(problems: NonNullable<ProblemError["problems"]>): ProblemError {
  const [first] = problems;
  const more = problems.length === 1 ? "" : ` (and ${problems.length - 1} more)`;
  const where = first!.path === "" ? "The rule" : `\`${first!.path}\``;
  return new ProblemError("ALERT_RULE_INVALID", `${where} ${first!.message}${more}`, first!.fix, {
    problems,
  });
}
