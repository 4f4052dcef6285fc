// What probes (`probes.ts`) call, in every process of a run: notes the fault whose function runs, and the test file that runs it.
import { appendFileSync } from "node:fs";

/** The variable with the running test file, which processes that a test starts inherit. Tests drop those that begin with TELLTALE. */
export const testVariable = "PLANTED_TEST_FILE";

const noted = new Set<string>();

/** Appends a line to `place`, once for each test file of a process. */
export function reached(fault: string, place: string): void {
  const line = `${JSON.stringify({ id: fault, file: process.env[testVariable] ?? "" })}\n`;
  if (noted.has(line)) return;
  noted.add(line);
  appendFileSync(place, line);
}
