// Deploys: told by whoever deploys, and seen in the versions that services send.
import type { Page, PageQuery, RangeQuery, ResolvedRange } from "./query.ts";

/** `GET` lists; `POST` a {@link NewDeploy} tells of one. */
export const deploysPath = "/api/deploys";

export interface DeploysQuery extends RangeQuery, PageQuery {
  readonly service?: string | undefined;
}

export interface NewDeploy {
  readonly service: string;
  readonly version: string;
  /** Of the service, as `deployment.environment.name` says it; default none. */
  readonly environment?: string | undefined;
  /** ISO 8601; default now. */
  readonly time?: string | undefined;
  /** Where more is told of it: `http` or `https`. */
  readonly link?: string | undefined;
  readonly note?: string | undefined;
}

export interface Deploy {
  readonly service: string;
  readonly environment: string;
  readonly version: string;
  /** When it was deployed: as it was told, else when the version was first seen. */
  readonly time: string;
  /** When the version was first seen in that environment; empty when it was not yet. */
  readonly firstSeen: string;
  readonly source: "told" | "seen";
  readonly link: string;
  readonly note: string;
}

/** The latest first. */
export interface DeploysResult extends ResolvedRange, Page<Deploy> {}
