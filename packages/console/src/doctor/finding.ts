// What the doctor finds: one line for each check, for people or as JSON.
import { ProblemError } from "../problem/problem.ts";

/** `warn`: works, with a restriction that should be known. `fail`: does not work. */
export interface Finding {
  readonly name: string;
  readonly status: "ok" | "warn" | "fail";
  readonly message: string;
  /** What to do; empty when nothing has to be done. */
  readonly fix: string;
}

/** A check: resolves to what was found. @throws with what is wrong. */
export interface Check {
  readonly name: string;
  run(): Promise<string>;
}

export function ok(name: string, message: string): Finding {
  return { name, status: "ok", message, fix: "" };
}

export function warn(name: string, message: string, fix: string): Finding {
  return { name, status: "warn", message, fix };
}

export function fail(name: string, message: string, fix: string): Finding {
  return { name, status: "fail", message, fix };
}

/** Runs a check. Never rejects. */
export async function findingOf({ name, run }: Check): Promise<Finding> {
  try {
    return ok(name, await run());
  } catch (error) {
    const { message } = error as Error;
    return fail(name, message, error instanceof ProblemError ? error.fix : "");
  }
}

const marks = { ok: "ok  ", warn: "warn", fail: "FAIL" } as const;

/** `ok    node: v24.21.0`. */
export function toLine({ name, status, message, fix }: Finding): string {
  return `${marks[status]}  ${name}: ${message}${fix === "" ? "" : ` ${fix}`}`;
}
