// A reporter: names the tests that failed at first and passed when they ran again, so that their cause is found.
import type { Reporter, TestCase } from "vitest/node";

/** Collects them while the tests run, and prints them with their first error at the end. */
export default class SecondAttempts implements Reporter {
  readonly #lines: string[] = [];

  onTestCaseResult(test: TestCase): void {
    if (test.diagnostic()?.flaky !== true) return;
    const [error] = test.result().errors ?? [];
    const reason = error?.message.split("\n", 1)[0] ?? "no error";
    this.#lines.push(`  ${test.module.relativeModuleId} > ${test.fullName}: ${reason}`);
  }

  onTestRunEnd(): void {
    if (this.#lines.length === 0) return;
    console.log(`Passed only at the second attempt (${this.#lines.length}); find the cause of each:`);
    for (const line of this.#lines) console.log(line);
  }
}
