// Which console an import goes to: the one that was named, else the one that runs on the data directory, else the one at the usual port.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ImportError } from "./import-error.ts";

/** A console that runs: where it takes telemetry and where its page is. */
export interface FoundConsole {
  readonly otlpHttp: string;
  readonly page: string | undefined;
}

/** What the command line says about it. */
export interface Wanted {
  /** Address of the page. */
  readonly url?: string | undefined;
  /** Address of OTLP/HTTP: nothing is looked for. */
  readonly otlp?: string | undefined;
  /** Whether a data directory was named: then only its console is meant. */
  readonly hasData: boolean;
  readonly dataDir: string;
  readonly token: string | undefined;
}

const usualPage = "http://127.0.0.1:4319";

/**
 * Finds the console that is meant; `undefined` when none runs and none was named by its address.
 *
 * @throws {ImportError} when the one at `--url` does not answer.
 */
export async function findConsole(wanted: Wanted): Promise<FoundConsole | undefined> {
  if (wanted.otlp !== undefined) return { otlpHttp: wanted.otlp, page: undefined };
  if (wanted.url !== undefined) {
    const found = await ask(wanted.url, wanted.token);
    if (found !== undefined) return found;
    throw new ImportError(
      `No console answers at ${wanted.url}. Start one (\`telltale-console\`), or pass its page's address.`,
    );
  }
  const noted = readAddresses(wanted.dataDir);
  const byFile = noted === undefined ? undefined : await ask(noted, wanted.token);
  if (byFile !== undefined || wanted.hasData) return byFile;
  return ask(usualPage, wanted.token);
}

function readAddresses(dataDir: string): string | undefined {
  try {
    const { page } = JSON.parse(readFileSync(join(dataDir, "addresses.json"), "utf8")) as { page?: unknown };
    return typeof page === "string" && URL.canParse(page) ? page : undefined;
  } catch {
    return undefined;
  }
}

async function ask(page: string, token: string | undefined): Promise<FoundConsole | undefined> {
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
  if (!URL.canParse(page))
    throw new ImportError(`Cannot use the address \`${page}\`: expected one like ${usualPage}.`);
  let response: Response;
  try {
    response = await fetch(new URL("/api/stats", page), { headers, signal: AbortSignal.timeout(5_000) });
  } catch {
    return undefined;
  }
  if (response.status === 401)
    throw new ImportError(
      `The console at ${page} asks for its token: pass \`--token-file FILE\` or set TELLTALE_TOKEN.`,
    );
  const otlpHttp = response.ok ? await readOtlpAddress(response) : undefined;
  return otlpHttp === undefined ? undefined : { page, otlpHttp: seenFrom(page, otlpHttp) };
}

/** Something else may listen where a console once did. */
async function readOtlpAddress(response: Response): Promise<string | undefined> {
  try {
    const { addresses } = (await response.json()) as { addresses?: { otlpHttp?: string } };
    return addresses?.otlpHttp !== undefined && URL.canParse(addresses.otlpHttp)
      ? addresses.otlpHttp
      : undefined;
  } catch {
    return undefined;
  }
}

/** A console elsewhere tells loopback addresses of its own. */
function seenFrom(page: string, otlpHttp: string): string {
  const url = new URL(otlpHttp);
  url.hostname = new URL(page).hostname;
  return url.origin;
}
