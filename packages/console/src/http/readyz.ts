// GET /readyz. Probes ask it every few seconds without a secret: strangers hear only that it is not ready, and the log of changes only.
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Audit } from "../auth/audit.ts";
import { isOperator } from "../auth/principal.ts";
import type { Sessions } from "../auth/sessions.ts";
import type { Logger } from "../log.ts";
import type { Intake } from "../receive/intake.ts";
import type { Auth } from "./auth.ts";
import { ProblemError } from "../problem/problem.ts";
import { sendProblem, toProblem } from "./problem.ts";
import { serve } from "./serve.ts";

export interface ReadyzOptions {
  readonly intake: Pick<Intake, "isFull" | "queueBytes">;
  /** Rejects while the store does not answer. */
  readonly storeReady: () => Promise<void>;
  readonly auth: Auth;
  readonly sessions: Sessions;
  readonly audit: Audit;
  readonly log: Pick<Logger, "warn" | "info">;
}

/** Adds the route; it is open. */
export function registerReadyz(app: FastifyInstance, options: ReadyzOptions): void {
  const { log } = options;
  /** Code of why it was not ready when it was last asked. */
  let was: string | undefined;
  serve(app, "GET /readyz", async (request, reply) => {
    try {
      await ready(options);
    } catch (error) {
      const problem = toProblem(error, request.id);
      if (problem.code !== was) log.warn({ err: error, requestId: request.id, url: "/readyz" }, "not ready");
      was = problem.code;
      sendProblem(reply, (await mayKnow(request, options)) ? problem : toProblem(notReady, request.id));
      return reply;
    }
    if (was !== undefined) log.info({ url: "/readyz" }, "ready again");
    was = undefined;
    return { status: "ready" };
  });
}

const notReady = new ProblemError(
  "NOT_READY",
  "The console is not ready.",
  "Pass the token of that console, or see its log for the reason.",
);

/** Whether the caller runs the console; true for every caller where no authentication is required. */
async function mayKnow(
  { headers, ip }: FastifyRequest,
  { auth, sessions, audit }: ReadyzOptions,
): Promise<boolean> {
  if (!auth.required) return true;
  try {
    const principal = (await auth.byHeader(headers.authorization)) ?? (await sessions.find(headers.cookie));
    return principal !== undefined && isOperator(principal);
  } catch (error) {
    if (error instanceof ProblemError)
      audit.refused({ actor: "nobody", action: "token.refused", address: ip });
    // Else the store was asked for the token, which may be what is away.
    return false;
  }
}

async function ready({ intake, storeReady }: ReadyzOptions): Promise<void> {
  if (intake.isFull) {
    throw new ProblemError(
      "QUEUE_FULL",
      `The queue before the store holds ${intake.queueBytes} bytes.`,
      "Wait until the store has caught up.",
    );
  }
  try {
    await storeReady();
  } catch (cause) {
    if (cause instanceof ProblemError && ["STORE_DISK_ERROR", "STORE_DISK_FULL"].includes(cause.code))
      throw new ProblemError("STORE_NOT_WRITABLE", cause.message, cause.fix, { cause });
    throw new ProblemError(
      "STORE_UNAVAILABLE",
      "The store does not answer.",
      "Wait a moment; the console's log has the reason.",
      { cause },
    );
  }
}
