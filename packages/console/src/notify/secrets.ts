// Secrets by reference. A file is read again for each use, so that it can be changed while the console runs. Errors name the place of a
// secret and never the secret.
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { SecretReference } from "../config/alert-channels/fields.ts";
import { createHide } from "./hide-secrets.ts";

/** Why a message cannot be sent now; its message may be shown. */
export class SendError extends Error {
  override readonly name = "SendError";
  /** The receiver will never take this message. */
  readonly isPermanent: boolean;
  readonly status: number | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(
    message: string,
    options: {
      readonly isPermanent?: boolean;
      readonly status?: number;
      readonly retryAfterMs?: number;
    } = {},
  ) {
    super(message);
    this.isPermanent = options.isPermanent ?? false;
    this.status = options.status;
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** A mistake of this program: by its name alone, because its message may repeat a secret. */
export function unexpected(error: unknown): SendError {
  return new SendError(
    `the message could not be made (${error instanceof Error ? error.name : typeof error})`,
  );
}

/** Secrets that one attempt has used; everything that it reports passes through `hide`. */
export interface Secrets {
  /** @throws {SendError} when the secret is missing, with its place. */
  read(reference: SecretReference): Promise<string>;
  /** A URL that may be secret. @throws {SendError} */
  readUrl(url: string | SecretReference): Promise<URL>;
  /** `text` without the secrets that were read, whole, in part or in another encoding, on one line. */
  hide(text: string): string;
}

export interface SecretPlaces {
  /** Files are named from here. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Longest secret that is read. */
const maxLength = 8192;

/** For one attempt. */
export function openSecrets({ folder, env }: SecretPlaces): Secrets {
  const used = new Set<string>();

  async function read(reference: SecretReference): Promise<string> {
    const place =
      "env" in reference ? `the environment variable \`${reference.env}\`` : `the file \`${reference.file}\``;
    const value = (
      "env" in reference ? (env[reference.env] ?? "") : await readSecretFile(reference.file)
    ).trim();
    if (value === "") throw new SendError(`${place} is empty: expected a secret`);
    if (value.length > maxLength || /\p{Cc}/u.test(value))
      throw new SendError(`${place} holds no secret: expected one line of at most ${maxLength} characters`);
    used.add(value);
    return value;
  }

  async function readSecretFile(file: string): Promise<string> {
    try {
      return await readFile(resolve(folder, file), "utf8");
    } catch (error) {
      throw new SendError(`cannot read the file \`${file}\` (${(error as NodeJS.ErrnoException).code})`);
    }
  }

  return {
    read,
    async readUrl(url) {
      const text = typeof url === "string" ? url : await read(url);
      const parsed = URL.canParse(text) ? new URL(text) : undefined;
      const isUsable =
        /^https?:$/.test(parsed?.protocol ?? "") && parsed?.username === "" && parsed.password === "";
      if (isUsable) return parsed;
      throw new SendError(
        "the URL of the channel cannot be used: expected http or https, without user and password",
      );
    },
    hide: (text) =>
      createHide(used)(text)
        .replaceAll(/[\p{Cc}\u2028\u2029]+/gu, " ")
        .trim(),
  };
}
