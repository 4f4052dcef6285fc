// The arguments of `create-telltale`. It asks nothing: what is not given has a default, or is missing.
import path from "node:path";
import { parseArgs } from "node:util";

import { Failure } from "./failure.ts";

const templates = ["typescript", "javascript"] as const;
export type Template = (typeof templates)[number];

/** What to create, and where. */
export interface Request {
  /** The folder, absolute. */
  readonly folder: string;
  /** The name of the package and of the service. */
  readonly name: string;
  readonly template: Template;
  readonly install: boolean;
}

export const usage: string = `Usage: npm create telltale DIRECTORY -- [options]

Creates a Node.js service that is instrumented with Telltale, in a new or empty folder.

  --template NAME   ${templates.join(" or ")} (default: typescript)
  --name NAME       name of the package and of the service (default: the folder's name)
  --no-install      write the files, and do not run \`npm install\`
  --version         print the version
  --help            print this text

Exit codes: 0 done, 1 failed, 2 wrong argument; then nothing was written.`;

/**
 * Reads the arguments; `help` and `version` are requests of their own.
 *
 * @throws {Failure} on an argument that is unknown, missing or wrong.
 */
export function readArguments(args: readonly string[], cwd: string): Request | "help" | "version" {
  const { values, positionals } = parsed(args);
  if (values.help === true) return "help";
  if (values.version === true) return "version";
  const [directory, ...more] = positionals;
  if (directory === undefined || directory === "")
    throw new Failure("Cannot create a service: no directory. Name one: `npm create telltale my-service`.");
  if (more.length > 0)
    throw new Failure(`Cannot create a service: expected one directory, got ${positionals.join(", ")}.`);
  const folder = path.resolve(cwd, directory);
  return {
    folder,
    name: checkedName(values.name ?? path.basename(folder), values.name === undefined),
    template: checkedTemplate(values.template ?? "typescript"),
    install: values["no-install"] !== true,
  };
}

function parsed(args: readonly string[]): {
  values: { template?: string; name?: string; "no-install"?: boolean; help?: boolean; version?: boolean };
  positionals: string[];
} {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        template: { type: "string" },
        name: { type: "string" },
        "no-install": { type: "boolean" },
        help: { type: "boolean", short: "h" },
        version: { type: "boolean", short: "v" },
      },
    });
  } catch (error) {
    const reason = (error as Error).message.split(/\. |\.?\n/, 1)[0];
    throw new Failure(`Cannot create a service: ${reason}. See \`npm create telltale -- --help\`.`, 2, {
      cause: error,
    });
  }
}

function checkedTemplate(given: string): Template {
  const template = templates.find((one) => one === given);
  if (template === undefined)
    throw new Failure(`Cannot use \`--template ${given}\`: expected ${templates.join(" or ")}.`);
  return template;
}

// npm refuses to install a package into one of its own name
const dependencies = ["telltale", "telltale-cli", "typescript"];
// and these as names of packages
const forbidden = ["node_modules", "favicon.ico"];

function checkedName(name: string, isOfFolder: boolean): string {
  const source = isOfFolder ? `the folder's name \`${name}\`` : `\`--name ${name}\``;
  const fix = isOfFolder ? " Pass another with `--name`." : "";
  if (!/^[a-z0-9][a-z0-9._-]{0,99}$/.test(name))
    throw new Failure(
      `Cannot use ${source} as the name of a package: expected lowercase letters, digits, \`.\`, \`_\` and \`-\`, 100 at most.${fix}`,
    );
  if (forbidden.includes(name))
    throw new Failure(`Cannot use ${source}: npm does not allow it as the name of a package.${fix}`);
  if (dependencies.includes(name))
    throw new Failure(`Cannot use ${source}: a package of that name is a dependency of the service.${fix}`);
  return name;
}
