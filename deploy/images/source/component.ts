// Third-party software in an image, as the SBOM and the list of licences name it.

export interface Component {
  readonly name: string;
  readonly version: string;
  /** Package URL: `pkg:npm/express@5.3.0`. */
  readonly purl: string;
  /** SPDX expression or a name; undefined if the package does not say. */
  readonly licence?: string;
  readonly hash?: { readonly alg: "SHA-256" | "SHA-512"; readonly content: string };
  /** The text of its licence files. */
  readonly licenceText?: string;
  /** Where the text is in the image, if not in the list. */
  readonly licencePlace?: string;
}
