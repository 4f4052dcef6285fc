// Finds the console for a command: the one that is named, else the one that runs on the data directory, else the one at the default port.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { maybeExpectsTls, pathOf } from "contract";
import { ProblemError } from "../problem/problem.ts";

/** A console that runs: where its page is, and where it takes telemetry. Not every one does both. */
export interface FoundConsole {
  readonly page: string | undefined;
  readonly otlpHttp: string | undefined;
  /** For people, why `otlpHttp` is not known. */
  readonly whyNoOtlp?: string;
}

/** What the command line says about the console. */
export interface Wanted {
  /** Address of the page. */
  readonly url?: string | undefined;
  /** Address of OTLP/HTTP: nothing is looked for. */
  readonly otlp?: string | undefined;
  /** Whether a data directory was named: then only its console counts. */
  readonly hasData: boolean;
  readonly dataDir: string;
  readonly token: string | undefined;
}

const usualPage = "http://127.0.0.1:4319";

/**
 * Finds the console; `undefined` when none runs and none was named by its address.
 *
 * @throws {ProblemError} when the one at `--url` does not answer, or one answers that cannot be used: with an unverified certificate
 * here trusts, or without its token.
 */
export async function findConsole(wanted: Wanted): Promise<FoundConsole | undefined> {
  if (wanted.otlp !== undefined) return { page: undefined, otlpHttp: wanted.otlp };
  if (wanted.url !== undefined) {
    const found = await ask(wanted.url, wanted.token);
    if (!("whyNone" in found)) return found;
    throw new ProblemError(
      "CONSOLE_NOT_FOUND",
      `No console answers at ${wanted.url} (${found.whyNone}).`,
      found.fix ?? `Start one (\`telltale-console\`), or pass its page's address.`,
    );
  }
  const noted = readAddresses(wanted.dataDir);
  const byFile = noted === undefined ? undefined : there(await ask(noted.page, wanted.token));
  if (byFile !== undefined || wanted.hasData) return byFile && withNoted(byFile, noted?.otlpHttp);
  return there(await ask(usualPage, wanted.token));
}

/** Where `found` receives telemetry. @throws {ProblemError} when it receives none, or does not show where. */
export function otlpOf({ otlpHttp, whyNoOtlp }: FoundConsole): string {
  if (otlpHttp !== undefined) return otlpHttp;
  throw new ProblemError("CONSOLE_NOT_FOUND", whyNoOtlp ?? "This console receives no telemetry.");
}

/** Where a console was last, as it noted it in its data directory. */
interface NotedAddresses {
  readonly page: string;
  readonly otlpHttp: string | undefined;
}

/** The addresses of the console that runs, or ran, on the directory. */
export function readAddresses(dataDir: string): NotedAddresses | undefined {
  try {
    const noted = JSON.parse(readFileSync(join(dataDir, "addresses.json"), "utf8")) as Record<
      string,
      unknown
    >;
    const page = toAddress(noted["page"]);
    return page === undefined ? undefined : { page, otlpHttp: toAddress(noted["otlpHttp"]) };
  } catch {
    return undefined;
  }
}

function toAddress(value: unknown): string | undefined {
  return typeof value === "string" && URL.canParse(value) ? value : undefined;
}

/** A token without the scope `read` does not get the URL of OTLP; the data directory has it beside the URL of the pages. */
function withNoted(found: FoundConsole, otlpHttp: string | undefined): FoundConsole {
  return found.otlpHttp === undefined && otlpHttp !== undefined ? { page: found.page, otlpHttp } : found;
}

function there(answer: Answer): FoundConsole | undefined {
  return "whyNone" in answer ? undefined : answer;
}

/** What answers at a URL: a console, or the reason why it is not one. */
type Answer = FoundConsole | { readonly whyNone: string; readonly fix?: string };

async function ask(page: string, token: string | undefined): Promise<Answer> {
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
  if (!URL.canParse(page))
    throw new ProblemError(
      "BAD_OPTION",
      `Cannot use the address \`${page}\`: expected one like ${usualPage}.`,
    );
  let response: Response;
  try {
    response = await fetch(new URL(pathOf("GET /api/stats"), page), {
      headers,
      signal: AbortSignal.timeout(15_000),
    });
  } catch (error) {
    return whyNone(page, error as Error);
  }
  if (response.status === 401)
    throw new ProblemError(
      "TOKEN_REQUIRED",
      `The console at ${page} asks for its token: pass \`--token-file FILE\` or set TELLTALE_TOKEN.`,
    );
  const body: unknown = await response.json().catch(() => undefined);
  if (response.status === 403 && isProblem(body, "INSUFFICIENT_SCOPE"))
    return {
      page,
      otlpHttp: undefined,
      whyNoOtlp: `The console at ${page} does not show its OTLP address to this token, which lacks the scope \`read\`: pass the address with \`--otlp URL\`.`,
    };
  const addresses = response.ok ? addressesOf(body) : undefined;
  if (addresses === undefined)
    return { whyNone: `the server there answers with ${response.status} and is not a console` };
  const otlpHttp = toAddress(addresses["otlpHttp"]);
  if (otlpHttp !== undefined) return { page, otlpHttp: seenFrom(page, otlpHttp) };
  return {
    page,
    otlpHttp: undefined,
    whyNoOtlp: `The console at ${page} receives no telemetry, because of its role: pass the OTLP/HTTP address of one that does with \`--otlp URL\`.`,
  };
}

/** @throws {ProblemError} for a certificate that is not trusted: something does run there. */
function whyNone(page: string, error: Error): Answer {
  const { message, code = "" } = (error.cause ?? error) as NodeJS.ErrnoException;
  const reason = message || code || error.message;
  const url = new URL(page);
  if (url.protocol === "http:" && maybeExpectsTls.test(code))
    return { whyNone: reason, fix: `If the console uses TLS, pass \`https://${url.host}\`.` };
  if (!/CERT|SELF_SIGNED|UNABLE_TO_VERIFY|HOSTNAME_MISMATCH|ALTNAME/.test(code) || code.startsWith("ERR_SSL"))
    return { whyNone: reason };
  throw new ProblemError(
    "CONSOLE_NOT_FOUND",
    `The certificate of ${page} is not trusted here (${message}).`,
    "Put its authority's certificate into a file and set NODE_EXTRA_CA_CERTS=FILE.",
    { cause: error },
  );
}

function isProblem(body: unknown, code: string): boolean {
  return (body as { code?: unknown } | null | undefined)?.code === code;
}

/** Something else may listen where a console once did. */
function addressesOf(body: unknown): Readonly<Record<string, unknown>> | undefined {
  const { addresses } = (body ?? {}) as { addresses?: Record<string, unknown> | null };
  return typeof addresses?.["otlpHttp"] === "string" ? addresses : undefined;
}

/** A console on another machine may report its loopback address. */
export function seenFrom(page: string, otlpHttp: string): string {
  const url = new URL(otlpHttp);
  url.hostname = new URL(page).hostname;
  return url.origin;
}
