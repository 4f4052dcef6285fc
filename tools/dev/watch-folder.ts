// Watches a folder and all folders in it. Each has a watcher of its own: Node's recursive one loses files on Linux that an editor saves by
// putting another in their place.
import { type FSWatcher, readdirSync, statSync, watch } from "node:fs";
import path from "node:path";

/** Calls `onChange` with each file that is written, replaced or removed, perhaps several times. Watches when it returns. */
export function watchFolder(folder: string, onChange: (file: string) => void): { stop(): void } {
  const watchers = new Map<string, FSWatcher>();
  function add(place: string): void {
    const watcher = watch(place, (_event, name) => {
      if (name !== null) see(path.join(place, name));
    });
    // the folder itself was removed
    watcher.on("error", () => remove(place));
    watchers.set(place, watcher);
    for (const entry of readdirSync(place, { withFileTypes: true })) {
      if (entry.isDirectory()) add(path.join(place, entry.name));
    }
  }
  function remove(place: string): void {
    watchers.get(place)?.close();
    watchers.delete(place);
  }
  function see(file: string): void {
    const isFolder = statSync(file, { throwIfNoEntry: false })?.isDirectory() === true;
    if (isFolder === watchers.has(file)) return isFolder ? undefined : onChange(file);
    if (!isFolder) return remove(file);
    add(file);
    for (const entry of readdirSync(file, { withFileTypes: true, recursive: true })) {
      if (entry.isFile()) onChange(path.join(entry.parentPath, entry.name));
    }
  }
  add(folder);
  return {
    stop() {
      for (const watcher of watchers.values()) watcher.close();
      watchers.clear();
    },
  };
}
