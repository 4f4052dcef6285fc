// Probes: calls at the beginning of the function around a fault, which say that a test reached it. Faults in SQL have theirs in the
// functions that name the query. Outside of functions there is none: such code runs once in a worker, for many test files.
import path from "node:path";

import { type Fault, placeOf } from "./fault.ts";
import { reaching, type Users } from "./graph.ts";
import { isNode, type Node, visitCode } from "./tree.ts";

/** A call of `reached.ts`. Pages have that function from the test, as a global. */
function probe(id: string, place: string): string {
  const global = "(globalThis as any)";
  const file = JSON.stringify(path.join(import.meta.dirname, "reached.ts"));
  const load = `${global}.process?.getBuiltinModule?.("node:module").createRequire("/")(${file}).reached`;
  return `(${global}.${globalName} ??= ${load})?.(${JSON.stringify(id)}, ${JSON.stringify(place)})`;
}

/** The global function that probes call. */
export const globalName = "__plantedReached";

/** Text that comes into a file at an offset. */
interface Insertion {
  readonly at: number;
  readonly text: string;
}

/** What a checkout's files become with probes of `faults`, and the faults that have none. `read` gives the text of a file, if it is there. */
export function withProbes(
  faults: readonly Fault[],
  place: string,
  users: Users,
  read: (file: string) => string | undefined,
): { readonly files: ReadonlyMap<string, string>; readonly without: readonly string[] } {
  const insertions = new Map<string, Insertion[]>();
  const without: string[] = [];
  for (const fault of faults) {
    const places = fault.file.endsWith(".sql") ? namings(fault, users, read) : ownPlace(fault, read);
    const own = places.map(({ file, offset }) => ({
      file,
      around: around(file, read(file)!, offset, probe(fault.id, place)),
    }));
    if (own.length === 0 || own.some((one) => one.around.length === 0)) without.push(fault.id);
    else
      for (const one of own) insertions.set(one.file, [...(insertions.get(one.file) ?? []), ...one.around]);
  }
  return {
    files: new Map([...insertions].map(([file, own]) => [file, insert(read(file)!, own)])),
    without,
  };
}

interface SourceOffset {
  readonly file: string;
  readonly offset: number;
}

/** Where the text of the fault's file changes. */
function ownPlace(fault: Fault, read: (file: string) => string | undefined): readonly SourceOffset[] {
  const text = read(fault.file);
  const line = text === undefined ? undefined : placeOf(text, fault);
  if (text === undefined || line === undefined) return [];
  const start = text.split("\n").slice(0, line).join("\n").length + (line > 0 ? 1 : 0);
  const same = [...fault.before].findIndex((character, at) => character !== fault.after[at]);
  return [{ file: fault.file, offset: start + (same === -1 ? fault.before.length : same) }];
}

/** Where sources name the query of the fault's file, or a query that includes it. */
function namings(
  fault: Fault,
  users: Users,
  read: (file: string) => string | undefined,
): readonly SourceOffset[] {
  const queries = [...reaching(fault.file, users).keys()].filter((file) => file.endsWith(".sql"));
  return queries.flatMap((query) => {
    const name = path.basename(query, ".sql");
    const sources = [...(users.get(query) ?? [])].filter(
      (file) => /\/src\/.*\.tsx?$/.test(file) && !/\.test\.tsx?$|\/query-name\.ts$/.test(file),
    );
    return sources.flatMap((file) =>
      [...(read(file) ?? "").matchAll(new RegExp(`(?<=["'])${name}(?=["'])`, "g"))].map(({ index }) => ({
        file,
        offset: index,
      })),
    );
  });
}

const functions = new Set(["FunctionDeclaration", "FunctionExpression", "ArrowFunctionExpression"]);

/** The insertions of `call` into the innermost function around `offset`; none if there is no function. */
function around(file: string, text: string, offset: number, call: string): readonly Insertion[] {
  let innermost: Node | undefined;
  visitCode(file, text, (node) => {
    const body = node["body"];
    // parents come first
    if (functions.has(node.type) && isNode(body) && body.start <= offset && offset <= body.end)
      innermost = body;
  });
  if (innermost === undefined) return [];
  const { type, start, end } = innermost;
  if (type === "BlockStatement") return [{ at: start + 1, text: ` ${call};` }];
  return [
    { at: start, text: `(${call}, ` },
    { at: end, text: ")" },
  ];
}

function insert(text: string, insertions: readonly Insertion[]): string {
  let result = text;
  for (const { at, text: inserted } of insertions.toSorted((a, b) => b.at - a.at))
    result = result.slice(0, at) + inserted + result.slice(at);
  return result;
}
