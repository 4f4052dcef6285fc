// `telltale sourcemaps upload DIR`.
import { command } from "quoting/shell";
import type { Command, Surroundings, Values } from "../command.ts";
import { readToken } from "../console.ts";
import { exitCode, Failure, wrongUsage } from "../failure.ts";
import { identifyAll } from "./inject-command.ts";
import { type Identified, writeChanges } from "./inject.ts";
import { createUploader, type Uploader } from "./uploader.ts";

const atOnce = 4;

export const uploadCommand: Command = {
  name: "sourcemaps upload",
  help: "upload the source maps of a build to the console, which then shows stacks with their sources",
  details:
    "The console finds a map by the debug id of its file. Files without one are changed only\n" +
    "with --inject. With --release, the console also finds maps by release and path.",
  argument: "DIR",
  options: {
    console: {
      value: "URL",
      variable: "TELLTALE_CONSOLE_URL",
      help: "URL of the console, by default http://127.0.0.1:4319",
    },
    "token-file": {
      value: "FILE",
      help: "file with a token of the scope ingest or admin (or the token itself in TELLTALE_TOKEN)",
    },
    release: { value: "VERSION", help: "`service.version` of the release" },
    service: { value: "NAME", help: "`service.name`, when several services share file names" },
    inject: { help: "first write debug ids into files and maps that have none" },
    "dry-run": { help: "print what would be uploaded; change and send nothing" },
  },
  async run([folder = "."], values, surroundings) {
    const found = identifyAll(folder, surroundings.report);
    const isDry = values["dry-run"] === true;
    checkIds(found, values, folder);
    warnOfSources(found, surroundings.report);
    if (isDry) {
      for (const { debugId, name } of found) surroundings.print(`${debugId}  ${name}`);
      surroundings.report(`Would upload ${found.length} source maps.`);
      return exitCode.ok;
    }
    if (values["inject"] === true) for (const one of found) writeChanges(one);
    return upload(found, readUploader(values, surroundings), surroundings);
  },
};

/** Without a debug id in the file, and without a release, no stack would find the map. */
function checkIds(found: readonly Identified[], values: Values, folder: string): void {
  if (values["inject"] === true || values["release"] !== undefined) return;
  const without = found.filter(({ file, changes }) => changes.some((change) => change.file === file));
  if (without.length === 0) return;
  const [first] = without;
  throw new Failure(
    `${without.length} of ${found.length} files have no debug id, for example ${first!.file}.`,
    `Run \`${command(["telltale", "sourcemaps", "inject", folder])}\` before you deploy the files, or pass --inject. To find maps by release and path instead, pass --release VERSION.`,
  );
}

function warnOfSources(found: readonly Identified[], warn: (line: string) => void): void {
  const without = found.filter(({ hasSources }) => !hasSources);
  if (without.length > 0)
    warn(
      `${without.length} of ${found.length} maps contain no source text, for example of ${without[0]!.name}: stacks will have positions, but no lines. Set \`inlineSources\` (TypeScript) or \`sourcesContent\` in your build.`,
    );
}

function readUploader(values: Values, { variables }: Surroundings): Uploader {
  const {
    console: url = "http://127.0.0.1:4319",
    release = "",
    service = "",
  } = values as Record<string, string | undefined>;
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    throw wrongUsage(
      `Cannot use \`--console ${url}\`: expected an http or https URL.`,
      "Pass for example `--console https://telltale.example`.",
    );
  return createUploader({ url, token: readToken(values, variables), release, service });
}

async function upload(
  found: readonly Identified[],
  uploader: Uploader,
  { report, progress }: Surroundings,
): Promise<number> {
  const waiting = [...found];
  let [done, known, bytes] = [0, 0, 0];
  async function work(): Promise<void> {
    for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) {
      const sent = await uploader.send(one);
      done += 1;
      bytes += sent;
      if (sent === 0) known += 1;
      progress?.(`${done} of ${found.length} source maps uploaded, ${inMegabytes(bytes)}`);
    }
  }
  try {
    await Promise.all(Array.from({ length: atOnce }, work));
  } catch (error) {
    // the other workers end with the map that they are sending
    waiting.length = 0;
    progress?.("");
    report(`${done} of ${found.length} source maps uploaded. Run the command again to upload the others.`);
    throw error;
  }
  progress?.("");
  report(
    `Uploaded ${found.length - known} source maps to ${uploader.url}, ${inMegabytes(bytes)}${known === 0 ? "" : `; the console had ${known}`}.`,
  );
  return exitCode.ok;
}

function inMegabytes(bytes: number): string {
  return bytes < 100_000 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
