// Queries in rules: where they are, and what is wrong with them as far as their text says it. What only the engine knows (columns, types) is
// asked of the store (`sql-verdicts.ts`).
import type { Problem } from "alerts";
import { checkSql } from "../../api/sql/sql-check.ts";
import { ProblemError } from "../../problem/problem.ts";

/** What is wrong with a query. */
export type SqlMistake = Pick<Problem, "message" | "fix">;

/** @returns what is wrong with a query, as far as it is known. */
export type SqlJudge = (query: string) => SqlMistake | undefined;

/** A query of a rule. */
export interface RuleQuery {
  /** Of its text: `when.all[0].on.sql`. */
  readonly path: string;
  readonly query: string;
}

/** The queries of a rule or an objective, those of members of its condition included. */
export function queriesOf(content: unknown, path = ""): readonly RuleQuery[] {
  if (Array.isArray(content)) return content.flatMap((one, index) => queriesOf(one, `${path}[${index}]`));
  if (typeof content !== "object" || content === null) return [];
  return Object.entries(content).flatMap(([key, value]) => {
    const place = path === "" ? key : `${path}.${key}`;
    if (key === "on") {
      const { sql } = (value ?? {}) as { readonly sql?: unknown };
      return typeof sql === "string" ? [{ path: `${place}.sql`, query: sql }] : [];
    }
    return key === "when" || path !== "" ? queriesOf(value, place) : [];
  });
}

/** Whether it is one SELECT that reads nothing but tables of the console, with functions that are allowed. */
export const judgeText: SqlJudge = (query) => {
  try {
    const { isPlan, query: inside } = checkSql(query);
    if (!isPlan && inside !== undefined) return undefined;
    return { message: "is not a query with rows of values.", fix: "Write a `SELECT` with a column `value`." };
  } catch (error) {
    const mistake = mistakeOf(error);
    if (mistake === undefined) throw error;
    return mistake;
  }
};

/** Codes of problems that are the query's; any other may be gone in a moment. */
const ofQuery: ReadonlySet<string> = new Set(["SQL_INVALID", "SQL_NOT_ALLOWED", "BAD_BODY"]);

/** What the check of a query says of it; undefined when the query is not to blame. */
export function mistakeOf(error: unknown): SqlMistake | undefined {
  if (!(error instanceof ProblemError) || !ofQuery.has(error.code)) return undefined;
  return { message: `cannot run: ${error.message}`, fix: error.fix || "Correct the query." };
}

/** The mistakes in the queries of a rule. */
export function sqlProblems(content: unknown, judge: SqlJudge): readonly Problem[] {
  return queriesOf(content).flatMap(({ path, query }) => {
    const mistake = judge(query);
    return mistake === undefined ? [] : [{ path, ...mistake }];
  });
}
