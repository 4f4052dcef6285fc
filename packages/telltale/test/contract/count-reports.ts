// How often the library reports something during a test: its counts are the process's, in which other tests have reported too.
import { reported } from "../../src/engine/diagnostics/diagnose.ts";

/** Counts the reports of `code` from now on. */
export function countReports(code: string): () => number {
  const count = (): number => reported()[code] ?? 0;
  const before = count();
  return () => count() - before;
}
