// Vite plugin: compresses scripts and styles with Brotli, for browsers that accept it. The console serves these files as they are
// (`http/assets.ts` of the console); compressed when they are asked for, each page would wait for it.
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { brotliCompressSync, constants } from "node:zlib";

import type { Plugin } from "vite";

/** Smaller ones gain nothing. */
const leastBytes = 1000;
/** The best one takes eight times as long for a twentieth less. */
const params = { [constants.BROTLI_PARAM_QUALITY]: 9 };

/** Writes `NAME.br` beside each. */
export function compressed(): Plugin {
  return {
    name: "compressed",
    apply: "build",
    writeBundle({ dir = "dist" }, bundle) {
      for (const { fileName } of Object.values(bundle)) {
        const file = path.join(dir, fileName);
        if (!/\.(?:js|css)$/.test(fileName)) continue;
        const content = readFileSync(file);
        if (content.length >= leastBytes)
          writeFileSync(`${file}.br`, brotliCompressSync(content, { params }));
      }
    },
  };
}
