// What no import shows: what a change of everything is, which processes a file starts, what is packed and built, and which texts a file
// reads. Each with the reason that the run prints. Attach an edge to the file that starts the process: tests inherit it by their imports.

/** After a change of one of these every test runs. */
export const everything: readonly RegExp[] = [
  /^(?:package|package-lock|vitest\.config|tsconfig[\w.-]*)\.(?:json|ts)$/,
  /^\.npmrc$/,
  /^tools\/(?:test|pinned|node-modules|source-files)\.ts$/,
  /^tools\/run\.mjs$/,
];

/** Something that a file needs without importing or naming it. */
export interface DeclaredEdge {
  /** A file, or a node such as `packed:telltale`; a folder ends in `/` and means all files in it. */
  readonly by: string;
  /** Files, folders (`docs/guide/`) and nodes (`built:console`). */
  readonly needs: readonly string[];
  /** What tests do that are affected this way, as the end of "12 test files …". */
  readonly why: string;
}

const published = (name: string): readonly string[] =>
  ["package.json", "README.md", "LICENSE"].map((file) => `packages/${name}/${file}`);
const builds: readonly string[] = ["tools/build.ts", "tools/step.ts", "tools/bin-links.ts"];

const packs: readonly DeclaredEdge[] = [
  pack("telltale"),
  // without the texts of the documentation: the tests of the site read them
  pack("console", "built:web", "tools/docs-site/"),
  pack("cli"),
  pack("eslint-plugin"),
  pack("create-telltale", "packages/create-telltale/template/"),
  pack("demo"),
  ...["telltale", "console", "cli", "eslint-plugin", "create-telltale", "demo", "web", "docs"].map(
    (name) => ({
      by: `built:${name}`,
      needs: builds,
      why: `run what is built of ${name}`,
    }),
  ),
];

function pack(name: string, ...more: readonly string[]): DeclaredEdge {
  const needs = [`built:${name}`, ...published(name), "tools/packed-setup.ts", ...more];
  return { by: `packed:${name}`, needs, why: `install the packed ${name}` };
}

/** Processes that files start, and files that they read by names which they put together. */
export const declaredEdges: readonly DeclaredEdge[] = [
  ...packs,
  {
    by: "tools/console-process.ts",
    needs: ["built:console", "built:web"],
    why: "start the built console with its pages",
  },
  { by: "e2e/docs.test.ts", needs: ["built:docs"], why: "read the built documentation" },
  {
    by: "e2e/shop.ts",
    needs: ["examples/shop/src/main.ts", "built:telltale", "built:cli"],
    why: "run the demo shop",
  },
  {
    by: "examples/shop/src/main.ts",
    needs: ["examples/shop/src/", "examples/shop/alerts/", "examples/shop/generated/"],
    why: "run the demo shop",
  },
  {
    by: "e2e/start.test.ts",
    needs: ["tools/start.ts", "built:console", "built:web", "examples/shop/src/main.ts", "built:telltale"],
    why: "run `npm start`",
  },
  {
    by: "examples/file-pipeline/src/",
    needs: ["built:telltale"],
    why: "run the example of a file pipeline",
  },
  {
    by: "images",
    needs: ["deploy/images/", "packed:telltale", "packed:console", "tools/runtimes.ts", "tools/runtimes/"],
    why: "start container images",
  },
  {
    by: "deploy/test/render.ts",
    needs: ["deploy/kubernetes/", "deploy/collector/"],
    why: "render the files for Kubernetes",
  },
  {
    by: "packages/console/src/store/schema/sql-files.ts",
    needs: ["packages/console/src/sql/"],
    why: "make the tables of the store",
  },
  {
    by: "packages/console/test/support/prepared-store.ts",
    needs: ["packages/console/src/store/store.ts"],
    why: "open a store",
  },
  {
    by: "packages/telltale/test/runtimes.test.ts",
    needs: ["packages/telltale/", "packages/otlp/"],
    why: "run the suites of the library on all versions of Node.js",
  },
  {
    by: "tools/docs-types.ts",
    needs: ["packages/telltale/src/", "packages/cli/src/alerts/", "tsconfig.json"],
    why: "compile examples against the sources",
  },
  {
    by: "tools/library-reference/program.ts",
    needs: ["packages/telltale/src/", "packages/cli/src/alerts/"],
    why: "read docstrings by the compiler",
  },
  {
    by: "e2e/guides/guides.test.ts",
    needs: ["examples/", "deploy/", "docs/lint/"],
    why: "run the commands of the documentation",
  },
];

/** Files of which a file reads the text only: a change of the text itself matters, a change of what they import does not. */
export interface TextEdge {
  readonly by: string;
  readonly files: RegExp;
  readonly why: string;
}

const pages = "read the pages of the documentation";

