// Running shops say how they can be reached: each in a file of its own, as several may run on one machine.
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/** A shop that runs. */
export interface RunningShop {
  readonly databaseUrl: string;
  readonly pid: number;
  /** The folder it runs from. */
  readonly from: string;
}

const here = import.meta.dirname;

/** Where the files are: one folder for each user of the machine. */
const shopsFolder: string = path.join(tmpdir(), `telltale-shops-${process.getuid?.() ?? 0}`);

/** Says that this process is a shop, until {@link withdraw}. */
export function announce(databaseUrl: string, folder: string = shopsFolder): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const shop: RunningShop = { databaseUrl, pid: process.pid, from: here };
  writeFileSync(fileOf(process.pid, folder), JSON.stringify(shop));
}

/** This process is no longer a shop. Leaves other processes alone. */
export function withdraw(folder: string = shopsFolder): void {
  rmSync(fileOf(process.pid, folder), { force: true });
}

/** The newest shop that is alive, one of this checkout before any other; forgets those that were killed. */
export function findShop(folder: string = shopsFolder): RunningShop | undefined {
  const alive = filesIn(folder).flatMap((file) => {
    try {
      const shop = JSON.parse(readFileSync(file, "utf8")) as RunningShop;
      if (isAlive(shop.pid)) return [{ shop, since: statSync(file).mtimeMs }];
      rmSync(file, { force: true });
    } catch {
      // being written or taken away just now
    }
    return [];
  });
  const own = ({ shop }: { shop: RunningShop }): number => (shop.from === here ? 1 : 0);
  alive.sort((a, b) => own(b) - own(a) || b.since - a.since);
  return alive[0]?.shop;
}

const fileOf = (pid: number, folder: string): string => path.join(folder, `${pid}.json`);

function filesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).map((name) => path.join(folder, name));
  } catch {
    return [];
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
