// What starts the application with the SDK of another: `--require @opentelemetry/auto-instrumentations-node/register` in a start script, in
// `NODE_OPTIONS`, or in the files of containers and platforms. Converted calls would emit nothing there, because nothing starts Telltale.
import { readdirSync } from "node:fs";
import path from "node:path";
import { readSmallFile } from "../code/small-file.ts";
import { exitCode, Failure } from "../failure.ts";

/** A preload of another SDK. */
export interface Preload {
  readonly file: string;
  readonly line: number;
  readonly module: string;
}

const maxFolders = 10_000;
const leftOut: ReadonlySet<string> = new Set(["node_modules", "bower_components", ".git"]);
const startFile =
  /^(?:package\.json|(?:.*\.)?(?:Dockerfile|Containerfile)(?:\..*)?|Procfile(?:\..*)?|\.env(?:\..*)?|.*\.(?:ya?ml|sh|service|env))$/i;
// the flag and its module may be apart: entries of a list in JSON or YAML
const preload =
  /(?:--require|--import|--(?:experimental-)?loader|(?<![\w-])-r)[\s"',=\\[\]-]+((?:[\w./-]*node_modules\/)?(?:@opentelemetry|dd-trace|@sentry|newrelic|elastic-apm-node|@splunk|@honeycombio)\b[\w@./-]*)/g;

/** The preloads of other SDKs in the files below `root` that start applications. */
export function findPreloads(root: string): readonly Preload[] {
  const found: Preload[] = [];
  const waiting = [""];
  for (let read = 0; waiting.length > 0 && read < maxFolders; read++) {
    const folder = waiting.shift()!;
    for (const { name, isFolder } of entriesOf(path.join(root, folder))) {
      const file = folder === "" ? name : `${folder}/${name}`;
      if (isFolder && !leftOut.has(name)) waiting.push(file);
      if (!isFolder && startFile.test(name)) found.push(...preloadsIn(root, file));
    }
  }
  return found;
}

function entriesOf(folder: string): readonly { readonly name: string; readonly isFolder: boolean }[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((one) => one.isDirectory() || one.isFile())
      .map((one) => ({ name: one.name, isFolder: one.isDirectory() }))
      .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    // a folder of another user
    return [];
  }
}

function preloadsIn(root: string, file: string): readonly Preload[] {
  const text = readSmallFile(path.join(root, file)) ?? "";
  // a line that is a comment, of the same length, so that lines stay what they are
  const code = text.replaceAll(/^[ \t]*#.*$/gm, (comment) => " ".repeat(comment.length));
  return [...code.matchAll(preload)].map((match) => {
    const module = match[1]!;
    const at = match.index + match[0].length - module.length;
    const line = code.slice(0, at).split("\n").length;
    return { file, line, module: module.replace(/^.*node_modules\//, "") };
  });
}

/** Whether `source` starts Telltale: its SDK may be there beside the other. */
export function startsTelltale(source: string): boolean {
  return /["']telltale(?:\/register)?["']/.test(source) && /\bstart\s*\(|telltale\/register/.test(source);
}

/** What another SDK's preload means for the calls that are converted, and what to change. */
export function explainPreloads(preloads: readonly Preload[]): Failure {
  const places = preloads.map(({ file, line, module }) => `${file}:${line}: ${module}`).join("\n");
  return new Failure(
    `Nothing starts Telltale here, so converted calls would emit nothing. Another SDK is started by\n${places}`,
    "Replace it by `telltale/register`, as in `node --require telltale/register`, which serves the calls of OpenTelemetry's API too, or call `start()` of telltale in the application. Then run the command again.",
    exitCode.usage,
  );
}
