// `npm run registry`: until the packages are on npm, a registry on this machine that has them, as they would be published. It redirects to
// the registry that npm uses for everything else, so that the commands of the documentation work as they are.
import { globSync, mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";

import { build } from "./build.ts";
import { startRegistry } from "./local-registry.ts";
import { npm, upstreamRegistry } from "./npm.ts";
import { published } from "./published.ts";
import { root } from "./source-files.ts";

const usage = `npm run registry -- [options]

  --port N    port of the registry (default 4873)
  --help      this text`;

const packed = path.join(root, ".telltale", "packed");

try {
  await serve(readPort());
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

function readPort(): number {
  const { values } = parseArgs({
    options: { port: { type: "string", default: "4873" }, help: { type: "boolean", default: false } },
  });
  if (values.help) {
    console.log(usage);
    process.exit(0);
  }
  if (/^\d{1,5}$/.test(values.port) && Number(values.port) <= 65_535) return Number(values.port);
  throw new Error(
    `Cannot use \`--port ${values.port}\`: expected a whole number from 0 to 65535.\n\n${usage}`,
  );
}

async function serve(port: number): Promise<void> {
  if (!(await build()))
    throw new Error("Cannot pack the packages: the build failed, look above for its reason.");
  rmSync(packed, { recursive: true, force: true });
  mkdirSync(packed, { recursive: true });
  const workspaces = published.flatMap(({ name }) => ["--workspace", name]);
  npm(["pack", ...workspaces, "--pack-destination", packed], root);
  const upstream = upstreamRegistry();
  if (port !== 0 && new URL(upstream).host === `127.0.0.1:${port}`)
    throw new Error(
      `Cannot serve packages: npm's own registry is ${upstream}, this one. Run \`unset npm_config_registry\`, and try again.`,
    );
  const registry = await startRegistry({ port, upstream }).catch((error: unknown) => {
    throw new Error(
      `Cannot open port ${port} for the registry: ${(error as Error).message}. Choose another one with \`--port N\`.`,
      { cause: error },
    );
  });
  for (const file of globSync(path.join(packed, "*.tgz"))) registry.add(file);
  console.log(`
  ${published.map(({ name }) => name).join(", ")} at ${registry.url}; other packages at ${upstream}

  In the terminals in which you follow the documentation:

    export npm_config_registry=${registry.url}

  Ctrl-C stops it.
`);
}
