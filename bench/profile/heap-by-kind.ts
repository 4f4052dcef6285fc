// What a heap snapshot of V8 holds, by kind.
import { readFileSync } from "node:fs";

interface Snapshot {
  readonly snapshot: {
    readonly meta: {
      readonly node_fields: readonly string[];
      readonly node_types: readonly [readonly string[], ...unknown[]];
    };
  };
  readonly nodes: readonly number[];
  readonly strings: readonly string[];
}

/** Kinds as readers of the table know them. */
const names: Readonly<Record<string, string>> = {
  code: "code, bytecode and their tables",
  "object shape": "shapes of objects",
  hidden: "V8's own",
  array: "arrays and maps",
  closure: "functions",
  string: "strings",
  "concatenated string": "strings",
  "sliced string": "strings",
  native: "buffers and what is outside the heap",
  object: "objects",
};

/** Bytes of the objects themselves, in MB, largest first; `undefined` while V8 still writes the file. */
export function heapByKind(file: string): Map<string, number> | undefined {
  const text = readFileSync(file, "utf8");
  if (!text.endsWith("]}") && !text.endsWith("]}\n")) return undefined;
  const { snapshot, nodes, strings } = JSON.parse(text) as Snapshot;
  const { node_fields: fields, node_types: types } = snapshot.meta;
  const [typeAt, nameAt, sizeAt] = ["type", "name", "self_size"].map((field) => fields.indexOf(field)) as [
    number,
    number,
    number,
  ];
  const sums = new Map<string, number>();
  for (let at = 0; at < nodes.length; at += fields.length) {
    const type = types[0][nodes[at + typeAt]!]!;
    const size = nodes[at + sizeAt]!;
    const kind =
      type === "string" && isSource(strings[nodes[at + nameAt]!]!)
        ? "source text"
        : (names[type] ?? "others");
    sums.set(kind, (sums.get(kind) ?? 0) + size / 1024 / 1024);
  }
  return new Map([...sums].toSorted(([, a], [, b]) => b - a));
}

/** Snapshots cut strings; what is this long is a file. */
function isSource(text: string): boolean {
  return text.length >= 1024;
}
