// Definitions of funnels, workflows and transactions that applications declared.
import type { ApiContext } from "../context.ts";
import { run } from "../context.ts";

export interface Definition {
  readonly name: string;
  readonly steps: readonly string[];
  readonly states: readonly string[];
  /** JSON: the states that may follow each state; empty when all may. */
  readonly transitionsJson: string;
  /** 0 when there is none. */
  readonly timeoutMs: number;
}

/** The newest definition of each name, or of one. */
export function findDefinitions(
  kind: "transaction" | "funnel" | "workflow",
  name: string | undefined,
  context: ApiContext,
): Promise<Definition[]> {
  return run<Definition>(context, "definitions", { kind, name });
}
