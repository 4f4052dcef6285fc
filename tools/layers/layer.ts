// What a layer is.

/** A part of the tree, and the parts below it that it may import, by name; `engine` is every `engine/…`. The first that matches a file is its part. */
export interface Layer {
  readonly name: string;
  /** Paths from the root; a folder ends in `/`. */
  readonly files: readonly string[];
  readonly mayImport: readonly string[];
}

/** Folders of `folder`, from below: what each is for, and which of those above it in this list it imports. */
export function folders(
  folder: string,
  parts: Readonly<Record<string, readonly string[]>>,
): readonly Layer[] {
  return Object.entries(parts).map(([name, below]) => ({
    name: `${folder}/${name}`,
    files: [`${folder}/${name}/`],
    mayImport: below.map((part) => (part in parts ? `${folder}/${part}` : part)),
  }));
}
