// Chunks that are loaded when something of them is used first, in CommonJS: `const require_spool = require("./spool.cjs")` becomes a
// function that requires it. What the sources import statically is loaded only by the programs that need it (docs/adr/046).
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
    const load = `var ${loaded};\nfunction ${variable}() {\n\treturn ${loaded} ??= ${file};\n}`;
    result = result
      .replaceAll(
        new RegExp(String.raw`(\bnew )?(?<![\w$.])${variable}(?=\.)`, "g"),
        (_found, made?: string) => (made === undefined ? `${variable}()` : `${made}(${variable}())`),
      )
      .replace(line, () => load);
  }
  return result;
}