/** Texts that files read by patterns. Each file that calls `sourceFiles` is here or among `commandsOnly`. */
export const textEdges: readonly TextEdge[] = [
  { by: "tools/docs-blocks.ts", files: /\.md$/, why: pages },
  { by: "tools/docs-links.test.ts", files: /\.md$/, why: pages },
  { by: "tools/docs-site.test.ts", files: /^(?:docs\/.*\.(?:md|png)|[A-Z]+\.md)$/, why: pages },
  { by: "e2e/guides/commands.ts", files: /\.md$/, why: pages },
  {
    by: "tools/npm-note.test.ts",
    files: /^(?:[A-Z]+|docs\/guide\/.*|packages\/[\w-]+\/README)\.md$/,
    why: pages,
  },
  {
    by: "tools/telltale-names.test.ts",
    files: /^(?:packages\/.*\.ts|.*\.md)$/,
    why: "compare names in sources with the reference",
  },
  {
    by: "tools/surface.ts",
    files: /^packages\/telltale\/src\/.*\.ts$/,
    why: "compare what packages export with their folders",
  },
  {
    by: "e2e/recorded.ts",
    files: /^(?:examples\/shop|packages\/(?:telltale|otlp)\/src)\//,
    why: "record the shop anew when its sources or the library change",
  },
  {
    by: "tools/testing/testing.test.ts",
    files: /^packages\/.*\.test\.ts$/,
    why: "look for the variables of the nightly run",
  },
];

/** Files that list the sources only when they run as a command, which no test does, or in a build, whose sources build.ts names. */
export const commandsOnly: readonly string[] = [
  "tools/bench.ts",
  "tools/release/checkout-copy.ts",
  "tools/build.ts",
  "tools/check-layers.ts",
  "tools/check-lists.ts",
  "tools/check-queries.ts",
  "tools/check-routes.ts",
  "tools/check-words.ts",
  "tools/docs-site/build-site.ts",
  "tools/doctest.ts",
  "tools/integrations.ts",
  "tools/queries.ts",
  "tools/settings.ts",
  "tools/source-files.ts",
];

/** Files that name others as data, without reading them: what they say of these is part of this graph, or of no interest to it. */
export const namesOnly: readonly RegExp[] = [
  /^vitest\.config\.ts$/,
  /^tools\/(?:build|step|check|layers|test|packed-setup)\.ts$/,
  /^tools\/run\.mjs$/,
  /^packages\/console\/src\/sql\/query-name\.ts$/,
  /^tools\/(?:layers|changed)\//,
];

type ToNodes = (match: RegExpExecArray | RegExpMatchArray) => readonly string[];

/** Words in sources that mean more than they name: what the run of all tests hands to them by variables and by `inject`. */
export const wordEdges: readonly (readonly [word: string, pattern: RegExp, to: ToNodes])[] = [
  ["TELLTALE_", /\bTELLTALE_PAGES\b/g, () => ["built:web"]],
  ["TELLTALE_", /\bTELLTALE_DIST\b/g, () => ["built:telltale"]],
  ["TELLTALE_", /\bTELLTALE_BUILT_CLI\b/g, () => ["built:cli"]],
  ["TELLTALE_", /\bTELLTALE_BUILT_CONSOLE\b/g, () => ["built:console"]],
  ["TELLTALE_", /\bTELLTALE_CHROMIUM\b/g, () => ["tools/browser.ts"]],
  ["TELLTALE_", /\bTELLTALE_(?:PROMETHEUS|ALERTMANAGER)_BIN\b/g, () => ["tools/prometheus.ts"]],
  ["TELLTALE_", /\bTELLTALE_KUBECTL_BIN\b/g, () => ["tools/kubectl.ts"]],
  ["TELLTALE_", /\bTELLTALE_SHIFTED_CLOCK\b/g, () => ["tools/shifted-clock.ts"]],
  [
    "Pack",
    /["'](telltale|console|cli|eslintPlugin|create)Pack["']/g,
    ([, name = ""]) => [`packed:${packNames[name] ?? name}`],
  ],
  ["inject(", /\binject\(["'](runtimes|compilers)["']\)/g, () => ["tools/runtimes.ts", "tools/runtimes/"]],
  ["inject(", /\binject\(["']platforms["']\)/g, () => ["tools/platforms.ts", "tools/platforms/"]],
  ["inject(", /\binject\(["']images["']\)/g, () => ["images"]],
];

const packNames: Readonly<Record<string, string>> = {
  eslintPlugin: "eslint-plugin",
  create: "create-telltale",
};

/** Files that runs open although their tests do not need them. */
export const openedAnyway: readonly RegExp[] = [
  /(?:^|\/)(?:package|tsconfig[\w.-]*)\.json$/,
  /^(?:vitest\.config\.ts|\.git\w+)$/,
  // a store reads the files of all queries, and runs those that the program names
  /^packages\/console\/src\/(?!sql\/).*\.sql$/,
];
