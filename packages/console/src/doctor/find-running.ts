// The console that the doctor tests: the one on the data directory, else the one on the configured port.
import { readAddresses } from "../import/find-console.ts";
import type { Config } from "../config.ts";

const patienceMs = 10_000;

/** The URL of its pages; `undefined` when none answers. */
export async function findRunning(config: Config): Promise<string | undefined> {
  const noted = readAddresses(config.dataDir)?.page;
  const host = config.listen === "0.0.0.0" || config.listen === "::" ? "127.0.0.1" : config.listen;
  const scheme = config.access.tls === undefined ? "http" : "https";
  const usual = `${scheme}://${host.includes(":") ? `[${host}]` : host}:${config.port}`;
  for (const page of [noted, config.port === 0 ? undefined : usual])
    if (page !== undefined && (await answers(page))) return page;
  return undefined;
}

/** Whether a console answers; a certificate that is not trusted is an answer, too. */
async function answers(page: string): Promise<boolean> {
  try {
    const response = await fetch(new URL("/healthz", page), { signal: AbortSignal.timeout(patienceMs) });
    const body = (await response.json().catch(() => undefined)) as { status?: unknown } | undefined;
    return response.ok && body?.status === "alive";
  } catch (error) {
    const { code = "" } = ((error as Error).cause ?? {}) as { code?: string };
    return /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ALTNAME/.test(code);
  }
}
