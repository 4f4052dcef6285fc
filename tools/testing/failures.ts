// What failed, once more at the end of a run of hundreds of files: of a long output often only the last lines are kept.
import path from "node:path";

/** The part of Vitest's JSON report that is read. */
export interface TestReport {
  readonly testResults: readonly {
    /** The whole path of the file. */
    readonly name: string;
    readonly status: string;
    readonly message: string;
    readonly assertionResults: readonly {
      readonly status: string;
      readonly fullName: string;
      readonly failureMessages?: readonly string[] | null;
    }[];
  }[];
}

const shown = 20;
const longestReason = 300;

/** A line for each failed test, and for each file that did not load: its file, its name, and the beginning of the reason. */
export function failuresOf({ testResults }: TestReport, root: string): readonly string[] {
  const lines = testResults
    .filter(({ status }) => status === "failed")
    .flatMap(({ name, message, assertionResults }) => {
      const file = path.relative(root, name);
      const failed = assertionResults.filter(({ status }) => status === "failed");
      if (failed.length === 0) return [`✗ ${file}: ${beginningOf(message)}`];
      return failed.map(
        ({ fullName, failureMessages }) =>
          `✗ ${file} › ${fullName}: ${beginningOf(failureMessages?.[0] ?? "")}`,
      );
    });
  const left = lines.length - shown;
  return left > 0 ? [...lines.slice(0, shown), `✗ … and ${left} more`] : lines;
}

const beginningOf = (text: string): string =>
  text.split("\n    at ")[0]!.replaceAll(/\s+/g, " ").trim().slice(0, longestReason);
