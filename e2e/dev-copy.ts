// A copy of what `npm run dev` runs, whose files a test may edit, and `npm run dev` in it.
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { end } from "../tools/child.ts";
import { root } from "../tools/source-files.ts";
import { type PageProcess, startPageProcess } from "./page-process.ts";

export interface Copy {
  readonly folder: string;
  /** Replaces `from`, which must be there, with `to`, as an editor does: another file takes the place of the one before. */
  edit(file: string, from: string, to: string): void;
  remove(): void;
}

/** Copies the sources; installed packages are links to those of this checkout. */
export function copySources(): Copy {
  const folder = mkdtempSync(path.join(tmpdir(), "telltale-dev-"));
  for (const part of ["packages", "tools", "package.json", "tsconfig.json", "tsconfig.workspace.json"])
    cpSync(path.join(root, part), path.join(folder, part), { recursive: true, filter: isCopied });
  linkPackages(path.join(root, "node_modules"), path.join(folder, "node_modules"));
  return {
    folder,
    edit(name, from, to) {
      const file = path.join(folder, name);
      const text = readFileSync(file, "utf8");
      if (!text.includes(from)) throw new Error(`Cannot edit ${name}: it does not contain ${from}`);
      writeFileSync(`${file}~`, text.replace(from, to));
      renameSync(`${file}~`, file);
    },
    remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }),
  };
}

function isCopied(file: string): boolean {
  return !/^(?:node_modules|dist|test)$/.test(path.basename(file));
}

/** The packages of this repository are links that lead to the copy, all others lead to this checkout. */
function linkPackages(from: string, to: string): void {
  mkdirSync(to);
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const installed = path.join(from, entry.name);
    if (entry.name === ".cache") continue;
    const target = entry.isSymbolicLink() ? readlinkSync(installed) : installed;
    symlinkSync(target, path.join(to, entry.name));
  }
}

export interface Dev extends PageProcess {
  /** Interrupts it, and resolves to its exit code when all that it wrote is read. */
  stop(): Promise<number | NodeJS.Signals>;
}

/** Starts it on free ports. @throws {Error} with its output, when it ends before it is ready. */
export async function startDev({ folder }: Copy, ...args: string[]): Promise<Dev> {
  const script = path.join(folder, "tools/dev.ts");
  const started = await startPageProcess(
    ["--conditions=telltale-source", script],
    args,
    folder,
    /Ctrl-C stops everything/,
  );
  return {
    ...started,
    async stop() {
      const code = await end(started.child, "SIGINT");
      await started.closed;
      return code;
    },
  };
}

/** Files that the test and the script edit, each with a text that shows in an answer or on a page. */
export const edits = {
  query: {
    file: "packages/console/src/api/sql/sql-columns.sql",
    from: "  name,\n",
    to: "  concat(name, '_edited') AS name,\n",
    route: "/api/sql/schema",
    shows: "_edited",
  },
  route: {
    file: "packages/console/src/http/server.ts",
    from: 'status: "alive"',
    to: 'status: "edited"',
    route: "/healthz",
    shows: "edited",
  },
  page: {
    file: "packages/web/src/pages/sql/index.tsx",
    from: 'title="SQL"',
    to: 'title="SQL, edited"',
    route: "/sql",
    shows: "SQL, edited",
  },
} as const;
