// Prints what the console found in telemetry, with the place of the declaration where the catalog is at hand, else of the code.
import { declarationPath, type Finding, type SourceLocation } from "catalog";
import type { CatalogFinding, CatalogFindingsResult } from "contract";
import { jsonText } from "quoting/json";
import type { Surroundings, Values } from "../command.ts";
import { type Console, readConsole } from "../console.ts";
import { exitCode, Failure, wrongUsage } from "../failure.ts";
import { readFailOn } from "./fail-on.ts";
import { findInCode } from "./find-in-code.ts";
import { loadDeclaration, type LoadedDeclaration } from "./load.ts";
import { emit, listOf, textOf } from "./options.ts";
import { printFindings, readFormat } from "./print-findings.ts";

/** Pages of findings that are read at most. */
const mostPages = 50;

export async function runLiveCheck(
  file: string | undefined,
  values: Values,
  surroundings: Surroundings,
): Promise<number> {
  const console = readConsole(values, surroundings);
  if (console === undefined)
    throw wrongUsage(
      "`--live` needs the URL of a console.",
      "Pass it with `--console`, or set TELLTALE_CONSOLE_URL.",
    );
  const query = new URLSearchParams({ from: textOf(values, "from") ?? "-24h" });
  const service = textOf(values, "service");
  if (service !== undefined) query.set("service", service);
  const failOn = readFailOn(textOf(values, "fail-on") ?? "violation");
  const ignored = new Set(listOf(values, "ignore").flatMap((ids) => ids.split(",")));
  const isOtlp = values["format"] === "otlp-json";
  const format = isOtlp ? "json" : readFormat(values["format"]);
  const received = (await readFindings(console, query)).filter(({ id }) => !ignored.has(id));
  if (isOtlp) {
    const request = await console.getJson<unknown>(`/api/catalog/findings/otlp?${query}`);
    emit(jsonText(request), values, surroundings);
  } else {
    const loaded = await loadIfThere(file, textOf(values, "export"));
    const placeOf = createPlaces(loaded, textOf(values, "code") ?? ".", surroundings);
    const findings = received.map((one) => toFinding(one, placeOf));
    emit(printFindings(findings, format), values, surroundings);
  }
  return received.some(({ level }) => failOn.has(level)) ? exitCode.failed : exitCode.ok;
}

async function readFindings(console: Console, query: URLSearchParams): Promise<CatalogFinding[]> {
  const found: CatalogFinding[] = [];
  const page = new URLSearchParams(query);
  for (let number = 0; number < mostPages; number++) {
    const { items, nextCursor } = await console.getJson<CatalogFindingsResult>(
      `/api/catalog/findings?${page}`,
    );
    found.push(...items);
    if (nextCursor === null || nextCursor === undefined) break;
    page.set("cursor", nextCursor);
  }
  return found;
}

/** The catalog, for the places of declarations. Without FILE there may be none: the findings are then printed without. */
async function loadIfThere(
  file: string | undefined,
  exportName: string | undefined,
): Promise<LoadedDeclaration | undefined> {
  try {
    return await loadDeclaration(file, { exportName });
  } catch (error) {
    if (file === undefined && error instanceof Failure) return undefined;
    throw error;
  }
}

function toFinding(
  found: CatalogFinding,
  placeOf: (found: CatalogFinding) => SourceLocation | undefined,
): Finding {
  const { id, level, fix, path } = found;
  const service =
    found.service === "" ? "" : ` [${found.service}${found.version === "" ? "" : ` ${found.version}`}]`;
  const signal =
    found.signalName === "" || found.message.includes(found.signalName)
      ? ""
      : ` (${found.signalType} \`${found.signalName}\`)`;
  const location = placeOf(found);
  return {
    id,
    level,
    message: `${found.message}${signal}${service}`,
    ...(fix === "" ? {} : { fix }),
    ...(path === "" ? {} : { path }),
    ...(location === undefined ? {} : { location }),
  };
}

const parts: Readonly<Record<string, readonly string[]>> = {
  span: ["spans", "transactions"],
  metric: ["metrics"],
  event: ["events"],
  log: ["events", "logs"],
};

/** Where the catalog declares what a finding is about; undefined where it does not. `withSignal`: the signal will do for its attribute. */
function declaredAt(
  { attribute, signalType, signalName, path }: CatalogFinding,
  { declaration, locations }: LoadedDeclaration,
  withSignal: boolean,
): SourceLocation | undefined {
  const has = (part: string, name: string): boolean => {
    const things = (declaration as unknown as Record<string, object | undefined>)[part];
    return things !== undefined && Object.hasOwn(things, name);
  };
  const [, list = "", quoted] = /^(\w+)\.("(?:[^"\\]|\\.)*"|[^."[]+)/.exec(path) ?? [];
  if (quoted !== undefined && has(list, quoted.startsWith('"') ? (JSON.parse(quoted) as string) : quoted))
    return locations.find(path);
  if (attribute !== "" && has("attributes", attribute))
    return locations.find(declarationPath("attributes", attribute));
  if (!withSignal) return undefined;
  const signal = (parts[signalType] ?? []).find((part) => has(part, signalName));
  return signal === undefined ? undefined : locations.find(declarationPath(signal, signalName));
}

/** Finds the place of a finding: in the catalog, else the one that the console knows, else where the code emits the name. */
function createPlaces(
  loaded: LoadedDeclaration | undefined,
  folder: string,
  surroundings: Surroundings,
): (found: CatalogFinding) => SourceLocation | undefined {
  let inCode: ((found: CatalogFinding) => SourceLocation | undefined) | undefined;
  return (found) =>
    (loaded && declaredAt(found, loaded, found.attribute === "")) ??
    sourceOf(found.source) ??
    // reading code takes a while: only when a finding needs it
    (inCode ??= findInCode(folder, surroundings))(found) ??
    (loaded && declaredAt(found, loaded, true));
}

/** `src/charge.ts:12` as a place. */
function sourceOf(source: string): SourceLocation | undefined {
  const [, file, line] = /^(.+):(\d+)$/.exec(source) ?? [];
  return file === undefined ? undefined : { file, line: Number(line), column: 1 };
}
