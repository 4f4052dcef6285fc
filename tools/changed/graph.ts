// The graph of what needs what: nodes are files, folders (which end in `/`) and what is made of them (`built:console`, `packed:cli`,
// `images`). It is walked from a change to the tests.
import { type Target, targets } from "../build.ts";
import { declaredEdges, textEdges } from "./declared.ts";
import { packageResolver } from "./packages.ts";
import { createReader, isProgram } from "./references.ts";
import { foldersOf, type Repository } from "./repository.ts";

/** Why a file needs another. */
export interface Edge {
  readonly to: string;
  /** What the tests do that are reached this way: "12 test files …". */
  readonly why: string;
  /** How telling the reason is: a way has the reason of its most telling edge. */
  readonly weight: 0 | 1 | 2;
}

export interface Graph {
  /** What needs the node directly. */
  dependents(node: string): readonly Edge[];
  /** What reads the text of a file that changed. */
  readers(file: string): readonly Edge[];
}

const imports = { why: "import a changed file, directly or through others", weight: 0 } as const;

/** Why a file that names a node needs it. */
function naming(node: string): Pick<Edge, "why" | "weight"> {
  if (node.endsWith(".sql")) return { why: "run a changed query or statement", weight: 1 };
  if (node.endsWith(".md")) return { why: "read a changed document", weight: 1 };
  if (node.includes("/fixtures/")) return { why: "use a changed fixture", weight: 1 };
  const [, what] = /^(?:built|packed):(.*)$/.exec(node) ?? [];
  if (what !== undefined) return { why: `run what is built of ${what}`, weight: 1 };
  return { why: "start or read a changed file", weight: 1 };
}

/** Builds the graph of a repository. Reads the text of each file once. */
export function buildGraph(repository: Repository): Graph {
  const direct = new Map<string, Edge[]>();
  const globs: { readonly pattern: RegExp; readonly edge: Edge }[] = [];
  const add = (node: string, edge: Edge): void => {
    const known = direct.get(node);
    if (known === undefined) direct.set(node, [edge]);
    else known.push(edge);
  };
  const read = createReader(repository, packageResolver(repository));
  for (const file of repository.files) {
    if (!isProgram(file)) continue;
    const found = read(file);
    for (const node of found.imports) add(node, { to: file, ...imports });
    for (const node of found.names) if (!found.imports.has(node)) add(node, { to: file, ...naming(node) });
    for (const pattern of found.globs)
      globs.push({
        pattern,
        edge: { to: file, ...naming(pattern.source.replaceAll("\\", "").replace(/\$$/, "")) },
      });
  }
  for (const { by, needs, why } of declaredEdges) {
    const dependents = by.endsWith("/") ? [...repository.files].filter((file) => file.startsWith(by)) : [by];
    for (const to of dependents) for (const node of needs) add(node, { to, why, weight: 2 });
  }
  const collect = (node: string): readonly Edge[] => [
    ...(direct.get(node) ?? []),
    ...foldersOf(node).flatMap((folder) => ofFolder(direct.get(folder), node)),
    ...globs.flatMap(({ pattern, edge }) => (pattern.test(node) ? edge : [])),
    ...targets.flatMap((target) => (isBuiltInto(target, node) ? built(target) : [])),
  ];
  const collected = new Map<string, readonly Edge[]>();
  return {
    dependents(node) {
      const known = collected.get(node) ?? collect(node);
      collected.set(node, known);
      return known;
    },
    readers: (file) =>
      textEdges.flatMap(({ by, files, why }) =>
        files.test(file) ? { to: by, why, weight: 2 as const } : [],
      ),
  };
}

/** A test beside the sources that a file reads does not count as a source. */
const ofFolder = (edges: readonly Edge[] = [], file: string): readonly Edge[] =>
  /^(?!.*\/(?:fixtures|template)\/).*\.test\.tsx?$/.test(file)
    ? edges.filter(({ weight }) => weight === 2)
    : edges;

const isBuiltInto = ({ from }: Target, file: string): boolean =>
  from.some((folder) => file.startsWith(folder)) && !/\.test\.tsx?$|^packages\/[\w-]+\/test\//.test(file);

function built({ name }: Target): Edge {
  const what = name.replace("build ", "");
  return { to: `built:${what}`, why: `run what is built of ${what}`, weight: 1 };
}
