// Lines of a YAML text for the paths of problems: `alerts[0].when.above` is on line 7.
import { type Document, isMap, isScalar, isSeq, type LineCounter } from "yaml";

/** The line of a path, or of the nearest part around it. */
export type LineOf = (path: string) => number | undefined;

/** @param counter of the same document. */
export function lineIn({ contents }: Document, counter: LineCounter, path: string): number | undefined {
  let node: unknown = contents;
  let offset: number | undefined;
  for (const [key, index] of path.matchAll(/\[(\d+)\]|"(?:[^"\\]|\\.)*"|[^.[\]"]+/g)) {
    if (index !== undefined) {
      node = isSeq(node) ? node.items[Number(index)] : undefined;
      offset = startOf(node) ?? offset;
    } else {
      const name = key.startsWith('"') ? (JSON.parse(key) as string) : key;
      const pair = isMap(node)
        ? node.items.find((one) => isScalar(one.key) && String(one.key.value) === name)
        : undefined;
      offset = startOf(pair?.key) ?? offset;
      node = pair?.value;
    }
    if (node === undefined) break;
  }
  return offset === undefined ? undefined : counter.linePos(offset).line;
}

function startOf(node: unknown): number | undefined {
  return (node as { range?: readonly number[] | null } | undefined)?.range?.[0];
}
