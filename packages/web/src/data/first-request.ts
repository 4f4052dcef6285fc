// The first requests of a page, as data: `early.ts` makes them before the page's code is there.
import type { Endpoint, RequestOf } from "./client.ts";
import { type EstimatedEndpoint, ofFew } from "./estimate.ts";

/** The arguments of `useApi`, or of `useApiPages`. */
export interface FirstRequest {
  readonly path: Endpoint;
  readonly input: object;
  readonly isPaged: boolean;
}

/** What `useApi` requests. */
export function one<P extends Endpoint>(path: P, input: RequestOf<P>): FirstRequest {
  return { path, input, isPaged: false };
}

/** The first page of what `useApiPages` requests. */
export function paged<P extends Endpoint>(path: P, input: RequestOf<P>): FirstRequest {
  return { path, input, isPaged: true };
}

/** The estimate with which `useEstimated` begins. */
export function few<P extends EstimatedEndpoint>(path: P, input: RequestOf<P>): FirstRequest {
  return one(path, ofFew(input));
}
