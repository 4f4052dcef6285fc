// Hooks of the module loader for Nodes where those in the application's thread are not sound yet. They run in a thread of their own,
// know no more than which modules are wanted, and load nothing of the library.
import { markUrl, readMark } from "./import-mark.ts";
import { builtinSource, exportNames, moduleSource } from "./import-source.ts";
import type { Loaded, Resolved, ResolveContext } from "./import-hook.ts";

type Next<Context, Result> = (what: string, context?: Context) => Promise<Result>;

const wanted = { modules: new Set<string>(), builtins: new Set<string>() };
const namesOf = new Map<string, Set<string>>();

export function initialize(data: {
  readonly modules: readonly string[];
  readonly builtins: readonly string[];
}): void {
  for (const module of data.modules) wanted.modules.add(module);
  for (const module of data.builtins) wanted.builtins.add(module);
}

export async function resolve(
  specifier: string,
  context: ResolveContext,
  next: Next<ResolveContext, Resolved>,
): Promise<Resolved> {
  const { parentURL = "" } = context;
  if (wanted.builtins.has(specifier)) {
    const url = `data:text/javascript,${encodeURIComponent(builtinSource(specifier))}`;
    return parentURL === url ? next(specifier, context) : { url, format: "module", shortCircuit: true };
  }
  const resolved = await next(specifier, context);
  if (!wanted.modules.has(specifier) || resolved.format !== "module") return resolved;
  if (!resolved.url.startsWith("file:") || readMark(parentURL) !== undefined) return resolved;
  try {
    if (!namesOf.has(resolved.url)) {
      const find = async (one: string, parent: string): Promise<string> =>
        (await next(one, { ...context, parentURL: parent })).url;
      namesOf.set(resolved.url, await readNames(resolved.url, find));
    }
    return { ...resolved, url: markUrl(resolved.url, specifier) };
  } catch {
    // what cannot be read is imported as it is
    return resolved;
  }
}

export async function load(url: string, context: object, next: Next<object, Loaded>): Promise<Loaded> {
  const marked = readMark(url);
  const names = marked === undefined ? undefined : namesOf.get(marked.url);
  if (marked === undefined || names === undefined) return next(url, context);
  return { format: "module", source: moduleSource(marked.module, marked.url, names), shortCircuit: true };
}

async function readNames(
  url: string,
  find: (specifier: string, parent: string) => Promise<string>,
): Promise<Set<string>> {
  const asking = exportNames(url);
  let step = asking.next();
  while (step.done !== true) step = asking.next(await find(step.value.specifier, step.value.parent));
  return step.value;
}
