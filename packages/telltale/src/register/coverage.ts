// What is seen of an application, and by what: our own integrations first, official ones that were found for the rest.
import Module from "node:module";
import path from "node:path";
import { findOfficial, type FoundOfficial, pathFolders } from "./official.ts";
import {
  isSameModule,
  officialModules,
  officialNamesOf,
  officialOffByDefault,
  officialPartOf,
} from "./official-names.ts";
import { type Askable, resolveChoices, type Choice } from "./settings.ts";
import { table } from "./table.ts";
import type { TableEntry } from "./table-entry.ts";

type Variables = Readonly<Record<string, string | undefined>>;

/** What there is, each with what was asked of it. */
export interface Coverage {
  readonly own: readonly { readonly entry: TableEntry; readonly choice: Choice }[];
  /** Official ones for libraries without a built-in integration, for this Node, and whose library is installed. */
  readonly official: readonly { readonly found: FoundOfficial; readonly choice: Choice }[];
  /** Official ones that were found and are not used, with the reason. */
  readonly left: readonly { readonly found: FoundOfficial; readonly why: string }[];
}

/** Names that the official set has for what ours are called otherwise. */
const alsoCalled: Readonly<Record<string, readonly string[]>> = { runtime: ["runtime-node"] };

/** Finds what is instrumented of the application in `folders`. */
export function coverageOf(folders: readonly string[], variables: Variables): Coverage {
  const all = findOfficial([...folders, ...pathFolders(variables)]);
  const choices = resolveChoices([...table.map(askOwn), ...officialAskable(all, folders)], variables);
  const choiceOf = (name: string): Choice => choices.get(name) ?? { enabled: false, options: {} };
  const left: { readonly found: FoundOfficial; readonly why: string }[] = [];
  const official = all.flatMap((found) => {
    const why = whyNot(found, folders, variables);
    if (why === undefined) return [{ found, choice: choiceOf(found.short) }];
    left.push({ found, why });
    return [];
  });
  return { own: table.map((entry) => ({ entry, choice: choiceOf(entry.name) })), official, left };
}

function askOwn({ name, modules, byDefault = true }: TableEntry): Askable {
  const aliases = [...officialNamesOf(modules), ...(alsoCalled[name] ?? [])];
  return { name, aliases: aliases.filter((alias) => alias !== name), byDefault };
}

function officialAskable(all: readonly FoundOfficial[], folders: readonly string[]): Askable[] {
  const found = new Set(all.map(({ short }) => short));
  const names = new Set([...Object.keys(officialModules), ...found]);
  const isPart = (name: string): boolean => {
    const whole = officialPartOf[name];
    return whole !== undefined && found.has(name) && canLoad(whole, folders);
  };
  return [...names]
    .filter((name) => !isOwnName(name))
    .map((name) => ({ name, aliases: [], byDefault: !officialOffByDefault.has(name) && !isPart(name) }));
}

function whyNot(
  { short, fits, node }: FoundOfficial,
  folders: readonly string[],
  variables: Variables,
): string | undefined {
  const own = ownFor(short);
  if (own !== undefined) return `telltale/${own} is used`;
  if (!fits) return `it is for Node ${node}, this is ${process.versions.node}`;
  // it takes the file of the handler, which only the service names
  if (short === "aws-lambda" && variables["_HANDLER"] === undefined)
    return "this is not an AWS Lambda function";
  const modules = officialModules[short];
  // those for which nothing has to be loaded, and those that are not known, are tried
  if (modules === undefined || modules.length === 0) return undefined;
  return modules.some((module) => canLoad(module, folders))
    ? undefined
    : `${modules.join(" or ")} is not installed`;
}

/** The built-in integration for the same library as the official one. */
export function ownFor(short: string): string | undefined {
  const modules = officialModules[short] ?? [];
  const entry = table.find(
    (one) =>
      one.name === short ||
      (alsoCalled[one.name] ?? []).includes(short) ||
      one.modules.some((own) => modules.some((theirs) => isSameModule(own, theirs))),
  );
  return entry?.name;
}

function isOwnName(name: string): boolean {
  return ownFor(name) !== undefined;
}

/** Whether `module` can be loaded from one of `folders`. */
export function canLoad(module: string, folders: readonly string[]): boolean {
  return folders.some((folder) => {
    try {
      Module.createRequire(path.join(folder, "from")).resolve(module);
      return true;
    } catch (error) {
      // an ES module has nothing for `require`, and is there
      return (error as NodeJS.ErrnoException).code === "ERR_PACKAGE_PATH_NOT_EXPORTED";
    }
  });
}
