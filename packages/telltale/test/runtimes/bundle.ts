// Bundles suites for any Node that the library promises: `vitest` becomes our runner, the library is lowered as it is when it is
// published, `@opentelemetry/api` stays outside, so that each run can have another one.
import path from "node:path";
import { pathToFileURL } from "node:url";
import { rolldown } from "rolldown";
import { esmExternalRequirePlugin } from "rolldown/plugins";

const here = import.meta.dirname;
const root = path.join(here, "../../../..");
const library = path.join(root, "packages", "telltale", "src");
const published = path.join(root, "packages", "telltale", "dist", "index.js");
// the API differs from run to run; the others look for modules while they run
const outside = ["@opentelemetry/api", "@grpc/grpc-js", "protobufjs"];

/** Bundles `files` (from the root) into `folder`; gives the name of each one's module there. */
export async function bundleSuites(files: readonly string[], folder: string): Promise<Map<string, string>> {
  const names = new Map(files.map((file) => [file, file.replaceAll("/", "_").replace(/\.ts$/, "")]));
  const bundle = await rolldown({
    input: Object.fromEntries([...names].map(([file, name]) => [name, `suite:${file}`])),
    platform: "node",
    resolve: {
      conditionNames: ["telltale-source", "node", "import"],
      alias: {
        vitest: path.join(here, "runner.ts"),
        "fast-check": path.join(root, "tools", "seeded-properties.ts"),
      },
    },
    transform: { target: "node18.19" },
    plugins: [
      // CommonJS and ES modules shall have the same half of the API
      esmExternalRequirePlugin({ external: outside }),
      { name: "suites", resolveId, load, transform },
    ],
    logLevel: "silent",
  });
  await bundle.write({
    dir: folder,
    format: "esm",
    entryFileNames: "[name].mjs",
    chunkFileNames: "chunk-[hash].mjs",
  });
  await bundle.close();
  return new Map([...names].map(([file, name]) => [file, `${name}.mjs`]));
}

function resolveId(id: string): string | undefined {
  return id.startsWith("suite:") ? id : undefined;
}

/** One entry: the suite says what there is, then it runs. */
function load(id: string): string | undefined {
  if (!id.startsWith("suite:")) return undefined;
  const suite = JSON.stringify(path.join(root, id.slice("suite:".length)));
  return `import ${suite};\nimport { finish } from "vitest";\nawait finish();\n`;
}

function transform(code: string, id: string): string | undefined {
  if (id.startsWith("suite:") || !/\.[cm]?[jt]s$/.test(id)) return undefined;
  const isLibrary = id.startsWith(library) && !id.endsWith(".test.ts");
  // the library finds its second half, the reader of configuration files, where the build puts it
  const place = isLibrary ? published : id;
  const located = id.includes("/node_modules/")
    ? code
    : code
        .replaceAll("import.meta.url", JSON.stringify(pathToFileURL(place).href))
        .replaceAll("import.meta.dirname", JSON.stringify(path.dirname(place)));
  return isLibrary ? located : older(located);
}

/** What tests and their tools, and never the library, may use of later Nodes. */
function older(code: string): string {
  return code
    .replaceAll(".toSorted(", ".slice().sort(")
    .replaceAll(".toReversed(", ".slice().reverse(")
    .replaceAll(/\b(\w+)\.toWellFormed\(\)/g, "Buffer.from($1).toString()")
    .replaceAll(/\b(\w+)\.isWellFormed\(\)/g, "(Buffer.from($1).toString() === $1)")
    .replaceAll(
      /Promise\.withResolvers(?:<[^>()]*>)?\(\)/g,
      "((p, f) => ((p.promise = new Promise((y, n) => { p.resolve = y; p.reject = n; })), p))({})",
    );
}
