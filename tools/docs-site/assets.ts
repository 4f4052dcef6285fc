// Builds what all pages load: the style with the tokens and the font of the console's pages, and the scripts. The names have a hash of the
// content, so that browsers may keep them.
import path from "node:path";

import { build, type Rolldown } from "vite";

/** Paths in the site. */
export interface Assets {
  readonly site: string;
  readonly theme: string;
  readonly style: string;
}

/** Writes the files below `folder`/assets. */
export async function buildAssets(folder: string): Promise<Assets> {
  const here = path.join(import.meta.dirname, "browser");
  const built = (await build({
    configFile: false,
    root: here,
    // Relative addresses: the site works below any path.
    base: "./",
    logLevel: "warn",
    publicDir: false,
    build: {
      outDir: folder,
      emptyOutDir: false,
      // The content security policy has no `data:` for fonts.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      target: "es2022",
      rolldownOptions: {
        input: { site: `${here}/site.ts`, theme: `${here}/theme.ts`, style: `${here}/style.css` },
      },
    },
  })) as Rolldown.RolldownOutput;
  const named = (pattern: RegExp): string => {
    const file = built.output.find(({ fileName }) => pattern.test(fileName))?.fileName;
    if (file === undefined)
      throw new Error(`Cannot build the documentation: expected a file like ${pattern} among its assets`);
    return file;
  };
  return {
    site: named(/^assets\/site-.*\.js$/),
    theme: named(/^assets\/theme-.*\.js$/),
    style: named(/^assets\/style-.*\.css$/),
  };
}
