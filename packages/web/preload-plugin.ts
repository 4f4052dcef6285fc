// Vite plugin: index.html preloads the code that every page needs and its style sheet. The script of index.html is a small one that imports
// that code (`src/early.ts`), so the browser would learn of it only after it has run that script.
import type { Plugin, Rolldown } from "vite";

interface Tag {
  readonly tag: "link";
  readonly attrs: Readonly<Record<string, string | boolean>>;
  readonly injectTo: "head";
}

/** For `src/main.tsx`, its chunk and those that it imports. */
export function preloadMain(): Plugin {
  return {
    name: "preload-main",
    apply: "build",
    transformIndexHtml: {
      order: "post",
      handler(html, { bundle = {} }) {
        const chunks = Object.values(bundle).filter((one) => one.type === "chunk");
        const main = chunks.find(({ moduleIds }) => moduleIds.some((id) => id.endsWith("/src/main.tsx")));
        if (main === undefined) throw new Error("Cannot preload the pages: the build has no `src/main.tsx`");
        const needed = withImports(main, chunks);
        const sheets = needed.flatMap(({ viteMetadata }) => [...(viteMetadata?.importedCss ?? [])]);
        return [...sheets.map(toSheet), ...needed.map(({ fileName }) => toPreload(fileName))].filter(
          ({ attrs }) => !html.includes(String(attrs["href"])),
        );
      },
    },
  };
}

const toSheet = (file: string): Tag => tag({ rel: "stylesheet", crossorigin: true, href: `/${file}` });
const toPreload = (file: string): Tag => tag({ rel: "modulepreload", crossorigin: true, href: `/${file}` });
const tag = (attrs: Tag["attrs"]): Tag => ({ tag: "link", attrs, injectTo: "head" });

/** Those that a chunk imports come before it, as their style sheets must. */
function withImports(
  chunk: Rolldown.OutputChunk,
  chunks: readonly Rolldown.OutputChunk[],
  known: Set<Rolldown.OutputChunk> = new Set(),
): readonly Rolldown.OutputChunk[] {
  if (known.has(chunk)) return [];
  known.add(chunk);
  const imported = chunks.filter(({ fileName }) => chunk.imports.includes(fileName));
  return [...imported.flatMap((one) => withImports(one, chunks, known)), chunk];
}
