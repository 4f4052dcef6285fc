// Asks an endpoint whether it answers: an empty export, which the specification has every receiver accept, within 5 s.
import { createGrpcTransport } from "../export/grpc-transport.ts";
import { userAgent } from "../export/http-transport.ts";
import { createPoster } from "../export/post.ts";
import type { Way } from "./facts.ts";
import { hideInUrl } from "./show.ts";

/** What an endpoint answered. */
export interface Checked {
  readonly signal: string;
  readonly url: string;
  readonly ok: boolean;
  /** What happened, and when it is not well, what to do. */
  readonly message: string;
}

const patienceMs = 5000;

/** Posts an empty export along `way`. Never rejects. */
export async function probe(way: Way): Promise<Checked> {
  const { signal, destination } = way;
  const url = hideInUrl(destination.url.href);
  const result = destination.protocol === "grpc" ? await askGrpc(way) : await askHttp(way);
  return { signal, url, ...result };
}

type Result = Pick<Checked, "ok" | "message">;

async function askHttp(way: Way): Promise<Result> {
  const to = way.destination;
  const json = to.protocol === "http/json";
  const poster = createPoster(to.certificates);
  // the poster holds no process, and this one has nothing else to live for
  const held = setInterval(() => {}, patienceMs);
  const headers = {
    "user-agent": userAgent,
    ...to.headers,
    "content-type": json ? "application/json" : "application/x-protobuf",
  };
  try {
    const body = json ? Buffer.from("{}") : new Uint8Array(0);
    const { status } = await poster.post(to.url, headers, body, {
      signal: new AbortController().signal,
      timeoutMs: patienceMs,
    });
    return explainStatus(status, way);
  } catch (error) {
    return { ok: false, message: explainError(error, to.url) };
  } finally {
    clearInterval(held);
    poster.close();
  }
}

async function askGrpc({ signal, destination: to }: Way): Promise<Result> {
  // the transport holds no process, and this one has nothing else to live for
  const held = setInterval(() => {}, patienceMs);
  try {
    const transport = createGrpcTransport(to);
    const empty = { signal, body: new Uint8Array(0), items: 0 };
    const until = performance.now() + patienceMs;
    const reply = await transport.send(empty, new AbortController().signal, until);
    transport.close();
    if (reply.kind === "taken") return { ok: true, message: "answers" };
    return { ok: false, message: `${reply.message}. ${grpcFix(reply.message)}` };
  } catch (error) {
    return { ok: false, message: explainError(error, to.url) };
  } finally {
    clearInterval(held);
  }
}

function grpcFix(message: string): string {
  if (message.includes("@grpc/grpc-js")) return "Install it: `npm install @grpc/grpc-js`.";
  if (/UNAUTHENTICATED|PERMISSION/i.test(message)) return credentials;
  return "Check address and port (4317 is usual), and that `http://` or `https://` fits what the receiver speaks.";
}

const credentials =
  "The receiver wants credentials: give them by `OTEL_EXPORTER_OTLP_HEADERS` (`name=value`) or the exporter's `headers`.";

function explainStatus(status: number, { signal, destination, source }: Way): Result {
  if (status >= 200 && status <= 299) return { ok: true, message: `answers (HTTP ${status})` };
  const said = `HTTP ${status}.`;
  if (status === 401 || status === 403) return { ok: false, message: `${said} ${credentials}` };
  if (status === 404 || status === 405) {
    const from = source === undefined ? destination.from : `\`${source}\``;
    const twice = /(\/v1\/\w+)\/v1\/\w+$/.exec(destination.url.pathname)?.[1];
    const fix =
      twice === undefined
        ? `Something answers, but takes no OTLP at this path: check ${from}. \`OTEL_EXPORTER_OTLP_ENDPOINT\` is a base, to which ` +
          `\`/v1/${signal}\` is added; \`OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_ENDPOINT\` and a configuration file's are taken as ` +
          "they are. Port 4318 is usual for HTTP."
        : `Leave \`${twice}\` out of ${from}: \`/v1/${signal}\` is added.`;
    return { ok: false, message: `${said} ${fix}` };
  }
  if (status === 415) {
    return {
      ok: false,
      message: `${said} The receiver does not take this form: try \`OTEL_EXPORTER_OTLP_PROTOCOL=http/json\`.`,
    };
  }
  // it is there and knows OTLP; it only has no time or did not like an empty request
  if (status === 400 || status === 429) return { ok: true, message: `answers (HTTP ${status})` };
  if (status >= 500)
    return { ok: false, message: `${said} The receiver, or a proxy before it, is in trouble.` };
  return { ok: false, message: `${said} This is not an answer of an OTLP receiver: check the address.` };
}

const failures: readonly (readonly [RegExp, string])[] = [
  [
    /ECONNREFUSED/,
    "Nothing listens there: start the receiver (Telltale's console is one), or correct address and port.",
  ],
  [/ENOTFOUND|EAI_AGAIN/, "The name is not known: check it for typing errors, and the network."],
  [
    /EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|no answer within/,
    "No answer: a firewall may be in the way, or the address be wrong.",
  ],
  [
    /EPROTO|wrong version number|packet length too long/i,
    "The receiver does not speak TLS at this port: use `http://`, or its TLS port.",
  ],
  [
    /SELF_SIGNED|UNABLE_TO_|self.signed|unable to|issuer/i,
    "The certificate is signed by an authority that this machine does not know: name it in `OTEL_EXPORTER_OTLP_CERTIFICATE`.",
  ],
  [/CERT_HAS_EXPIRED|expired/i, "The receiver's certificate has expired: it has to be renewed there."],
  [/ALTNAME|altnames/i, "The certificate is for another name: use the name that is in it."],
  [
    /CERTIFICATE_REQUIRED|handshake failure|alert/i,
    "The receiver wants a certificate of yours: `OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE` and `…_CLIENT_KEY`.",
  ],
  [
    /ECONNRESET|socket hang up|Parse Error|HPE_/,
    "The other side does not speak HTTP here: a gRPC port (4317) or one that wants TLS; try 4318 or `https://`.",
  ],
];

/** What an error of the connection means, and what to do. */
function explainError(error: unknown, url: URL): string {
  const { code, message } = error as { code?: string; message?: string };
  const said = [...new Set([code, message].filter(Boolean))].join(": ") || String(error);
  const fix = failures.find(([pattern]) => pattern.test(said))?.[1] ?? "Check the address.";
  return `${said.includes(url.host) ? said : `${url.host}: ${said}`}. ${fix}`;
}
