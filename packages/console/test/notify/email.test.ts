// Mail against a real SMTP server: what arrives is read from the wire.
import { readFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import tls from "node:tls";
import { SMTPServer } from "smtp-server";
import { describe, expect, onTestFinished, test } from "vitest";
import { makeCertificate } from "../support/certificates.ts";
import { temporaryDirectory } from "../support/temporary.ts";
import { senderOf } from "./endpoint.ts";
import { attack, channelOf, details, knowing, notice, start } from "./notices.ts";

interface Mail {
  readonly from: string;
  readonly to: readonly string[];
  readonly user: string | undefined;
  readonly isEncrypted: boolean;
  readonly raw: string;
}

interface MailServer {
  readonly port: number;
  readonly mails: readonly Mail[];
}

async function startMailServer(
  options: ConstructorParameters<typeof SMTPServer>[0] = {},
): Promise<MailServer> {
  const mails: Mail[] = [];
  const server = new SMTPServer({
    disabledCommands: ["AUTH", "STARTTLS"],
    disableReverseLookup: true,
    logger: false,
    onData(stream, session, callback) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        const { mailFrom, rcptTo } = session.envelope;
        mails.push({
          from: mailFrom === false ? "" : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          user: typeof session.user === "string" ? session.user : undefined,
          isEncrypted: session.secure,
          raw: Buffer.concat(chunks).toString("utf8"),
        });
        callback();
      });
    },
    ...options,
  });
  // a client that refuses a certificate ends the connection
  server.on("error", () => {});
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => new Promise<void>((resolve) => void server.close(() => resolve())));
  return { port: (server.server.address() as AddressInfo).port, mails };
}

const addresses = {
  host: "127.0.0.1",
  from: "alerts@shop.example",
  to: ["ops@shop.example", "owner@shop.example"],
};

/** Headers of a mail, unfolded, and its parts decoded. */
function read(raw: string): {
  readonly headers: readonly string[];
  readonly parts: readonly { readonly type: string; readonly content: Buffer }[];
} {
  const [head = ""] = raw.split("\r\n\r\n", 1);
  const boundaries = [...raw.matchAll(/^ boundary="([^"]+)"/gm)].map(([, boundary]) => `\r\n--${boundary}`);
  const pieces = boundaries.reduce((all, boundary) => all.flatMap((piece) => piece.split(boundary)), [raw]);
  const parts = pieces.slice(1).flatMap((piece) => {
    const [own = "", ...rest] = piece.split("\r\n\r\n");
    const encoding = /^content-transfer-encoding: (.*)$/im.exec(own)?.[1] ?? "";
    const type = /^content-type: ([^;\r\n]*)/im.exec(own)?.[1] ?? "";
    return type === "" || type.startsWith("multipart/")
      ? []
      : [{ type, content: decode(rest.join("\r\n\r\n"), encoding) }];
  });
  return { headers: head.replaceAll(/\r\n[ \t]+/g, " ").split("\r\n"), parts };
}

function decode(text: string, encoding: string): Buffer {
  if (encoding === "base64") return Buffer.from(text, "base64");
  if (encoding !== "quoted-printable") return Buffer.from(text);
  const bytes = text
    .replaceAll(/=\r\n/g, "")
    .replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, "latin1");
}

const headerOf = (headers: readonly string[], name: string): string | undefined =>
  headers.find((line) => line.toLowerCase().startsWith(`${name.toLowerCase()}: `))?.slice(name.length + 2);

test("parts that are found too late follow in a reply to the mail, once", async () => {
  const { port, mails } = await startMailServer();
  const found = Promise.withResolvers<void>();
  const sender = senderOf([channelOf("email", { ...addresses, port, tls: "off" })], {
    describing: { waitMs: 5, followMs: 600_000 },
    details: () => ({
      known: { url: details.url! },
      async read(add) {
        await found.promise;
        add({ differs: details.differs!, chart: details.chart! });
      },
    }),
  });
  sender.outbox.add(notice());
  await sender.run(3000);
  expect(mails).toHaveLength(1);
  const [first] = mails.map(({ raw }) => read(raw));
  const textOf = ({ parts }: ReturnType<typeof read>): string =>
    parts.find(({ type }) => type === "text/plain")!.content.toString("utf8");
  expect(textOf(first!)).toContain(
    "Not found in time: chart, usual value, version released before, what differs, example trace, amount at risk",
  );
  found.resolve();
  await expect
    .poll(async () => {
      await sender.run(1000);
      return mails.length;
    })
    .toBe(2);
  const reply = read(mails[1]!.raw);
  const id = headerOf(first!.headers, "Message-ID")!;
  expect(headerOf(reply.headers, "In-Reply-To")).toBe(id);
  expect(headerOf(reply.headers, "References")).toBe(`${headerOf(first!.headers, "References")} ${id}`);
  expect(headerOf(reply.headers, "Subject")).toMatch(/^Re: /);
  expect(textOf(reply)).toContain("provider = acme: 93 %");
  expect(textOf(reply)).not.toMatch(/Owner|Not found in time/);
  expect(reply.parts.some(({ type }) => type === "image/png")).toBe(true);
  // the delivery log has the message, which is done
  expect(sender.outbox.deliveries.map(({ outcome }) => outcome)).toEqual(["sent"]);
  await sender.run(3000);
  expect(mails).toHaveLength(2);
});

