// Reads a page: writes what it assumes, opens a terminal in an empty folder, and runs the commands one after another.
import { cpSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";

import { freePort } from "../../tools/free-port.ts";
import { root } from "../../tools/source-files.ts";
import type { Command } from "./commands.ts";
import type { Machine } from "./machine.ts";
import type { GuideContext, Scene } from "./scenes.ts";
import { missingLines } from "./shape.ts";
import { openTerminal, type Terminal } from "./terminal.ts";

interface Reader {
  readonly scene: Scene;
  readonly terminal: Terminal;
  /** By the text of the page. */
  readonly replaced: Readonly<Record<string, string>>;
  readonly place: GuideContext;
  /** The console that runs in the terminal. */
  console?: number;
}

/** The commands with which a console stays: without a subcommand. */
const isConsole = ({ text }: Command): boolean =>
  /^(?:npx )?telltale-console(?: --(?!version|help)|$)/.test(text);

/** `A=1`, without a command: a setting of a process that is started later. */
const isSetting = ({ text }: Command): boolean => /^\w+=(?:'[^']*'|[^\s']*)(?:\s+#.*)?$/.test(text);

/** What `values` has for a command, by its beginning. */
export const byStart = <Value>(
  values: Readonly<Record<string, Value>> | undefined,
  { text }: Command,
): Value | undefined => Object.entries(values ?? {}).find(([start]) => text.startsWith(start))?.[1];

/** Runs the commands of a page in order. Gives what is wrong with the first that does not do what the page says, or nothing. */
export async function readPage(
  commands: readonly Command[],
  scene: Scene,
  machine: Machine,
  signal: AbortSignal,
): Promise<string | undefined> {
  const reader = await open(commands, scene, machine);
  // a test that takes too long
  signal.addEventListener("abort", () => reader.terminal.kill());
  try {
    let wrong = scene.before === undefined ? undefined : await prepare(reader, scene.before);
    for (const command of commands) wrong ??= await runCommand(command, reader);
    return wrong;
  } finally {
    await reader.terminal.close();
  }
}

async function open(commands: readonly Command[], scene: Scene, machine: Machine): Promise<Reader> {
  const [folder, home] = ["page-", "home-"].map((name) => mkdtempSync(path.join(machine.folder, name)));
  writeFiles(folder!, scene);
  const installs = commands.some(({ text }) => /^(?:sudo (?:--\S+ )*)?npm install/.test(text));
  if (!installs) symlinkSync(path.join(machine.folder, "node_modules"), path.join(folder!, "node_modules"));
  // an answer of 400 and more fails the command
  writeFileSync(path.join(home!, ".curlrc"), "fail-with-body\n");
  const own = commands.some(isConsole) ? await ownConsole(folder!) : undefined;
  const { page, otlpHttp } = own ?? machine;
  const place: GuideContext = {
    folder: folder!,
    page,
    otlpHttp,
    cpuProfile: machine.cpuProfile,
    printed: "",
  };
  const env: NodeJS.ProcessEnv = {
    ...machine.env,
    HOME: home!,
    OTEL_EXPORTER_OTLP_ENDPOINT: otlpHttp,
    TELLTALE_CONSOLE_DATA: path.join(machine.folder, "store"),
    ...own?.env,
    ...scene.env?.(place),
  };
  const ports: Record<string, string> = {};
  for (const address of scene.ports ?? []) {
    const port = String(await freePort());
    ports[address] = address.replace(/\d+$/, port);
    env["PORT"] = port;
    env["OTEL_EXPORTER_PROMETHEUS_PORT"] = port;
  }
  const replaced = {
    ...ports,
    "sudo --preserve-env=npm_config_registry ": "",
    "sudo ": "",
    "http://127.0.0.1:4319": page,
    "http://127.0.0.1:4318": otlpHttp,
    "http://collector:4318": otlpHttp,
    "https://telltale.example": page,
  };
  return { scene, place, replaced, terminal: openTerminal(folder!, env, home!) };
}

function writeFiles(folder: string, { copies = [], files = {} }: Scene): void {
  for (const copied of copies)
    cpSync(path.join(root, copied), path.join(folder, copied), {
      recursive: true,
      filter: (file) => path.basename(file) !== "node_modules",
    });
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
  }
}

/** Ports and a directory of a console that the page starts. */
async function ownConsole(
  folder: string,
): Promise<{ readonly page: string; readonly otlpHttp: string; readonly env: NodeJS.ProcessEnv }> {
  const [http, otlp, grpc] = [await freePort(), await freePort(), await freePort()].map(String);
  const env = {
    TELLTALE_CONSOLE_DATA: path.join(folder, "store"),
    TELLTALE_CONSOLE_PORT: http,
    TELLTALE_CONSOLE_OTLP_HTTP_PORT: otlp,
    TELLTALE_CONSOLE_OTLP_GRPC_PORT: grpc,
  };
  return { page: `http://127.0.0.1:${http}`, otlpHttp: `http://127.0.0.1:${otlp}`, env };
}

/** The text with the addresses, ports and folders of the test. */
function here(text: string, { scene, replaced, place }: Reader): string {
  const all: Readonly<Record<string, string>> = { ...scene.replaced?.(place), ...replaced };
  const from = Object.keys(all).map((one) => one.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  return text.replaceAll(new RegExp(from.join("|"), "g"), (found) => all[found]!);
}

async function prepare(reader: Reader, commands: string): Promise<string | undefined> {
  const { code, printed } = await reader.terminal.run(here(commands, reader));
  return code === 0 ? undefined : `\`${commands}\` ended with ${code}:\n${printed}`;
}

async function runCommand(command: Command, reader: Reader): Promise<string | undefined> {
  const { scene } = reader;
  const text = here(isSetting(command) ? `export ${command.text}` : command.text, reader);
  const wrong =
    byStart(scene.stays, command) === undefined && !isConsole(command)
      ? await runToEnd(text, command, reader)
      : await runBeside(text, command, reader);
  const after = byStart(scene.after, command);
  return wrong ?? (after === undefined ? undefined : prepare(reader, after));
}

async function runToEnd(text: string, command: Command, reader: Reader): Promise<string | undefined> {
  const { code, printed } = await reader.terminal.run(text);
  reader.place.printed += printed;
  const expected = byStart(reader.scene.codes, command) ?? 0;
  if (code !== expected)
    return `${command.place}: \`${text}\` ended with ${code} instead of ${expected}:\n${printed}`;
  if (!(reader.scene.shows ?? []).some((start) => command.text.startsWith(start))) return undefined;
  const missing = missingLines(here(command.shown ?? "", reader), printed);
  return missing.length === 0
    ? undefined
    : `${command.place}: the page shows\n${missing.join("\n")}\n\`${text}\` printed\n${printed}`;
}

async function runBeside(text: string, command: Command, reader: Reader): Promise<undefined> {
  const { terminal, scene } = reader;
  if (!isConsole(command)) return void (await terminal.stay(text, byStart(scene.stays, command)!));
  // one at a time, as on the ports of the pages
  if (reader.console !== undefined) await terminal.interrupt(reader.console);
  reader.console = await terminal.stay(text, /"msg":"listening"/);
  return undefined;
}
