// An answer that is a file to be saved, not JSON for a page.
import type { Readable } from "node:stream";

/** What a handler resolves to when its answer is a file. */
export class Attachment {
  readonly fileName: string;
  readonly body: Buffer | Readable;
  readonly type: string;
  readonly headers: Readonly<Record<string, string>>;

  /**
   * @param fileName letters, digits, `.`, `_` and `-` only, because it is part of a header.
   * @param body a stream is destroyed when the caller goes away.
   */
  constructor(
    fileName: string,
    body: Buffer | Readable,
    type = "application/json; charset=utf-8",
    headers: Readonly<Record<string, string>> = {},
  ) {
    this.fileName = fileName;
    this.headers = headers;
    this.body = body;
    this.type = type;
  }
}
