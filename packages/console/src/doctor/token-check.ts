// Whether the console takes the token: required, accepted, unknown, or without a scope.
import { pathOf, type Stats } from "contract";
import { noAnswer } from "./connection.ts";
import { fail, type Finding, ok, warn } from "./finding.ts";

const patienceMs = 10_000;

/** The figures of a console; an older one has not all of them. */
export type SeenStats = Partial<Stats>;

interface TokenCheck {
  readonly finding: Finding;
  /** The console takes nothing from this command. */
  readonly isRejected: boolean;
  /** `undefined` when the token may not read them. */
  readonly stats?: SeenStats | undefined;
}

/** Asks for the console's figures with the token, or without one. Never rejects. */
export async function checkToken(page: string, token: string | undefined): Promise<TokenCheck> {
  const name = "token";
  try {
    const response = await askStats(page, token);
    const body = (await response.json().catch(() => undefined)) as SeenStats & {
      code?: string;
      message?: string;
    };
    if (response.ok) return { finding: await acceptedFinding(page, token), isRejected: false, stats: body };
    if (response.status === 403)
      return {
        finding: warn(
          name,
          "accepted, without the scope `read`: what is sent cannot be read back.",
          "Pass a token of the scope `admin` to test everything.",
        ),
        isRejected: false,
      };
    if (response.status === 401)
      return {
        isRejected: true,
        finding:
          token === undefined
            ? fail(
                name,
                "The console requires a token, and none was given.",
                "Set TELLTALE_TOKEN, or pass `--token-file FILE`.",
              )
            : fail(
                name,
                "The console does not know this token: it is misspelled, expired or revoked.",
                "Create one with `telltale-console token create`, or correct TELLTALE_TOKEN or the token file.",
              ),
      };
    return {
      isRejected: true,
      finding: fail(
        name,
        `${page} answered ${response.status}: ${body?.message ?? response.statusText}`,
        "See the console's log.",
      ),
    };
  } catch (error) {
    return { isRejected: true, finding: noAnswer(name, page, error) };
  }
}

/** Whether the token was needed: the same question without it. */
async function acceptedFinding(page: string, token: string | undefined): Promise<Finding> {
  const name = "token";
  if (token === undefined) return ok(name, "not required");
  const without = await askStats(page, undefined);
  return without.status === 401
    ? ok(name, "required, and accepted")
    : ok(name, "accepted, but not required: the console answers without a token, too");
}

function askStats(page: string, token: string | undefined): Promise<Response> {
  return fetch(new URL(pathOf("GET /api/stats"), page), {
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(patienceMs),
  });
}
