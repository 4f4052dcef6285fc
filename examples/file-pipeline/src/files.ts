// Which files are meant by what was given on the command line.
import { readdir, stat } from "node:fs/promises";
import path from "node:path";

/** Files as they are, and all volumes of folders, each once, in the order of their names. */
export async function findVolumes(given: readonly string[]): Promise<string[]> {
  const found = await Promise.all(
    given.map(async (place) => ((await isFolder(place)) ? volumesIn(place) : [place])),
  );
  return [...new Set(found.flat())];
}

async function isFolder(place: string): Promise<boolean> {
  try {
    return (await stat(place)).isDirectory();
  } catch {
    // one that does not exist fails by itself, as a file of the batch
    return false;
  }
}

async function volumesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder);
  return names
    .filter((name) => /\.nii(\.gz)?$/.test(name))
    .toSorted()
    .map((name) => path.join(folder, name));
}
