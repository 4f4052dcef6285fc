// What hooks of modules cannot see: libraries that a bundler has put into the application's own file. Which these are is read in the
// file, where the bundler has left their paths; it is reported once, with what to do.
import { builtin } from "../engine/runtime/builtin.ts";
import { suppressed } from "../engine/context/suppress.ts";
import { reportMistake } from "../engine/diagnostics/diagnose.ts";

const fs = builtin("fs");
// longer than a file written by hand
const minBytes = 50_000;
const maxBytes = 50_000_000;

/** The packages of `names` that are bundled into `file`; none where it is not a bundle, or one without the paths. Never throws. */
export function bundledInto(file: string, names: Iterable<string>): string[] {
  try {
    const { size } = fs().statSync(file);
    if (size < minBytes || size > maxBytes) return [];
    const text = fs().readFileSync(file, "latin1");
    const parts = new Set<string>();
    for (const [, name = ""] of text.matchAll(/node_modules\/((?:@[\w.-]+\/)?[\w.-]+)\//g)) parts.add(name);
    return [...names].filter((name) => parts.has(name));
  } catch {
    return [];
  }
}

/** Tells which of `names` are in the application's bundle, once the application has begun. */
export function sayUnseen(script: string | undefined, names: Iterable<string>): void {
  if (script === undefined) return;
  setImmediate(() => {
    // the application's file, which it does not read
    const found = suppressed(() => bundledInto(script, names));
    if (found.length > 0) reportMistake("bundled", `${adviceFor(found)} (\`${script}\`)`);
  }).unref();
}

/** What to do about packages that are bundled. */
export function adviceFor(bundled: readonly string[]): string {
  return `${bundled.join(", ")}: cannot be seen into, because they are bundled into the application; keep them external (esbuild: \`--packages=external\`)`;
}
