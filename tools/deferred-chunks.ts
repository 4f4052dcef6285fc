// Chunks that are loaded when something of them is used first, in CommonJS: `const require_spool = require("./spool.cjs")` becomes a
// function that requires it. What the sources import statically is loaded only by the programs that need it (docs/adr/046).
//
// Requiring reads files: where `fs` is instrumented, each would be a span of the application, and it would end in the middle of what needs
// the chunk, such as the encoding of another span. So the chunk is loaded as the library's own work, which is not traced.
import { Rolldown } from "tsdown";

/** Defers the chunks whose names `deferred` has, in every file but those that hand what is in them on. */
export function deferredChunks(deferred: readonly string[]): Rolldown.Plugin {
  return {
    name: "deferred-chunks",
    renderChunk(code, { fileName }, { format }) {
      if (format !== "cjs" || !fileName.endsWith(".cjs")) return undefined;
      const result = deferRequires(code, deferred);
      return result === code ? undefined : { code: result };
    },
  };
}

/** `code` with its `require` of each chunk that `deferred` names put off to the first use. */
export function deferRequires(code: string, deferred: readonly string[]): string {
  let result = code;
  for (const [line, variable = "", file = "", name = ""] of code.matchAll(
    /^const (require_\w+) = (require\("\.\/(\w[\w-]*?)(?:-[^-"]{8,})?\.cjs"\));$/gm,
  )) {
    // what is exported from there would be asked for at once
    if (!deferred.includes(name) || new RegExp(`^exports\\.\\w+ = ${variable}\\.`, "m").test(code)) continue;
    const loaded = `${variable.replace("require_", "")}_chunk`;
    const quietly = quietlyIn(code);
    const load = `var ${loaded};\nfunction ${variable}() {\n\treturn ${loaded} ??= ${quietly}(() => ${file});\n}`;
    result = result
      .replaceAll(
        new RegExp(String.raw`(\bnew )?(?<![\w$.])${variable}(?=\.)`, "g"),
        (_found, made?: string) => (made === undefined ? `${variable}()` : `${made}(${variable}())`),
      )
      .replace(line, () => load);
  }
  return result;
}

/** How `code` calls `suppressed` of engine/context/suppress.ts, which is in the file that all of them share. */
function quietlyIn(code: string): string {
  if (/^function suppressed\(/m.test(code)) return "suppressed";
  if (!/^const require_shared = /m.test(code))
    throw new Error("a chunk is deferred in a file that cannot load it untraced");
  return "require_shared.suppressed";
}
