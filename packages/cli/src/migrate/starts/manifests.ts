// Every package.json of a project, and its scripts.
import type { StartFile } from "../start-files.ts";
import type { Word } from "./tree.ts";

/** The package.json of a workspace: by its name, or else its folder, or the last parts of it. */
export const manifestsOf = (workspace: string, files: readonly StartFile[]): readonly string[] => {
  const all = files.filter(({ file }) => /(?:^|\/)package\.json$/.test(file));
  const named = all.filter((one) => manifestIn(one).name === workspace);
  const found =
    named.length > 0 ? named : all.filter(({ file }) => `/${file}`.endsWith(`/${workspace}/package.json`));
  return found.map(({ file }) => file);
};

interface Manifest {
  readonly name?: unknown;
  readonly scripts?: unknown;
}

function manifestIn({ text }: StartFile): Manifest {
  try {
    return (JSON.parse(text) as Manifest | null) ?? {};
  } catch {
    return {};
  }
}

/** The scripts of a package.json. */
export function scriptsIn(source: StartFile): ReadonlyMap<string, Word> {
  const from = source.text.indexOf('"scripts"');
  return new Map(
    Object.entries(manifestIn(source).scripts ?? {}).flatMap(([name, text]) =>
      typeof text === "string"
        ? [[name, { text, source, at: source.text.indexOf(`${JSON.stringify(name)}`, from) }] as const]
        : [],
    ),
  );
}
