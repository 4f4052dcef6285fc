// Lines of a file for the paths of problems: `alerts[0].when.above` is on line 7.

/** The line of a path, or of the nearest part around it. */
export type LineOf = (path: string) => number | undefined;

/** A node of a document of the library `yaml`; maps have pairs as items. */
interface Node {
  readonly items?: readonly unknown[];
  readonly key?: { readonly value?: unknown };
  readonly value?: unknown;
  readonly range?: readonly number[] | null;
}

/**
 * The line of a path in a parsed document.
 *
 * @param contents those of a document of the library `yaml`.
 * @param lineAt the line of an offset in its text, from 1.
 */
export function lineIn(
  contents: unknown,
  lineAt: (offset: number) => number,
  path: string,
): number | undefined {
  let node = contents as Node | null | undefined;
  let offset: number | undefined;
  for (const [key, index] of path.matchAll(/\[(\d+)\]|"(?:[^"\\]|\\.)*"|[^.[\]"]+/g)) {
    const found = index === undefined ? memberOf(node, key) : itemOf(node, Number(index));
    offset = found.start ?? offset;
    if (found.node === undefined) break;
    ({ node } = found);
  }
  return offset === undefined ? undefined : lineAt(offset);
}

interface Found {
  readonly node: Node | undefined;
  readonly start: number | undefined;
}

function itemOf(list: Node | null | undefined, index: number): Found {
  const node = list?.items?.[index] as Node | undefined;
  return { node, start: node?.range?.[0] };
}

function memberOf(map: Node | null | undefined, key: string): Found {
  const name = key.startsWith('"') ? (JSON.parse(key) as string) : key;
  const pairs = (map?.items ?? []) as readonly (Node | undefined)[];
  const pair = pairs.find((one) => one?.key !== undefined && String(one.key.value) === name);
  return { node: pair?.value as Node | undefined, start: (pair?.key as Node | undefined)?.range?.[0] };
}
