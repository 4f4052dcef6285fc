// Zero-code, from top to bottom: what is wanted, start, hooks, what they cannot see. Loaded behind the gate of index.ts.
import path from "node:path";
import Module from "node:module";
import { diag } from "../engine/api/diag.ts";
import { reportMistake } from "../engine/diagnostics/diagnose.ts";
import { createEnvironment } from "../engine/settings/environment.ts";
import { ambient, toScope } from "../engine/context/scope.ts";
import { noteRegistering, state } from "../engine/running/state.ts";
import { claimNotices, hasLogger, warnSetting } from "../engine/diagnostics/notice.ts";
import { showDiagnostics } from "../options/log-level.ts";
import type { Instrumentation } from "../options/instrumentation.ts";
import { environmentContext } from "../propagation/environment-carrier.ts";
import { launch, type Launched } from "../start.ts";
import { carryToChildren } from "./child-processes.ts";
import { coverageOf, type Coverage } from "./coverage.ts";
import { hookImports } from "./import-hook.ts";
import { loadOfficial } from "./official-target.ts";
import { ownTarget } from "./own-target.ts";
import { locate, resolve } from "../settings/resolve.ts";
import { zeroCodeSettings } from "../settings/zero-code.ts";
import { startedScript } from "./started.ts";
import { hookRequire } from "./require-hook.ts";
import { applyTargets, byModule, type Target } from "./target.ts";
import { sayUnseen } from "./unseen.ts";

/**
 * Starts telemetry and has what the application will load instrumented. Never throws: what fails is printed in one line, and the
 * application runs as it would without.
 */
export function register(): void {
  if (!noteRegistering()) return;
  const variables = process.env;
  const env = createEnvironment(variables);
  claimNotices();
  showDiagnostics(env);
  // the gate has read it already
  locate(zeroCodeSettings.settings.register, undefined, env);
  const script = startedScript();
  const folders = [script === undefined ? process.cwd() : path.dirname(script), process.cwd()];
  const coverage = coverageOf(folders, variables);
  const official = loadAll(coverage);
  const launched = begin(official.map(({ instrumentation }) => instrumentation));
  // switched off, or beside an SDK that has instrumentations of its own
  if (launched === undefined || state.engine === undefined) return;
  if (launched.telltale.beside.others.includes("trace")) {
    reportMistake(
      "integrations_left_off",
      "another SDK was registered first, and has its own instrumentations",
    );
    return;
  }
  const own = coverage.own.flatMap(({ entry, choice }) =>
    choice.enabled ? [ownTarget(entry, choice.options)] : [],
  );
  instrument([...own, ...official.map(({ target }) => target)], variables, script);
}

function begin(instrumentations: readonly Instrumentation[]): Launched | undefined {
  try {
    const launched = launch({ instrumentations }, process.env);
    // an application that starts telemetry by itself has the last word
    state.registered = { options: { instrumentations }, halt: launched.halt };
    return launched;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (hasLogger()) diag.error(`telltale: not started: ${message}`);
    else warnSetting(`not started: ${message}`);
    return undefined;
  }
}

function instrument(
  targets: readonly Target[],
  variables: Readonly<Record<string, string | undefined>>,
  script: string | undefined,
): void {
  const carried = resolve(zeroCodeSettings, {}, "", createEnvironment(variables)).environmentContext;
  const all = byModule([...targets, ...(carried ? carryToChildren(isActive) : [])], (name) =>
    Module.isBuiltin(name),
  );
  hookRequire(all);
  hookImports(all, isActive);
  for (const target of targets) {
    if (target.atStart === true) applyTargets([target], undefined, atStart);
  }
  if (carried) continueTrace();
  sayUnseen(
    script,
    [...all.keys()].filter((name) => !Module.isBuiltin(name)),
  );
}

function isActive(): boolean {
  return state.engine !== undefined;
}

const atStart = { module: "", by: "require", version: undefined, folder: undefined } as const;

/** What this process does belongs to the trace in which it was started. A request that comes in brings its own. */
function continueTrace(): void {
  const context = environmentContext(process.env);
  ambient.context = context && toScope(context);
}

function loadAll(coverage: Coverage): ReturnType<typeof loadOfficial>[] {
  return coverage.official.flatMap(({ found, choice }) => {
    if (!choice.enabled) return [];
    try {
      return [loadOfficial(found, choice.options)];
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      reportMistake("instrumentation_failed", `${found.name} ${found.version}: ${message}`);
      return [];
    }
  });
}
