// What a change of the console's sources means: its code has to be loaded again, or only its queries.
import path from "node:path";

import { consoleSources } from "../build.ts";
import { root } from "../source-files.ts";
import { watchFolder } from "./watch-folder.ts";

export interface Change {
  readonly kind: "code" | "query";
  /** The file, from the root; of several, one of them and how many more there are. */
  readonly what: string;
  /** Whether the engine's own code is part of it. */
  readonly isOfEngine: boolean;
}

/** Changes that are no further apart are one: an editor makes several for each file, a branch many. */
const quietMs = 30;

/** Calls `onChange` after each change of the sources that the console runs. Watches when it returns. */
export function watchSources(onChange: (change: Change) => void): { stop(): void } {
  const seen = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  function note(file: string): void {
    if (kindOf(file) === undefined) return;
    seen.add(file);
    clearTimeout(timer);
    timer = setTimeout(() => {
      const change = toChange([...seen]);
      seen.clear();
      onChange(change);
    }, quietMs);
  }
  const watching = consoleSources.map((folder) =>
    watchFolder(path.join(root, folder, "src"), (file) =>
      note(path.relative(root, file).replaceAll(path.sep, "/")),
    ),
  );
  return {
    stop() {
      clearTimeout(timer);
      for (const one of watching) one.stop();
    },
  };
}

/** What has to be loaded again after a change of `file`; undefined for tests and for what no program reads. */
export function kindOf(file: string): Change["kind"] | undefined {
  if (!/\.(?:ts|sql|json)$/.test(file) || file.endsWith(".test.ts")) return undefined;
  // in `sql` are the statements of the store, which it reads when it starts, and parts of queries
  const isStatement = /^packages\/console\/src\/sql\/(?!parts\/)/.test(file);
  return file.endsWith(".sql") && !isStatement ? "query" : "code";
}

/** The change of these files, of which there is one at least. */
export function toChange(files: readonly string[]): Change {
  const code = files.filter((file) => kindOf(file) === "code");
  const [first = ""] = code.length > 0 ? code : files;
  return {
    kind: code.length > 0 ? "code" : "query",
    what: files.length > 1 ? `${first} and ${files.length - 1} more` : first,
    isOfEngine: files.some((file) => file.startsWith("packages/console/src/store/engine/")),
  };
}
