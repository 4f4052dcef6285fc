// Where processes poll for sampling rules: a proof that only the token can make authorizes them, and the answer is signed with the token.
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { samplingQuestion, type SamplingQuestion, type SignedAnswer, type SignedPayload } from "contract";
import type { Pollers } from "../api/sampling/pollers.ts";
import { rulesIn, samplingKind } from "../api/sampling/sampling.ts";
import type { Documents } from "../store/documents.ts";
import type { Auth } from "./auth.ts";
import { ProblemError } from "../problem/problem.ts";
import { serve } from "./serve.ts";

/** What answers are made of. */
export interface SamplingPollSources {
  readonly documents: Documents;
  readonly pollers: Pollers;
}

/** An answer is good for this long: clocks may differ by some of it. */
const validMs = 300_000;

/** Lets processes ask. */
export function registerSamplingPoll(app: FastifyInstance, auth: Auth, sources: SamplingPollSources): void {
  const handler = async (request: FastifyRequest, reply: FastifyReply): Promise<SignedAnswer> => {
    const question = samplingQuestion.safeParse(request.body);
    if (!question.success) {
      throw new ProblemError(
        "BAD_BODY",
        "Cannot read the question for rules: expected service, nonce and version.",
        "Use a `telltale` of the same version or newer.",
      );
    }
    reply.header("cache-control", "no-store");
    return answer(question.data, auth, sources);
  };
  serve(app, "POST /api/sampling/poll", handler, { bodyLimit: 16_384 });
}

async function answer(
  question: SamplingQuestion,
  auth: Auth,
  { documents, pollers }: SamplingPollSources,
): Promise<SignedAnswer> {
  if (!auth.signs) {
    throw new ProblemError(
      "TOKEN_NOT_CONFIGURED",
      "This console has no token, so it cannot sign rules.",
      "Start it with `--token-file FILE`, and give processes the same token.",
    );
  }
  pollers.note(question);
  const { version, body } = await documents.read(samplingKind);
  const said: SignedPayload = {
    nonce: question.nonce,
    version,
    expiresMs: Date.now() + validMs,
    rules: version === 0 ? null : rulesIn(body),
  };
  const payload = JSON.stringify(said);
  return { payload, signature: auth.sign(payload) ?? "" };
}