test("a mail has text, HTML and the chart, and its recovery is in the same conversation", async () => {
  const { port, mails } = await startMailServer();
  const sender = senderOf([channelOf("email", { ...addresses, port, tls: "off" })], {
    details: knowing(details),
  });
  sender.outbox.add(notice(), notice({ kind: "recovered", at: start + 60_000 }));
  await sender.run(3000);
  expect(sender.outbox.deliveries.map(({ outcome, status }) => `${outcome} ${status}`)).toEqual([
    "sent 250",
    "sent 250",
  ]);
  // both were found at once: one mail says both
  expect(mails).toHaveLength(1);
  expect(mails[0]).toMatchObject({
    from: "alerts@shop.example",
    to: ["ops@shop.example", "owner@shop.example"],
  });
  sender.outbox.add(notice({ kind: "reminder", at: start + 120_000 }));
  await sender.step();

  const [first, second] = mails.map(({ raw }) => read(raw));
  expect(headerOf(second!.headers, "Subject")).toBe("Still firing: Purchases fail (region = eu)");
  expect(headerOf(first!.headers, "Auto-Submitted")).toBe("auto-generated");
  expect(headerOf(first!.headers, "Message-ID")).toMatch(/^<[0-9a-f]{64}@shop\.example>$/);
  expect(headerOf(second!.headers, "Message-ID")).not.toBe(headerOf(first!.headers, "Message-ID"));
  expect(headerOf(second!.headers, "References")).toBe(headerOf(first!.headers, "References"));
  const { parts } = second!;
  expect(parts.map(({ type }) => type)).toEqual(["text/plain", "text/html", "image/png"]);
  expect(parts[0]!.content.toString("utf8")).toContain("Amount at risk: 1,234.50 EUR");
  expect(parts[1]!.content.toString("utf8")).toContain('<img src="cid:chart-1@telltale"');
  expect(parts[2]!.content.subarray(1, 4).toString("latin1")).toBe("PNG");
});

