// The bundlers, each as its documentation has it for a program of Node: only what goes in, what comes out, and what stays outside. Nothing is set for the library.
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";

/** The bundlers that are tried. */
export const bundlers = ["esbuild", "rolldown", "webpack", "ncc", "rspack"] as const;

/** One of the {@link bundlers}. */
export type Bundler = (typeof bundlers)[number];

/** What is wanted of a bundler. */
export interface Wanted {
  /** The folder of the application. */
  readonly folder: string;
  /** The program in it. */
  readonly entry: string;
  /** The file that is made in it, in a folder of its own. */
  readonly outfile: string;
  readonly format: "esm" | "cjs";
  /** Packages that stay outside. */
  readonly external: readonly string[];
}

/** Builds `wanted` with `bundler`, which `modules` (a `node_modules`) has. Gives warnings. @throws where the bundler fails */
export async function bundle(bundler: Bundler, modules: string, wanted: Wanted): Promise<string[]> {
  const load = async (name: string): Promise<unknown> =>
    import(pathToFileURL(createRequire(path.join(modules, "from")).resolve(name)).href);
  return builds[bundler](load, wanted);
}

type Build = (load: (name: string) => Promise<unknown>, wanted: Wanted) => Promise<string[]>;

const builds: Readonly<Record<Bundler, Build>> = {
  async esbuild(load, { folder, entry, outfile, format, external }) {
    const { build } = (await load("esbuild")) as typeof import("esbuild");
    const { warnings } = await build({
      absWorkingDir: folder,
      entryPoints: [entry],
      outfile,
      bundle: true,
      platform: "node",
      format,
      external: [...external],
      logLevel: "silent",
    });
    return warnings.map(({ text }) => text);
  },

  async rolldown(load, { folder, entry, outfile, format, external }) {
    const { build } = (await load("rolldown")) as typeof import("rolldown");
    const warnings: string[] = [];
    await build({
      cwd: folder,
      input: entry,
      platform: "node",
      external: [...external],
      output: { file: path.join(folder, outfile), format },
      onLog: (level, { message }) => {
        if (level === "warn") warnings.push(message);
      },
    });
    return warnings;
  },

  webpack: async (load, wanted) => packed((await load("webpack")) as Pack, wanted),
  rspack: async (load, wanted) => {
    const { rspack } = (await load("@rspack/core")) as { readonly rspack: Pack["default"] };
    return packed({ default: rspack }, wanted);
  },

  async ncc(load, { folder, entry, outfile, external }) {
    // gives an ES module for one, and CommonJS for CommonJS
    const { default: ncc } = (await load("@vercel/ncc")) as { readonly default: Ncc };
    const { code, assets } = await ncc(path.join(folder, entry), {
      externals: [...external],
      filename: path.basename(outfile),
      quiet: true,
      cache: false,
    });
    const { mkdir, writeFile } = await import("node:fs/promises");
    const out = path.join(folder, path.dirname(outfile));
    await mkdir(out, { recursive: true });
    await writeFile(path.join(folder, outfile), code);
    for (const [name, { source }] of Object.entries(assets)) {
      await mkdir(path.dirname(path.join(out, name)), { recursive: true });
      await writeFile(path.join(out, name), source);
    }
    return [];
  },
};

type Ncc = (
  file: string,
  options: object,
) => Promise<{
  readonly code: string;
  readonly assets: Readonly<Record<string, { readonly source: string | Buffer }>>;
}>;

/** What webpack and rspack have in common. */
interface Pack {
  default(
    options: object,
    done: (error: Error | null, stats?: { toJson(options: object): PackReport }) => void,
  ): { close(done: () => void): void };
}
interface PackReport {
  readonly errors: readonly { readonly message: string }[];
  readonly warnings: readonly { readonly message: string }[];
}

async function packed(
  { default: pack }: Pack,
  { folder, entry, outfile, format, external }: Wanted,
): Promise<string[]> {
  const esm = format === "esm";
  const options = {
    context: folder,
    entry: `./${entry}`,
    target: "node",
    mode: "production",
    // what it makes of names is not ours to test, and takes most of the time
    optimization: { minimize: false },
    externals: Object.fromEntries(external.map((name) => [name, `${esm ? "module" : "commonjs"} ${name}`])),
    output: {
      path: path.join(folder, path.dirname(outfile)),
      filename: path.basename(outfile),
      ...(esm ? { module: true } : {}),
    },
    ...(esm ? { experiments: { outputModule: true } } : {}),
  };
  const report = await new Promise<PackReport>((resolve, reject) => {
    const compiler = pack(options, (error, stats) => {
      const found = stats?.toJson({ all: false, errors: true, warnings: true });
      compiler.close(() => (found === undefined ? reject(error ?? new Error("no report")) : resolve(found)));
    });
  });
  const [first] = report.errors;
  if (first !== undefined) throw new Error(first.message);
  return report.warnings.map(({ message }) => message);
}
