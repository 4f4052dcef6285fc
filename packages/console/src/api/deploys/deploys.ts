// GET /api/deploys: deploys, both reported and observed. POST /api/deploys reports one; a deploy that is reported twice is stored once.
import { createHash } from "node:crypto";
import { type Deploy, type DeploysResult, newDeploy, type ParamsOf } from "contract";
import { z } from "zod";
import { ProblemError } from "../../problem/problem.ts";
import { type ApiContext, run } from "../context.ts";
import { by, byTime, definePageKey } from "../params/page-key.ts";
import { readRange } from "../params/params.ts";
import { toRangeParams, toResolved } from "../time/range.ts";
import { parseTime, toIso } from "../time/time.ts";

interface DeployColumns extends Omit<Deploy, "time" | "firstSeen"> {
  readonly timeNs: string;
  /** 0 when the version was not seen. */
  readonly seenNs: string;
}

const pageKey = definePageKey<DeployColumns>({
  cursorTime: byTime(({ timeNs }) => timeNs),
  cursorService: by(z.string(), ({ service }) => service),
  cursorEnvironment: by(z.string(), ({ environment }) => environment),
  cursorVersion: by(z.string(), ({ version }) => version),
});

export async function listDeploys(
  params: ParamsOf<"GET /api/deploys">,
  context: ApiContext,
): Promise<DeploysResult> {
  const range = readRange(params, context, "-7d");
  const limit = params.limit;
  const rows = await run<DeployColumns>(context, "deploys", {
    ...toRangeParams(range),
    service: params.service,
    environment: params.environment,
    ...pageKey.read(params.cursor).params,
    limit: limit + 1,
  });
  const { page, nextCursor } = pageKey.page(rows, limit);
  return {
    ...toResolved(range),
    items: page.map(toDeploy),
    nextCursor,
  };
}

function toDeploy({ timeNs, seenNs, ...row }: DeployColumns): Deploy {
  return {
    ...row,
    time: toIso(BigInt(timeNs)),
    firstSeen: seenNs === "0" ? "" : toIso(BigInt(seenNs)),
  };
}

/** A deploy of the same version of the same service at the same time is the same one: its link and note are replaced. */
export async function addDeploy(_: unknown, context: ApiContext): Promise<Deploy> {
  const { documents } = context;
  if (documents === undefined) throw new Error("deploys need the documents of the store");
  const { time, ...fields } = readBody(context.request?.body);
  const timeMs = Number(readTime(time, context) / 1_000_000n);
  const body = JSON.stringify({ ...fields, timeMs });
  const { service, environment, version } = fields;
  const id = createHash("sha256").update(JSON.stringify([service, environment, version, timeMs]));
  const kind = `deploy/${id.digest("hex").slice(0, 32)}`;
  const stored = await documents.read(kind);
  // Another request saved the same deploy meanwhile.
  if (stored.body !== body) await documents.save(kind, body, stored.version);
  return {
    ...fields,
    time: toIso(BigInt(timeMs) * 1_000_000n),
    firstSeen: "",
    previous: "",
    source: "reported",
  };
}

function readBody(body: unknown): z.output<typeof newDeploy> {
  const parsed = newDeploy.safeParse(body);
  if (parsed.success) return parsed.data;
  const { path, message } = parsed.error.issues[0]!;
  throw bad(`${path.length === 0 ? "the body" : `\`${path.join(".")}\``}: ${message}`);
}

function readTime(time: string | undefined, context: ApiContext): bigint {
  const nowNs = BigInt(Math.floor(context.nowMs())) * 1_000_000n;
  const ns = time === undefined ? nowNs : parseTime(time, nowNs);
  if (ns !== undefined) return ns;
  throw bad(
    `\`time\` of \`${time}\`: expected ISO 8601 of the years 1970 to 2260, as \`2026-11-20T14:31:06Z\``,
  );
}

function bad(what: string): ProblemError {
  return new ProblemError(
    "BAD_DEPLOY",
    `Cannot record the deploy because of ${what}.`,
    "Send `service` and `version`, and optionally `environment`, `time` (ISO 8601), `link` (http or https) and `note`.",
  );
}
