// What adds up in a window is more in a longer one: values of a rule whose window was changed say nothing about those of now.
import { addsUp } from "../source/sources.ts";
import type { Input } from "./reading.ts";
import type { Situation } from "./verdict.ts";

/** Whether what the part of the condition remembers is of windows of another length. Remembers that of `input`. */
export function hasOtherWindow(
  { recall, keep }: Pick<Situation, "recall" | "keep">,
  part: string,
  { source, windowMs }: Input,
): boolean {
  if (!addsUp(source)) return false;
  const name = `${part}.window`;
  const before = recall(name);
  keep(name, windowMs);
  return typeof before === "number" && before !== windowMs;
}
