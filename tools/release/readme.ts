// The readme of a package on npm, where links to other files of the repository lead nowhere.
import path from "node:path";

/** `text` with links and pictures of the repository by their addresses at a tag. */
export function withAddresses(text: string, folder: string, repository: string, tag: string): string {
  const absolute = (target: string, kind: "blob" | "raw"): string =>
    /^(?:[a-z]+:|#)/.test(target)
      ? target
      : `${repository}/${kind}/${tag}/${path.posix.normalize(path.posix.join(folder, target))}`;
  return text
    .replaceAll(
      /(!?)\[((?:[^\][]|\[[^\]]*\])*)\]\(([^)\s]+)\)/g,
      (_, picture: string, name: string, target: string) =>
        `${picture}[${name}](${absolute(target, picture === "" ? "blob" : "raw")})`,
    )
    .replaceAll(
      /(<img src="|<source [^>]*srcset=")([^"]+)/g,
      (_, start: string, target: string) => start + absolute(target, "raw"),
    );
}
