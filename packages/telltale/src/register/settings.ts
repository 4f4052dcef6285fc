// Which instrumentations are wanted, and how: the variable of our own over the configuration file, or where there is none over the
// variables that the official zero-code set-up has, over what is on by itself.
import { loadConfig } from "../configuration/load.ts";
import { createEnvironment } from "../engine/settings/environment.ts";
import { warnSetting } from "../engine/diagnostics/notice.ts";
import { startSettings } from "../options/start-options.ts";
import { variablesIn } from "../settings/resolve.ts";
import { zeroCodeSettings } from "../settings/zero-code.ts";

const { settings: declared } = zeroCodeSettings;

type Variables = Readonly<Record<string, string | undefined>>;
type Options = Readonly<Record<string, unknown>>;

/** What was asked of one instrumentation. */
export interface Choice {
  readonly enabled: boolean;
  /** Its own options, without `enabled`. */
  readonly options: Options;
}

/** An instrumentation that can be asked for. */
export interface Askable {
  readonly name: string;
  /** What else it is called. */
  readonly aliases: readonly string[];
  readonly byDefault: boolean;
}

/** Resolves what is wanted of `known`, by name. Other names are reported, and ignored. */
export function resolveChoices(known: readonly Askable[], variables: Variables): ReadonlyMap<string, Choice> {
  const byFile = readFileOptions(variables);
  const own = readOwnOptions(variables);
  // a file replaces all other variables of OpenTelemetry
  const { enabledInstrumentations: only, disabledInstrumentations: none } =
    byFile === undefined ? variablesIn(zeroCodeSettings, createEnvironment(variables)) : {};
  warnUnknown(known, {
    [declared.enabledInstrumentations.variable]: only,
    [declared.disabledInstrumentations.variable]: none,
    [declared.instrumentations.variable]: Object.keys(own),
  });
  return new Map(
    known.map((one) => {
      const isIn = (list: readonly string[] | undefined): boolean =>
        list?.some((name) => isCalled(one, name)) === true;
      const listed = only === undefined ? one.byDefault : isIn(only);
      const { enabled, ...options } = { ...find(byFile ?? {}, one), ...find(own, one) };
      const asked = typeof enabled === "boolean" ? enabled : Object.keys(options).length > 0 || listed;
      return [one.name, { enabled: asked && (enabled === true || !isIn(none)), options }];
    }),
  );
}

function isCalled({ name, aliases }: Askable, called: string): boolean {
  return name === called || aliases.includes(called);
}

function find(given: Readonly<Record<string, Options>>, one: Askable): Options {
  const names = Object.keys(given).filter((name) => isCalled(one, name));
  return Object.assign({}, ...names.map((name) => given[name])) as Options;
}

/** `instrumentation/development.js` of the configuration file; undefined where there is none, or one that `start()` will refuse. */
function readFileOptions(variables: Variables): Readonly<Record<string, Options>> | undefined {
  const path = variables[startSettings.settings.configFile.variable]?.trim();
  if (!path) return undefined;
  try {
    const { document } = loadConfig(path, variables);
    const { js } = (document["instrumentation/development"] ?? {}) as { readonly js?: Options };
    return toOptions(js ?? {});
  } catch {
    return {};
  }
}

function readOwnOptions(variables: Variables): Readonly<Record<string, Options>> {
  const text = variables[declared.instrumentations.variable]?.trim();
  if (!text) return {};
  try {
    const read = JSON.parse(text) as unknown;
    if (typeof read === "object" && read !== null && !Array.isArray(read)) return toOptions(read as Options);
  } catch {
    // reported below
  }
  const expected = '`{ "pg": { "traceComments": true }, "http": false }`';
  warnSetting(
    `cannot use ${declared.instrumentations.variable} (${text.length} characters): expected JSON such as ${expected}; it is ignored`,
  );
  return {};
}

/** `true` and `false` are short for `enabled`; a name without anything below it asks for nothing. */
function toOptions(given: Options): Record<string, Options> {
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => {
      if (typeof value === "boolean") return [name, { enabled: value }];
      return [name, typeof value === "object" && value !== null ? (value as Options) : {}];
    }),
  );
}

function warnUnknown(
  known: readonly Askable[],
  asked: Readonly<Record<string, readonly string[] | undefined>>,
): void {
  for (const [variable, names = []] of Object.entries(asked)) {
    const unknown = names.filter((name) => !known.some((one) => isCalled(one, name)));
    if (unknown.length > 0)
      warnSetting(
        `${variable}: no instrumentation is called ${unknown.join(", ")}; \`telltale instrument\` lists them`,
      );
  }
}
