// The way in to every script of this repository, on a fresh clone too: installs what the lockfile names and is missing,
// then hands over to the script of the command on the Node that development uses. Plain JavaScript, so that Node 20.19 can run it.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const scripts = {
  ...Object.fromEntries(
    ["start", "dev", "test", "check", "build", "bench", "release", "registry"].map((name) => [
      name,
      `tools/${name}.ts`,
    ]),
  ),
  docs: "tools/docs-site.ts",
  images: "deploy/images/cli.ts",
};
const commands = Object.keys(scripts);

const [command, ...rest] = process.argv.slice(2);
if (!commands.includes(command))
  fail(`Cannot run \`${command ?? ""}\`: expected one of ${commands.join(", ")}.`);
if (!atLeast(process.versions.node, "20.19.0")) {
  fail(
    `Cannot run on Node ${process.versions.node}: expected 20.19 or later. Install it from https://nodejs.org.`,
  );
}

const usage = {
  start: "tools/start-usage.txt",
  dev: "tools/dev-usage.txt",
  build: "tools/build-usage.txt",
  images: "deploy/images/usage.txt",
}[command];
const asksForHelp = rest.includes("--help") || (["build", "images"].includes(command) && rest.includes("-h"));
if (usage !== undefined && asksForHelp) {
  console.log(readFileSync(path.join(root, usage), "utf8").trimEnd());
  process.exit(0);
}
if (!installed()) {
  if (command === "images" && rest.includes("--offline"))
    fail(
      "Cannot build images with `--offline`: the packages of this repository are not installed. Run `npm ci` once with a network.",
    );
  install();
}
handOver(developmentNode());

/** Whether every package of the lockfile that this machine must have is in node_modules in that version. */
function installed() {
  const hidden = path.join(root, "node_modules", ".package-lock.json");
  if (!existsSync(hidden)) return false;
  const have = JSON.parse(readFileSync(hidden, "utf8")).packages;
  const want = JSON.parse(readFileSync(path.join(root, "package-lock.json"), "utf8")).packages;
  return Object.entries(want).every(([place, entry]) => {
    if (!place.includes("node_modules/")) return true;
    if (have[place] === undefined)
      return entry.optional === true || entry.devOptional === true || entry.peer === true;
    return entry.link === true || have[place].version === entry.version;
  });
}

function install() {
  console.log(
    "Installing what the lockfile names (about 1 GB, once; the console's ClickHouse is half of it) …",
  );
  const npm = process.env.npm_execpath;
  const [file, args] = npm ? [process.execPath, [npm, "ci"]] : ["npm", ["ci"]];
  const { status, error } = spawnSync(file, [...args, "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: root,
    stdio: "inherit",
  });
  if (status !== 0)
    fail(
      `Cannot install the packages: \`npm ci\` ${error ? error.message : `ended with ${status}`}. Look above for its reason.`,
    );
}

/** The pinned Node from npm where there is one for this platform, else the Node that runs this, if it is new enough. */
function developmentNode() {
  const pinned = path.join(root, "node_modules", `node-${process.platform}-${process.arch}`, "bin", "node");
  if (existsSync(pinned)) return pinned;
  if (atLeast(process.versions.node, "22.18.0")) return process.execPath;
  return fail(
    `Cannot find a Node for development on ${process.platform}-${process.arch}: expected 22.18 or later here. Install Node 24.`,
  );
}

function handOver(node) {
  const script = path.join(root, scripts[command]);
  const env = {
    ...process.env,
    PATH: [path.dirname(node), process.env.PATH].join(path.delimiter),
    NODE_OPTIONS: process.env.NODE_OPTIONS ?? "",
  };
  const child = spawn(node, ["--conditions=telltale-source", script, ...rest], {
    cwd: root,
    stdio: "inherit",
    env,
  });
  // The terminal sends Ctrl-C to the child as well; a second one changes nothing there.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("exit", (code, signal) => process.exit(signal === null ? code : 1));
}

function atLeast(version, wanted) {
  const [a, b] = [version, wanted].map((text) => text.split(".").map(Number));
  for (let i = 0; i < 3; i++) if (a[i] !== b[i]) return a[i] > b[i];
  return true;
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
