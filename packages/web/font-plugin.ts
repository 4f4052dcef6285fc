// Vite plugin: index.html preloads the font's first subset, so that it is there before the pages render; its licence goes beside it.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

import type { Plugin } from "vite";

const require = createRequire(import.meta.url);

/** The font of the pages, declared in `src/ui/font.css`. */
export function preloadFont(): Plugin {
  return {
    name: "preload-font",
    apply: "build",
    generateBundle() {
      const folder = path.dirname(require.resolve("@fontsource-variable/inter/package.json"));
      const source = readFileSync(path.join(folder, "LICENSE"), "utf8");
      this.emitFile({ type: "asset", fileName: "fonts/Inter-LICENSE.txt", source });
    },
    transformIndexHtml: {
      order: "post",
      handler(_html, { bundle = {} }) {
        const file = Object.keys(bundle).find((name) => /inter-latin-wght-normal-[^/]+\.woff2$/.test(name));
        if (file === undefined)
          throw new Error("Cannot preload the font: the build has no `inter-latin-wght-normal`");
        const attrs = { rel: "preload", as: "font", type: "font/woff2", href: `/${file}`, crossorigin: true };
        return [{ tag: "link", attrs, injectTo: "head-prepend" }];
      },
    },
  };
}
