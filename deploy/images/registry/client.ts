// A registry, by the OCI distribution API: https://github.com/opencontainers/distribution-spec
import { BuildProblem } from "../problem.ts";
import type { RegistryAddress } from "./address.ts";
import { type Authorize, authorizer } from "./authorize.ts";
import { type Answer, exchange, refusalOf } from "./exchange.ts";
import { type Retrying, withRetries } from "./retry.ts";

/** A request below `/v2/NAME/`, or to an address that the registry gave. */
interface Call {
  readonly method: "GET" | "HEAD" | "POST" | "PUT";
  readonly place: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Made for each time that it is sent. */
  readonly body?: () => Promise<Blob | string>;
  /** Statuses that are answers. Others are failures. */
  readonly accept: readonly number[];
}

export type Send = (call: Call) => Promise<Answer>;

/** The repository of one image name in a registry. */
export interface Repository {
  /** `registry.example/team/telltale`. */
  readonly name: string;
  /** Runs `work`, and all of it again after a network error: an upload that was cut cannot be continued, only begun anew. */
  attempt<T>(work: (send: Send) => Promise<T>): Promise<T>;
}

/** The repository `imageName` at `address`. */
export function openRepository(
  { origin, prefix, name }: RegistryAddress,
  imageName: string,
  retrying: Retrying,
): Repository {
  const base = `${origin}/v2/${prefix}${imageName}/`;
  const authorize = authorizer(new URL(origin).host);
  const send: Send = (call) => answerTo(new URL(call.place, base), call, authorize);
  return {
    name: `${name}/${imageName}`,
    attempt: (work) => withRetries(retrying, () => work(send)),
  };
}

async function answerTo(url: URL, call: Call, authorize: Authorize): Promise<Answer> {
  const answer = await sendOnce(url, call, authorize.header(url));
  if (answer.status !== 401) return judge(url, call, answer);
  const header = await authorize.answer(url, answer.headers.get("www-authenticate") ?? "");
  return judge(url, call, header === undefined ? answer : await sendOnce(url, call, header));
}

async function sendOnce(url: URL, { method, headers, body }: Call, authorization?: string): Promise<Answer> {
  const data = await body?.();
  return exchange(url, {
    method,
    headers: { ...headers, ...(authorization !== undefined && { authorization }) },
    ...(data !== undefined && { body: data }),
  });
}

async function judge(url: URL, { method, accept }: Call, answer: Answer): Promise<Answer> {
  const { status } = answer;
  if (accept.includes(status)) return answer;
  const hint =
    status === 401 || status === 403 ? ". Log in with `docker login` or `skopeo login --authfile`" : "";
  throw new BuildProblem(`${await refusalOf(url, method, answer)}${hint}`);
}
