// Where processes ask for rules: who may is shown by a word that only the token makes, and the answer is signed with the token.
import type { FastifyInstance } from "fastify";
import { samplingPollPath, type SamplingQuestion, type SignedAnswer, type SignedPayload } from "contract";
import { z } from "zod";
import type { Pollers } from "../api/pollers.ts";
import { rulesIn, samplingKind } from "../api/sampling.ts";
import type { Documents } from "../store/documents.ts";
import type { Auth } from "./auth.ts";
import { ProblemError } from "./problem.ts";

/** What answers are made of. */
export interface SamplingPollSources {
  readonly documents: Documents;
  readonly pollers: Pollers;
}

/** An answer is good for this long: clocks may differ by some of it. */
const validMs = 300_000;

const form = z.object({
  service: z.string().max(1000),
  instance: z.string().min(1).max(100),
  nonce: z.string().min(8).max(100),
  version: z.int().min(0),
  refused: z.string().max(4000).optional(),
});

/** Lets processes ask. */
export function registerSamplingPoll(app: FastifyInstance, auth: Auth, sources: SamplingPollSources): void {
  app.post(samplingPollPath, { bodyLimit: 16_384 }, async (request, reply) => {
    const question = form.safeParse(request.body);
    if (!question.success) {
      throw new ProblemError(
        400,
        "BAD_QUESTION",
        "Cannot read the question for rules: expected service, nonce and version.",
        "Ask with a `telltale` of the same version or newer.",
      );
    }
    reply.header("cache-control", "no-store");
    return answer(question.data, auth, sources);
  });
}

async function answer(
  question: SamplingQuestion,
  auth: Auth,
  { documents, pollers }: SamplingPollSources,
): Promise<SignedAnswer> {
  if (!auth.signs) {
    throw new ProblemError(
      409,
      "NO_TOKEN",
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
