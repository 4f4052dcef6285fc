// A reporter of Vitest for `planted-faults run`: writes a line of JSON for each test file that begins and ends, at once, so that a run that
// hangs says where.
import { appendFileSync } from "node:fs";
import type { Reporter, SerializedError, TestModule } from "vitest/node";

/** A line of the report. */
export interface Event {
  /** Empty for an error that belongs to no file. */
  readonly file: string;
  readonly state: "begun" | "passed" | "failed";
  /** The first error. */
  readonly message?: string;
}

const place = process.env["TELLTALE_PLANTED_REPORT"] ?? "";

function write(event: Event): void {
  appendFileSync(place, `${JSON.stringify(event)}\n`);
}

const firstLine = (message = ""): string => message.split("\n", 1)[0]!.slice(0, 200);

/** Writes to the file in `TELLTALE_PLANTED_REPORT`. */
export default class PlantedReporter implements Reporter {
  onTestModuleStart({ moduleId }: TestModule): void {
    write({ file: moduleId, state: "begun" });
  }

  onTestModuleEnd(module: TestModule): void {
    const failed = [...module.children.allTests("failed")];
    const suites = [...module.children.allSuites()].flatMap((suite) => suite.errors());
    const errors = [...module.errors(), ...suites];
    if (failed.length > 0 || errors.length > 0) {
      const { message } = failed[0]?.result().errors?.[0] ?? errors[0] ?? {};
      const name = failed[0] === undefined ? "" : `${failed[0].fullName}: `;
      write({ file: module.moduleId, state: "failed", message: name + firstLine(message) });
      return;
    }
    write({ file: module.moduleId, state: "passed" });
  }

  onTestRunEnd(_modules: readonly TestModule[], errors: readonly SerializedError[]): void {
    for (const error of errors)
      write({
        file: String(error["VITEST_TEST_PATH"] ?? ""),
        state: "failed",
        message: firstLine(error.message),
      });
  }
}
