// What is remembered of the files of a tenant: what each last said without mistakes, and since when it has some. It is published with the
// rules, so that a restarted console, or another one, continues with it.
import type { RuleFile } from "alerts";

export interface FileMemory {
  /** What a file last said without any mistake, by path. */
  readonly good: ReadonlyMap<string, RuleFile>;
  /** Unix ms, by path. */
  readonly brokenSince: ReadonlyMap<string, number>;
}

export const nothingRemembered: FileMemory = { good: new Map(), brokenSince: new Map() };
