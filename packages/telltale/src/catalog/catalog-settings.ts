// `start({ catalog, catalogGuard })`: what the catalog of a program comes to in its pipeline.
import { type Catalog, type CatalogDeclaration, isCatalogMistake, resolveCatalog } from "catalog";
import type { CatalogHooks } from "../engine/pipeline/settings.ts";
import { onStarted } from "../engine/running/state.ts";
import { TelemetryError } from "../error.ts";
import { sourceOf } from "./define.ts";
import { sendCatalog } from "./definitions.ts";
import { createGuard, type GuardMode } from "./guard.ts";
import { completeMetrics } from "./metric-defaults.ts";

/** A catalog at work. */
export interface CatalogSettings extends CatalogHooks {
  /** Sends the definitions now and hourly; the returned function ends that, and the guard's figures. */
  announce(): () => void;
}

/** Resolves the option. @throws {TelemetryError} `TT_CATALOG` with every mistake of the declaration. */
export function resolveCatalogSettings(declaration: object, mode: GuardMode): CatalogSettings {
  const catalog = resolved(declaration);
  const guard = mode === "off" ? undefined : createGuard(catalog, mode);
  return {
    check: guard?.check,
    complete: completeMetrics(catalog),
    announce() {
      const source = sourceOf(declaration);
      const stop = onStarted(() => sendCatalog(catalog, source));
      const unobserve = guard?.findings.observe();
      return () => {
        stop();
        unobserve?.();
      };
    },
  };
}

function resolved(declaration: object): Catalog {
  try {
    return resolveCatalog(declaration as CatalogDeclaration);
  } catch (error) {
    if (!isCatalogMistake(error)) throw error;
    throw new TelemetryError("TT_CATALOG", error.message, { cause: error });
  }
}
