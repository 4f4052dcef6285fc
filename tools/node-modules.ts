// ES modules that hand on what a CommonJS entry exports, for Node: there the library runs once, whatever loads it, and its chunks can be
// deferred, which an ES module's cannot (docs/adr/046). Bundlers and other runtimes get ES modules of their own.
import { Rolldown } from "tsdown";

/** The folder of these modules, beside the entries. */
const moduleFolder = "node";

/** Writes a module for each CommonJS entry whose name `isPublic`. It imports `first` before. */
export function nodeModules(first: string, isPublic: (name: string) => boolean): Rolldown.Plugin {
  return {
    name: "node-modules",
    generateBundle({ format }, bundle) {
      if (format !== "cjs") return;
      for (const chunk of Object.values(bundle)) {
        if (chunk.type !== "chunk" || !chunk.isEntry || !chunk.fileName.endsWith(".cjs")) continue;
        if (!isPublic(chunk.name)) continue;
        const fileName = `${moduleFolder}/${chunk.name}.js`;
        this.emitFile({ type: "asset", fileName, source: moduleOf(chunk, first) });
      }
    },
  };
}

/** The ES module of an entry. */
function moduleOf(
  { fileName, exports }: { readonly fileName: string; readonly exports: readonly string[] },
  first: string,
): string {
  const names = exports.toSorted().map((name) => `  ${name},\n`);
  return `import "${first}";\nimport cjs$ from "../${fileName}";\n\nexport const {\n${names.join("")}} = cjs$;\n`;
}
