// The checks of a console that runs: it answers, takes the token, has the version of this command, agrees on the time, and stores a span
// over each protocol.
import type { Stats } from "contract";
import type { Config } from "../config.ts";
import { seenFrom } from "../import/find-console.ts";
import { readVersion } from "../version.ts";
import { clockFinding } from "./clock.ts";
import { noAnswer } from "./connection.ts";
import { fail, type Finding, ok, warn } from "./finding.ts";
import { checkProtocol } from "./protocol-check.ts";
import { protocols } from "./protocols.ts";
import { checkToken, type SeenStats } from "./token-check.ts";

export interface ConsoleUnderTest {
  /** URL of its pages. */
  readonly page: string;
  readonly config: Config;
  /** Whether it was named by its URL, and this machine's options say nothing about it. */
  readonly isRemote: boolean;
  readonly add: (finding: Finding) => void;
}

const patienceMs = 10_000;

/** Adds the findings, in their order. Never rejects. */
export async function checkConsole({ page, config, isRemote, add }: ConsoleUnderTest): Promise<void> {
  const { token } = config;
  const health = await checkHealth(page);
  for (const finding of health.findings) add(finding);
  if (!health.isConsole) return;
  const access = await checkToken(page, token);
  add(access.finding);
  if (access.isRejected) return;
  const { stats } = access;
  if (stats !== undefined) add(versionFinding(stats));
  if (stats?.store?.retention !== undefined && !isRemote) add(retentionFinding(stats.store));
  const addresses = stats?.addresses ?? usualAddresses(page, config);
  for (const protocol of protocols) {
    const address = addresses[protocol.address];
    // not switched on
    if (address === undefined) continue;
    if (address === "")
      add(
        warn(
          protocol.name,
          "The console receives no telemetry, because of its role.",
          "Test the console with the role `ingest`.",
        ),
      );
    else
      add(
        await checkProtocol(protocol, {
          page,
          token,
          url: seenFrom(page, address),
          canRead: stats !== undefined,
        }),
      );
  }
}

/** What `/healthz` and `/readyz` answer. */
interface Health {
  readonly isConsole: boolean;
  readonly findings: readonly Finding[];
}

async function checkHealth(page: string): Promise<Health> {
  const name = "console";
  try {
    const sentMs = Date.now();
    const health = await ask("/healthz", page);
    const clock = clockFinding(health.date, sentMs, Date.now());
    if (health.body?.status !== "alive")
      return {
        isConsole: false,
        findings: [
          fail(
            name,
            `The server at ${page} answers with ${health.status} and is not a console.`,
            "Pass the URL of the console's pages: port 4319 by default.",
          ),
        ],
      };
    const { body } = await ask("/readyz", page);
    const state =
      body?.status === "ready"
        ? ok(name, `${page} answers and is ready`)
        : fail(
            name,
            `${page} answers, but is not ready.`,
            "Wait a moment; the console's log has the reason.",
          );
    return { isConsole: true, findings: [state, clock] };
  } catch (error) {
    return { isConsole: false, findings: [noAnswer(name, page, error)] };
  }
}

async function ask(
  place: string,
  page: string,
): Promise<{ status: number; date: string | null; body: { readonly status?: unknown } | undefined }> {
  const response = await fetch(new URL(place, page), { signal: AbortSignal.timeout(patienceMs) });
  const body = (await response.json().catch(() => undefined)) as { status?: unknown } | undefined;
  return { status: response.status, date: response.headers.get("date"), body };
}

function versionFinding({ version }: SeenStats): Finding {
  const name = "version";
  const own = readVersion();
  const fix = "Install the same version of telltale-console here and there.";
  if (version === own) return ok(name, `${own}, as this command`);
  if (version === undefined)
    return warn(
      name,
      `The console does not report its version: it is older than this command (${own}).`,
      fix,
    );
  return warn(name, `The console has version ${version}, this command ${own}.`, fix);
}

/** Whether deletion by age is paused. */
function retentionFinding({ retention }: Stats["store"]): Finding {
  const name = "retention";
  if (retention?.paused === undefined) return ok(name, "data is deleted when it is too old");
  const { clock, known } = retention.paused;
  return ok(
    name,
    `paused: the clock says ${clock}, and the last time that was known to be right is ${known}. If the clock is right, run \`telltale-console retention confirm\``,
  );
}

/** Where a console listens that does not say so to this token. */
function usualAddresses(page: string, config: Config): Partial<Stats["addresses"]> {
  const { protocol } = new URL(page);
  const at = (port: number): string => `${protocol}//127.0.0.1:${port}`;
  return { otlpHttp: at(config.otlpHttpPort), otlpGrpc: at(config.otlpGrpcPort) };
}
