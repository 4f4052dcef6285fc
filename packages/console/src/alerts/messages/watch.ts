// Looks each minute whether rules are evaluated, beside their evaluation: one that hangs, fails or comes late cannot say so itself.
import type { Logger } from "../../log.ts";
import type { StoredNotice } from "../outbox.ts";
import { createTenantWatch, type TenantWatch, type TenantWatchOptions } from "./watch-tenant.ts";

export interface WatchOptions extends TenantWatchOptions {
  readonly tenants: () => Promise<readonly string[]>;
  readonly log: Pick<Logger, "warn">;
}

export interface Watch {
  /** Looks when it is time; call it each second. Looks of tenants do not wait for each other; the promise waits for all, and never rejects. */
  step(): Promise<void>;
  /** The messages that are not followed by a recovery yet. */
  firing(): readonly StoredNotice[];
}

const everyMs = 60_000;

export function createWatch(options: WatchOptions): Watch {
  const { clock, log } = options;
  const watches = new Map<string, TenantWatch>();
  let tenants: readonly string[] = [""];
  let asking: Promise<void> | undefined;
  let lastMs = -Infinity;

  async function ask(): Promise<void> {
    try {
      tenants = [...new Set(["", ...(await options.tenants())])];
    } catch {
      // those that are known
    }
  }

  async function lookAtAll(): Promise<void> {
    const hangs = asking !== undefined;
    asking ??= ask().finally(() => (asking = undefined));
    if (!hangs) await asking;
    await Promise.all(
      tenants.map((tenant) => {
        const watch = watches.get(tenant) ?? createTenantWatch(tenant, options);
        watches.set(tenant, watch);
        return watch.look();
      }),
    );
  }

  return {
    async step() {
      if (clock.monotonicMs() - lastMs < everyMs) return;
      lastMs = clock.monotonicMs();
      await lookAtAll().catch((error: unknown) =>
        log.warn({ err: error }, "cannot watch the evaluation of rules; trying again"),
      );
    },
    firing: () => [...watches.values()].flatMap(({ outages }) => outages.map(({ notice }) => notice)),
  };
}
