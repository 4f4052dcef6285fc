// What this process runs, as far as Node says it before the program begins. Loaded by the gate: nothing of the library is imported.
import { isAbsolute } from "node:path";

/** Whether this is a thread, not the process itself: what Node takes from its threads it marks so (18 to 26). */
export function isThread(): boolean {
  return (process.chdir as { readonly disabled?: boolean }).disabled === true;
}

/**
 * The script of the process. In `process.argv` something else has its place where code is given on the command line or on standard
 * input, and in a thread, whose arguments come first until it begins: `undefined` there.
 */
export function startedScript(): string | undefined {
  const [, script] = process.argv;
  if (script === undefined || !isAbsolute(script) || isThread()) return undefined;
  return process.execArgv.some((option) => /^(?:-[ep]|-pe|--eval|--print)(?:$|=)/.test(option))
    ? undefined
    : script;
}
