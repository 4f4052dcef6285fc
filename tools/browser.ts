// Finds Chromium for the browser tests. Where it is missing and the user may install packages, it installs the Debian package.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

/** Where a Chromium may be installed. */
export const places: readonly string[] = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/** The path of a Chromium: `TELLTALE_CHROMIUM`, an installed one, or Debian's package installed now. `undefined` says why on stderr. */
export function findBrowser(): string | undefined {
  const named = process.env["TELLTALE_CHROMIUM"];
  const found = [...(named === undefined ? [] : [named]), ...places].find((place) => existsSync(place));
  return found ?? installBrowser();
}

function installBrowser(): string | undefined {
  const isRoot = process.getuid?.() === 0;
  if (!existsSync("/usr/bin/apt-get") || !isRoot) {
    console.error(
      "Cannot find a browser for the browser tests: expected Chromium or Chrome. " +
        "Install it (Debian: `sudo apt-get install chromium`) or name it in TELLTALE_CHROMIUM.",
    );
    return undefined;
  }
  console.log("Installing Chromium for the browser tests …");
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  for (const args of [
    ["update", "-qq"],
    ["install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-dejavu-core"],
  ]) {
    spawnSync("apt-get", args, { stdio: ["ignore", "ignore", "inherit"], env });
  }
  if (existsSync("/usr/bin/chromium")) return "/usr/bin/chromium";
  console.error("Cannot install Chromium with `apt-get install chromium`: look above for its reason.");
  return undefined;
}
