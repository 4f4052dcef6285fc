// Which processes are not the application: under `NODE_OPTIONS` package managers, compilers and test runners start with the preload too, and
// their traces help no one. Told by what the process runs, before anything of the library is loaded.

/** What is asked of a process. */
export interface Started {
  /** The script; undefined for `node -e`. */
  readonly script: string | undefined;
  /** What comes after it. */
  readonly args: readonly string[];
  readonly execArgv: readonly string[];
  readonly variables: Readonly<Record<string, string | undefined>>;
}

// by the package they come in; those that run the application in their own process (ts-node, pm2's containers) are not among them
const packages = new Set(
  words(`
    npm npx yarn pnpm corepack @yarnpkg/cli node-gyp @npmcli/arborist cnpm lerna nx turbo concurrently npm-run-all npm-run-all2
    wireit husky lint-staged cross-env dotenv-cli nodemon patch-package prebuild-install node-gyp-build
    typescript ttypescript vue-tsc tsc-alias tsx @swc/cli @babel/cli esbuild webpack webpack-cli rollup rolldown vite tsup tsdown
    parcel @nestjs/cli @angular/cli @vercel/ncc gulp grunt sass prisma drizzle-kit typeorm-ts-node-commonjs
    eslint prettier oxlint oxfmt @biomejs/biome knip
    thread-loader fork-ts-checker-webpack-plugin
    vitest tinypool jest jest-cli jest-worker mocha ava tap @tapjs/run jasmine c8 nyc playwright @playwright/test playwright-core
    cypress @cucumber/cucumber karma telltale telltale-cli
  `),
);

// by the command, where it lies among commands: `node_modules/.bin/vitest`, `/usr/bin/npm`
const commands = new Set(
  words(`
    npm npx yarn yarnpkg pnpm pnpx corepack cnpm node-gyp lerna nx turbo concurrently run-s run-p npm-run-all husky lint-staged cross-env
    dotenv nodemon tsc tsserver vue-tsc tsc-alias tsx swc babel esbuild webpack rollup rolldown vite tsup tsdown parcel nest ng ncc gulp
    grunt sass prisma drizzle-kit eslint prettier oxlint oxfmt biome knip vitest jest mocha _mocha ava tap jasmine c8 nyc playwright
    cypress cucumber-js karma pm2 telltale
  `),
);

// those that run the application, too, by their first argument
const frameworks = new Set(
  words("next nuxt nuxi @nuxt/cli vite astro gatsby remix @remix-run/dev react-router @react-router/dev"),
);
const builds = new Set(words("build generate prepare analyze typecheck"));

/**
 * Why this process is left as it is; undefined when it is the application's.
 *
 * `TELLTALE_REGISTER=force` takes every process for the application's, `off` none.
 */
export function whyLeftAlone({ script, args, execArgv, variables }: Started): string | undefined {
  const mode = variables["TELLTALE_REGISTER"]?.trim().toLowerCase();
  if (mode === "off" || mode === "false") return "TELLTALE_REGISTER says so";
  if (mode === "force") return undefined;
  if (variables["NODE_TEST_CONTEXT"] !== undefined || execArgv.includes("--test"))
    return "node --test is a test runner";
  if (script === undefined) return undefined;
  const path = script.replaceAll("\\", "/");
  const program = programOf(path);
  if (program !== undefined) return `${program} is not an application`;
  if (/\/node_modules\/next\/dist\/compiled\/jest-worker\//.test(path))
    return "a worker of next is not an application";
  return buildOf(path, args);
}

/** The build that this process is, whose children are not the application either; undefined for any other process. */
export function buildOf(script: string, args: readonly string[]): string | undefined {
  const [, bin, found] =
    /.*\/node_modules\/(?:\.bin\/([^/]+)$|((?:@[^/]+\/)?[^/]+)\/)/.exec(script.replaceAll("\\", "/")) ?? [];
  const framework = bin ?? found;
  if (framework === undefined || !frameworks.has(framework) || !builds.has(args[0] ?? "")) return undefined;
  return `${framework} ${args[0]} is a compiler`;
}

function programOf(path: string): string | undefined {
  const file = path.slice(path.lastIndexOf("/") + 1);
  const name = file.replace(/\.(?:[cm]?js|exe)$/, "");
  const [, found] = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path) ?? [];
  if (found !== undefined && found !== ".bin") {
    if (found === "pm2") return /\/(?:bin\/pm2|lib\/Daemon\.js)$/.test(path) ? "pm2" : undefined;
    return packages.has(found) ? found : undefined;
  }
  // what a project keeps of yarn, and what corepack has fetched
  if (/\/\.yarn\/releases\/yarn-[^/]*\.cjs$/.test(path)) return "yarn";
  if (/\/corepack\/(?:v\d+\/)?(?:npm|yarn|pnpm)\//.test(path)) return name;
  return /\/(?:\.?bin|nodejs)\/[^/]*$/.test(path) && commands.has(name) ? name : undefined;
}

function words(text: string): string[] {
  return text.trim().split(/\s+/);
}
