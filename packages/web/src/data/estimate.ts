// Endpoints whose first answer is an estimate from a part of the data (docs/adr/080).
import type { Endpoint, RequestOf, ResultOf } from "./client.ts";

export interface Estimated {
  readonly isEstimate: boolean;
}

/** Endpoints that take `sample=few`, and say whether their answer is an estimate. */
export type EstimatedEndpoint = {
  [P in Endpoint]: ResultOf<P> extends Estimated ? P : never;
}[Endpoint];

/** The request for the estimate. */
export function ofFew<P extends EstimatedEndpoint>(input: RequestOf<P>): RequestOf<P> {
  return { ...input, query: { ...input.query, sample: "few" } } as RequestOf<P>;
}
