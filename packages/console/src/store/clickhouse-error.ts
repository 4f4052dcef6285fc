// What the server says when it refuses a statement: `Code: 60. DB::Exception: Unknown table. (UNKNOWN_TABLE) (version 26.7)`.

/** The server refused a statement. */
export class ClickHouseError extends Error {
  /** Number of the error, as text. */
  readonly code: string;
  /** Its name, such as `UNKNOWN_TABLE`. */
  readonly type: string;

  constructor({ message, code, type }: Readonly<Record<"message" | "code" | "type", string>>) {
    super(message);
    this.code = code;
    this.type = type;
  }
}

/** Reads the text of an answer that is an error. What is not the server's (a proxy's page) becomes an error with the whole text. */
export function parseError(text: string): Error {
  const [, code, message, type] = form.exec(text) ?? [];
  if (code === undefined || message === undefined || type === undefined) return new Error(text);
  return new ClickHouseError({ message, code, type });
}

/**
 * An error of another server of a cluster is wrapped, with the same words before and behind it: the message begins behind the last
 * `Exception:` and ends at the first name. A name has three capital letters in a row, unlike `(2)` and `(official build)`.
 */
const form = /Code: (\d+).*Exception: (.+?)\(((?=[A-Z\d_]*[A-Z]{3})[A-Z\d_]+)\)/s;
