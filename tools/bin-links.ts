// The commands of the packages in `node_modules/.bin`. npm links a command only where its file is there when it installs, and ours are
// built later: without this `npx telltale-console` finds the package and not the command.
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  symlinkSync,
} from "node:fs";
import path from "node:path";

/** Links the commands of the built packages below `root`, as npm would have. Gives their names. */
export function linkCommands(root: string, packages: readonly string[]): string[] {
  const folder = path.join(root, "node_modules", ".bin");
  mkdirSync(folder, { recursive: true });
  return packages.flatMap((name) => {
    const place = path.join(root, "packages", name);
    const { bin = {} } = JSON.parse(readFileSync(path.join(place, "package.json"), "utf8")) as {
      readonly bin?: Readonly<Record<string, string>>;
    };
    return Object.entries(bin).flatMap(([command, file]) => {
      const target = path.join(place, file);
      if (!existsSync(target)) return [];
      chmodSync(target, 0o755);
      replaceLink(path.join(folder, command), path.relative(folder, target));
      return [command];
    });
  });
}

/** In one step, because several builds may run at the same time. */
function replaceLink(link: string, target: string): void {
  const before = lstatSync(link, { throwIfNoEntry: false });
  if (before?.isSymbolicLink() === true && readlinkSync(link) === target) return;
  const made = `${link}.${process.pid}`;
  symlinkSync(target, made);
  renameSync(made, link);
}
