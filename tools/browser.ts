// Finds Chromium for benchmarks and screenshots, and the one for tests. Where it is missing and the user may install packages, it installs
// the Debian package.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

/** Where a Chromium may be installed. */
const places: readonly string[] = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/** Chromium's shell without windows: the same pages for a quarter less CPU time, but no frames as people see them, and no notifications. */
const shell = "/usr/bin/chromium-headless-shell";

/** Where tests look for a Chromium. */
export const testPlaces: readonly string[] = [shell, ...places];

const named = (): readonly string[] => [process.env["TELLTALE_CHROMIUM"] ?? ""];
const mayInstall = (): boolean => existsSync("/usr/bin/apt-get") && process.getuid?.() === 0;

/** The path of a Chromium: `TELLTALE_CHROMIUM`, an installed one, or Debian's package installed now. `undefined` says why on stderr. */
export function findBrowser(): string | undefined {
  return [...named(), ...places].find((place) => existsSync(place)) ?? installBrowser();
}

/** The Chromium of tests: `TELLTALE_CHROMIUM`, the shell without windows, installed now if it can be, or that of {@link findBrowser}. */
export function findTestBrowser(): string | undefined {
  const found = [...named(), shell].find((place) => existsSync(place));
  if (found !== undefined) return found;
  if (mayInstall()) install("chromium-headless-shell");
  return existsSync(shell) ? shell : findBrowser();
}

function installBrowser(): string | undefined {
  if (!mayInstall()) {
    console.error(
      "Cannot find a browser for the browser tests: expected Chromium or Chrome. " +
        "Install it (Debian: `sudo apt-get install chromium`) or name it in TELLTALE_CHROMIUM.",
    );
    return undefined;
  }
  install("chromium");
  if (existsSync("/usr/bin/chromium")) return "/usr/bin/chromium";
  console.error("Cannot install Chromium with `apt-get install chromium`: look above for its reason.");
  return undefined;
}

function install(name: string): void {
  console.log(`Installing Debian's package ${name} for the browser tests …`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  for (const args of [
    ["update", "-qq"],
    ["install", "-y", "-qq", "--no-install-recommends", name, "fonts-dejavu-core"],
  ]) {
    spawnSync("apt-get", args, { stdio: ["ignore", "ignore", "inherit"], env });
  }
}
