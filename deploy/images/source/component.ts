// Third-party software in an image, as the SBOM and the list of licences name it.

export interface Component {
  readonly name: string;
  readonly version: string;
  /** Package URL: `pkg:npm/express@5.3.0`. */
  readonly purl: string;
  /** `library` without it. */
  readonly type?: "application";
  /** Names it in the database of vulnerabilities, where its package URL does not. */
  readonly cpe?: string;
  /** The source package that it was built from. */
  readonly source?: { readonly name: string; readonly version: string; readonly purl: string };
  /** The package whose files contain parts of it, in place of files of its own. */
  readonly bundledIn?: string;
  /** SPDX expression or a name; undefined if the package does not say. */
  readonly licence?: string;
  readonly hash?: { readonly alg: "SHA-256" | "SHA-512"; readonly content: string };
  /** The text of its licence files. */
  readonly licenceText?: string;
  /** Where the text is in the image, if not in the list. */
  readonly licencePlace?: string;
}

/** The package URL of a package on npm. */
export function npmPurl(name: string, version: string): string {
  return `pkg:npm/${name.replace(/^@/, "%40")}@${version}`;
}
