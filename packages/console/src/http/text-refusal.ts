// Refusals as plain text, for protocols that have no form for them: their senders write it to their logs.
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Refusal } from "./refusal.ts";

export function refuseInText(refusal: Refusal, _request: FastifyRequest, reply: FastifyReply): FastifyReply {
  return reply.type("text/plain; charset=utf-8").send(`${refusal.message}\n`);
}
