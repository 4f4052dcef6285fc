// Fields that several kinds of alert channels have: references to secrets, durations, addresses on the network.
import { parseDurationMs } from "catalog/duration";
import * as z from "zod";
import { parseEmail } from "../email-address.ts";

/** Where a secret is. The secret itself never is in a file of channels. */
export type SecretReference = { readonly env: string } | { readonly file: string };

/** `{ env: NAME }` or `{ file: PATH }`. */
function reference(error: string): z.ZodType<SecretReference> {
  const forms = [
    z.strictObject({ env: z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,127}$/) }),
    z.strictObject({ file: z.string().min(1) }),
  ] as const;
  return z.union(forms, { error });
}

export const secret: z.ZodType<SecretReference> = reference(
  "expected a reference to the secret: `{ env: NAME }` for an environment variable, or `{ file: PATH }` for a file",
);

/** Milliseconds. */
export function duration(minMs: number, mostMs: number, example: string): z.ZodType<number> {
  const expected = `expected a duration such as \`${example}\``;
  return z.string({ error: expected }).transform((text, context) => {
    const ms = parseDurationMs(text);
    if (ms !== undefined && Number.isInteger(ms) && ms >= minMs && ms <= mostMs) return ms;
    const range = ` from ${minMs / 1000} s to ${mostMs / 1000} s`;
    context.addIssue({ code: "custom", message: `${expected}${ms === undefined ? "" : range}` });
    return z.NEVER;
  });
}

/** An address that may be written in the file because it holds no secret: without user, password and query. */
export const plainUrl: z.ZodType<string> = z
  .string({ error: "expected a URL" })
  .refine(
    isPlainUrl,
    "expected an http or https URL without user, password and query; keep a URL that holds a secret in a variable or a file: `{ env: NAME }`",
  );

/** A URL, or where a URL is that holds a secret. */
export const url: z.ZodType<string | SecretReference> = z.union([plainUrl, secret], {
  error:
    "expected an http or https URL without user, password and query, or a reference to a URL that holds a secret: `{ env: NAME }` or `{ file: PATH }`",
});

/** Of a service whose URLs are secrets: anyone with the URL can post. */
export const secretUrl: z.ZodType<SecretReference> = reference(
  "expected a reference, because this URL is a secret: `{ env: NAME }` for an environment variable, or `{ file: PATH }` for a file",
);

export const emailAddress: z.ZodType<string> = z
  .string()
  .refine((text) => parseEmail(text) !== undefined, "expected one address such as `ops@example.com`");

export const text: z.ZodType<string> = z
  .string()
  .min(1, "expected a text that is not empty")
  .max(500, "expected at most 500 characters")
  .refine((value) => !hasControls(value), "expected a text on one line");

export const hostName: z.ZodType<string> = z
  .string()
  .regex(/^[A-Za-z0-9](?:[A-Za-z0-9.:-]{0,252})$/, "expected a host name or an IP address");

/** Names that carry credentials: their values must be references. */
const secretHeader = /authorization|cookie|token|secret|key|password|credential/i;
/** Set by the console. */
const ownHeader =
  /^(?:content-type|content-length|host|connection|transfer-encoding|idempotency-key|webhook-.*)$/i;

/** Further headers of a request. */
export const headers: z.ZodType<Readonly<Record<string, string | SecretReference>>> = z
  .record(
    z.string().regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$/, "expected the name of an HTTP header"),
    z.union([text, secret], {
      error: "expected a text, or a reference: `{ env: NAME }` or `{ file: PATH }`",
    }),
  )
  .superRefine((all, context) => {
    for (const [name, value] of Object.entries(all)) {
      if (ownHeader.test(name))
        context.addIssue({
          code: "custom",
          path: [name],
          message: "expected another header: the console sets this one",
        });
      else if (typeof value === "string" && secretHeader.test(name))
        context.addIssue({
          code: "custom",
          path: [name],
          message:
            "expected a reference, because this header usually holds a secret: `{ env: NAME }` or `{ file: PATH }`",
        });
    }
  });

function isPlainUrl(value: string): boolean {
  const parsed = URL.canParse(value) ? new URL(value) : undefined;
  if (parsed === undefined || hasControls(value)) return false;
  const { protocol, username, password, search } = parsed;
  return /^https?:$/.test(protocol) && username === "" && password === "" && search === "";
}

function hasControls(value: string): boolean {
  return /\p{Cc}/u.test(value);
}
