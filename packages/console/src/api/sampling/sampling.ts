// GET and PUT /api/sampling: versions of the sampling rules, and which process has which version.
import type { SamplingResult, SamplingRules } from "contract";
import { ProblemError } from "../../problem/problem.ts";
import type { Documents, StoredDocument } from "../../store/documents.ts";
import { Answer } from "../answer.ts";
import { type ApiContext, type ApiRoute } from "../context.ts";
import type { Pollers } from "./pollers.ts";
import { toRoutes } from "../route.ts";
import { readRules } from "./sampling-rules.ts";

/** The kind of the document that stores the rules. */
export const samplingKind = "sampling";
/** Processes read 64 KiB of the answer that contains them. */
const maxBytes = 48 << 10;

/** The stored rules, and the processes that poll for them. */
export interface SamplingSources {
  readonly documents: Documents;
  readonly pollers: Pollers;
}

/** The routes of the rules. */
export function samplingRoutes(sources: SamplingSources): readonly ApiRoute[] {
  const of = ({ documents = sources.documents, caller }: ApiContext): SamplingSources =>
    // Processes poll for the first tenant: they are listed there.
    caller === undefined || caller.principal.tenant === ""
      ? { ...sources, documents }
      : {
          documents,
          pollers: { ...sources.pollers, list: () => ({ processes: [], truncated: 0 }), signs: false },
        };
  return toRoutes({
    "GET /api/sampling": async (_, context) => get(of(context)),
    "PUT /api/sampling": async (_, context) => put(context, of(context)),
  });
}

async function get(sources: SamplingSources): Promise<Answer> {
  return toAnswer(await sources.documents.read(samplingKind), sources);
}

async function put({ request }: ApiContext, sources: SamplingSources): Promise<Answer> {
  const after = versionOf(request?.ifMatch);
  const body = checked(request?.body);
  const saved = await sources.documents.save(samplingKind, body, after);
  if (saved !== undefined) return toAnswer(saved, sources);
  throw new ProblemError(
    "SAMPLING_CHANGED",
    `Version ${after} of the rules is not the newest: they were saved meanwhile.`,
    "Read them again, apply your change, and save.",
  );
}

function checked(data: unknown): string {
  const read = readRules(data ?? undefined);
  if (read.mistakes !== undefined) {
    const list = read.mistakes.map(({ path, message }) => `${path === "" ? "the rules" : path}: ${message}`);
    throw new ProblemError(
      "SAMPLING_RULES_INVALID",
      `Cannot save these rules: ${list.join("; ")}.`,
      "Correct the named fields; see the guide on sampling.",
    );
  }
  const text = JSON.stringify(read.rules);
  if (Buffer.byteLength(text) <= maxBytes) return text;
  throw new ProblemError(
    "SAMPLING_RULES_TOO_LARGE",
    `Cannot save these rules: they are larger than ${maxBytes} bytes.`,
    "Combine several rules with `any`, or use globs.",
  );
}

function versionOf(ifMatch: string | undefined): number {
  const version = /^"(\d{1,15})"$/.exec(ifMatch ?? "")?.[1];
  if (version !== undefined) return Number(version);
  throw new ProblemError(
    "IF_MATCH_REQUIRED",
    "Saving rules needs the header `If-Match` with the `ETag` that was read.",
    'Read `GET /api/sampling`, and send its `ETag` as `If-Match`, for example `"0"` for the first time.',
  );
}

function toAnswer({ version, savedMs, body }: StoredDocument, { pollers }: SamplingSources): Answer {
  const result: SamplingResult = {
    version,
    saved: version === 0 ? "" : new Date(savedMs).toISOString(),
    rules: rulesIn(body),
    ...pollers.list(),
    signs: pollers.signs,
  };
  return new Answer(result, { etag: `"${version}"` });
}

/** The rules in a stored document. */
export function rulesIn(body: string): SamplingRules {
  return body === "" ? {} : (JSON.parse(body) as SamplingRules);
}
