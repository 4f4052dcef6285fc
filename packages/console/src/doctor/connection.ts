// Why nothing answers at an address, and what to do about it.
import { maybeExpectsTls } from "contract";
import { fail, type Finding } from "./finding.ts";

/** A request without an answer. */
interface Failure {
  readonly url: string;
  readonly host: string;
  readonly message: string;
}

interface Reason {
  /** Codes of Node.js, and names of errors. */
  readonly codes: RegExp;
  /** Absent: any. */
  readonly protocol?: "http:" | "https:";
  readonly message: (failure: Failure) => string;
  readonly fix: (failure: Failure) => string;
}

/** The first that fits counts. */
const reasons: readonly Reason[] = [
  {
    codes: /ECONNREFUSED/,
    message: ({ host }) => `Nothing listens at ${host}.`,
    fix: () => "Start the console, or correct the port. In a container, publish the port.",
  },
  {
    codes: /ENOTFOUND|EAI_AGAIN/,
    message: ({ url }) => `The host name of ${url} is unknown.`,
    fix: () => "Correct the name, or use the IP address.",
  },
  {
    codes: /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ALTNAME/,
    message: ({ url, message }) => `The certificate of ${url} is not trusted here (${message}).`,
    fix: () => "Put the certificate of its authority into a file and set NODE_EXTRA_CA_CERTS=FILE.",
  },
  {
    codes: /SSL|EPROTO/,
    protocol: "https:",
    message: ({ host }) => `${host} does not use TLS.`,
    fix: ({ host }) => `Use http://${host}.`,
  },
  {
    codes: maybeExpectsTls,
    protocol: "http:",
    message: ({ host, message }) => `${host} closed the connection (${message}).`,
    fix: ({ host }) => `If the console uses TLS, use https://${host}.`,
  },
  {
    codes: /TIMEOUT|ETIMEDOUT|TimeoutError/,
    message: ({ host }) => `${host} did not answer in time.`,
    fix: () => "Check firewalls and proxies between this machine and the console.",
  },
];

/** The finding for a request that had no answer. */
export function noAnswer(name: string, url: string, error: unknown): Finding {
  const cause = ((error as Error).cause ?? error) as NodeJS.ErrnoException;
  const { host, protocol } = new URL(url);
  const codes = `${cause.code ?? ""} ${(error as Error).name}`;
  const failure = { url, host, message: cause.message || (cause.code ?? "") };
  const reason = reasons.find((one) => one.codes.test(codes) && (one.protocol ?? protocol) === protocol);
  return reason === undefined
    ? fail(
        name,
        `${url} cannot be reached: ${failure.message}.`,
        "Check the address, and that the console runs.",
      )
    : fail(name, reason.message(failure), reason.fix(failure));
}