test("hostile values add no header, no recipient, no part and no HTML", async () => {
  const { port, mails } = await startMailServer();
  const templates = { title: "{{alert}} {{labels.region}}\r\nBcc: template@evil.example" };
  const sender = senderOf([channelOf("email", { ...addresses, port, tls: "off", templates })], {
    details: knowing({ ...details, differs: [attack], replay: attack }),
  });
  const evil = `${attack}\r\nBcc: victim@example.com\r\n\r\n--x\r\n.\r\nMAIL FROM:<a@evil.example>\r\n`;
  sender.outbox.add(
    notice({ rule: evil, group: { region: evil }, owner: evil, summary: evil, description: evil }),
  );
  await sender.step();
  expect(mails).toHaveLength(1);
  const [mail] = mails;
  expect(mail!.to).toEqual(["ops@shop.example", "owner@shop.example"]);
  const { headers, parts } = read(mail!.raw);
  expect(headers.map((line) => line.split(":")[0]!.toLowerCase()).toSorted()).toEqual([
    "auto-submitted",
    "content-type",
    "date",
    "from",
    "idempotency-key",
    "in-reply-to",
    "message-id",
    "mime-version",
    "references",
    "subject",
    "to",
  ]);
  expect(parts.map(({ type }) => type)).toEqual(["text/plain", "text/html", "image/png"]);
  expect(parts[1]!.content.toString("utf8")).not.toMatch(/<script|<img src=x|<at>|href="javascript/);
});

describe("the mail server", () => {
  const failure = async (
    options: ConstructorParameters<typeof SMTPServer>[0],
    fields: Readonly<Record<string, unknown>> = {},
  ) => {
    const { port, mails } = await startMailServer(options);
    const sender = senderOf([channelOf("email", { ...addresses, port, tls: "off", ...fields })], {
      env: { PASSWORD: "hunter2-password" },
    });
    sender.outbox.add(notice());
    await sender.step();
    expect(JSON.stringify([sender.outbox.deliveries, sender.warnings])).not.toContain("hunter2");
    const [delivery] = sender.outbox.deliveries;
    return { delivery, mails };
  };

  test("refuses all recipients: the mail is dead", async () => {
    const refuse = {
      onRcptTo: (_: unknown, __: unknown, done: (error?: Error) => void) =>
        done(Object.assign(new Error("no such mailbox"), { responseCode: 550 })),
    };
    const { delivery } = await failure(refuse);
    expect(delivery).toMatchObject({
      outcome: "dead",
      status: 550,
      error: expect.stringContaining("the mail server refused the sender or all recipients"),
    });
  });

  test("refuses one of two: it is sent, and the operator can see it", async () => {
    const refuse = {
      onRcptTo: ({ address }: { address: string }, _: unknown, done: (error?: Error) => void) =>
        done(
          address.startsWith("owner")
            ? Object.assign(new Error("no such mailbox"), { responseCode: 550 })
            : undefined,
        ),
    };
    const { delivery, mails } = await failure(refuse);
    expect(mails[0]!.to).toEqual(["ops@shop.example"]);
    expect(delivery).toMatchObject({ outcome: "sent", error: "the mail server refused 1 of the recipients" });
  });

  test("is busy: the mail is sent again", async () => {
    const busy = {
      onMailFrom: (_: unknown, __: unknown, done: (error?: Error) => void) =>
        done(Object.assign(new Error("try later"), { responseCode: 451 })),
    };
    expect((await failure(busy)).delivery).toMatchObject({ outcome: "retry", status: 451 });
  });

  test("offers no TLS where it is required: nothing is sent in clear", async () => {
    const { delivery, mails } = await failure({}, { tls: "required" });
    expect(delivery).toMatchObject({
      outcome: "retry",
      error: expect.stringContaining("offers no TLS, or its certificate is not trusted"),
    });
    expect(mails).toEqual([]);
  });

  test("has a certificate that is not trusted: neither mail nor password are sent", async () => {
    const login: unknown[] = [];
    const { delivery, mails } = await failure(
      { disabledCommands: [], onAuth: (auth, _, done) => done(null, { user: login.push(auth) && "u" }) },
      { tls: "required", user: "u", password: { env: "PASSWORD" } },
    );
    expect(delivery).toMatchObject({
      outcome: "retry",
      error: expect.stringContaining("certificate is not trusted"),
    });
    expect([mails, login]).toEqual([[], []]);
  });
});

describe("with a trusted certificate", () => {
  const trusted = tls.getCACertificates("default");

  test.each(["required", "implicit"] as const)(
    "%s TLS, user and password",
    { tags: ["extended"] },
    async (mode) => {
      const folder = temporaryDirectory();
      makeCertificate(folder, "mail");
      const [cert, key] = ["mail.pem", "mail.key"].map((file) => readFileSync(join(folder, file), "utf8"));
      tls.setDefaultCACertificates([...trusted, cert!]);
      onTestFinished(() => tls.setDefaultCACertificates(trusted));
      const { port, mails } = await startMailServer({
        key: key!,
        cert: cert!,
        secure: mode === "implicit",
        disabledCommands: [],
        onAuth: ({ username, password }, _, done) =>
          password === "right-password"
            ? done(null, { user: username! })
            : done(new Error("wrong user or password")),
      });
      const env: Record<string, string> = { PASSWORD: "hunter2-password" };
      const channel = channelOf("email", {
        ...addresses,
        host: "localhost",
        port,
        tls: mode,
        user: "telltale",
        password: { env: "PASSWORD" },
      });
      const sender = senderOf([channel], { env });
      sender.outbox.add(notice());
      await sender.step();
      // a wrong password needs a change of the configuration: the mail waits
      expect(sender.outbox.deliveries[0]).toMatchObject({
        outcome: "retry",
        error: expect.stringContaining("refused user and password"),
      });
      env["PASSWORD"] = "right-password";
      await sender.run(5000);
      expect(mails).toHaveLength(1);
      expect(mails[0]).toMatchObject({ user: "telltale", isEncrypted: true });
      expect(JSON.stringify(sender.outbox.deliveries)).not.toMatch(/hunter2|right-password/);
    },
  );
});
