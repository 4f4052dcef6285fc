// An answer that is a file to be saved, not JSON for a page.

/** What a handler resolves to where its answer is a file. */
export class Attachment {
  readonly fileName: string;
  readonly body: Buffer;

  /** @param fileName letters, digits, `.`, `_` and `-` only: it stands in a header. */
  constructor(fileName: string, body: Buffer) {
    this.fileName = fileName;
    this.body = body;
  }
}
