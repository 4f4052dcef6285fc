// Mail over SMTP, by nodemailer, which is loaded with the first message. Mails of one alert are one conversation, and a mail that is sent
// again has the same Message-ID.
import type { ChannelOf } from "../../config/alert-channels/channel.ts";
import { followUpDocument, toDocument, wordingOf } from "../document.ts";
import type { Message } from "../message.ts";
import { SendError } from "../secrets.ts";
import { toMailBody } from "./mail-body.ts";
import type { Attempt, Receiver, Sent } from "./receiver.ts";

type EmailChannel = ChannelOf<"email">;

export function createEmail(channel: EmailChannel): Receiver {
  const wording = wordingOf(channel);
  return {
    most: 50,
    joins: true,
    isStateful: false,
    hasThreads: true,
    async send(message, attempt) {
      const password =
        channel.password === undefined ? undefined : await attempt.secrets.read(channel.password);
      const document = (message.follows === undefined ? toDocument : followUpDocument)(message, wording);
      const { subject, text, html, images } = toMailBody(document);
      const mail = {
        from: { name: "Telltale", address: channel.from },
        to: [...channel.to],
        subject,
        text,
        html,
        attachments: images.map(({ cid, content }) => ({
          cid,
          content,
          filename: `${cid.split("@")[0]}.png`,
          contentType: "image/png",
          contentDisposition: "inline" as const,
        })),
        ...threadOf(message, channel.from),
        headers: { "Auto-Submitted": "auto-generated", "Idempotency-Key": message.id },
      };
      return await deliver(channel, password, mail, attempt);
    },
  };
}

/** Mails of the same alert refer to one id that is never sent: mail programs show them together. A reply refers to its mail, too. */
function threadOf(
  { id, parts, follows }: Message,
  from: string,
): { messageId: string; references?: string; inReplyTo?: string } {
  const domain = from.slice(from.lastIndexOf("@") + 1);
  const keys = new Set(parts.map(({ key }) => key));
  const messageId = `<${id}@${domain}>`;
  const thread = keys.size === 1 ? [`<alert-${[...keys][0]}@${domain}>`] : [];
  const references = [...thread, ...(follows === undefined ? [] : [`<${follows}@${domain}>`])];
  const inReplyTo = references.at(-1);
  return inReplyTo === undefined ? { messageId } : { messageId, references: references.join(" "), inReplyTo };
}

type Mail = Parameters<ReturnType<typeof import("nodemailer").createTransport>["sendMail"]>[0];

async function deliver(
  channel: EmailChannel,
  password: string | undefined,
  mail: Mail,
  { signal, secrets }: Attempt,
): Promise<Sent> {
  const { createTransport } = await import("nodemailer");
  const { timeout } = channel;
  const transport = createTransport({
    host: channel.host,
    port: channel.port,
    secure: channel.tls === "implicit",
    requireTLS: channel.tls === "required",
    ignoreTLS: channel.tls === "off",
    ...(channel.user !== undefined && { auth: { user: channel.user, pass: password ?? "" } }),
    connectionTimeout: timeout,
    greetingTimeout: timeout,
    socketTimeout: timeout,
    dnsTimeout: timeout,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const limit = AbortSignal.any([signal, AbortSignal.timeout(timeout * 2)]);
  try {
    return toSent(await Promise.race([transport.sendMail(mail), aborted(limit)]));
  } catch (error) {
    throw error instanceof SendError ? error : toSendError(error, secrets.hide);
  } finally {
    transport.close();
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const end = (): void =>
      reject(new SendError("the mail server did not answer in time, or the console stopped"));
    if (signal.aborted) end();
    else signal.addEventListener("abort", end, { once: true });
  });
}

function toSent({
  response,
  rejected,
}: {
  readonly response?: string;
  readonly rejected?: readonly unknown[];
}): Sent {
  const status = Number(/^\d{3}/.exec(response ?? "")?.[0] ?? 250);
  const refused = rejected?.length ?? 0;
  return refused === 0
    ? { status }
    : { status, note: `the mail server refused ${refused} of the recipients` };
}

const reasons: Readonly<Record<string, string>> = {
  EAUTH: "the mail server refused user and password",
  ENOAUTH: "the mail server takes no user and password",
  ETLS: "the mail server offers no TLS, or its certificate is not trusted",
  ETIMEDOUT: "the mail server did not answer in time",
  ECONNECTION: "the connection to the mail server failed",
  ESOCKET: "the connection to the mail server failed, or its certificate is not trusted",
  EDNS: "the host name of the mail server is unknown",
  EENVELOPE: "the mail server refused the sender or all recipients",
  EMESSAGE: "the mail server refused the mail",
};

/** SMTP's 5yz replies to sender, recipients and message are final; those to user and password need a change of the configuration. */
function toSendError(error: unknown, hide: (text: string) => string): SendError {
  const {
    code = "",
    responseCode,
    response = "",
  } = error as { code?: string; responseCode?: number; response?: string };
  const reason = reasons[code] ?? `the mail could not be sent${code === "" ? "" : ` (${code})`}`;
  const said = hide(response).slice(0, 200);
  return new SendError(said === "" ? reason : `${reason}: ${said}`, {
    isPermanent:
      responseCode !== undefined && responseCode >= 500 && (code === "EENVELOPE" || code === "EMESSAGE"),
    ...(responseCode !== undefined && { status: responseCode }),
  });
}
