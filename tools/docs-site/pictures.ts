// Pictures with a light and a dark version. The page has both and its style shows one, since a theme that the reader chose is not a media
// query; the hidden one is not loaded.
import { text as escapeHtml } from "quoting/html";

/** A picture as a page of the repository has it. */
interface Picture {
  readonly light: string;
  readonly dark: string;
  readonly alt: string;
  /** In pixels, where the page says how wide it is. */
  readonly width: number | undefined;
}

/** What the site needs of a file: its address on the page, and its size in pixels. */
export interface PictureFile {
  readonly href: string;
  readonly width: number;
  readonly height: number;
}

const form =
  /<picture>\s*<source media="\(prefers-color-scheme: dark\)" srcset="([^"]+)">\s*<img src="([^"]+)" alt="([^"]*)"(?: width="(\d+)")?>\s*<\/picture>/g;

/** `html` with each `<picture>` as two images. */
export function withThemes(html: string, fileOf: (link: string) => PictureFile): string {
  return html.replaceAll(form, (_, dark: string, light: string, alt: string, width?: string) =>
    pictureHtml({ dark, light, alt, width: width === undefined ? undefined : Number(width) }, fileOf),
  );
}

/** A picture as two images, of which the style shows one. */
export function pictureHtml(
  { light, dark, alt, width: wanted }: Picture,
  fileOf: (link: string) => PictureFile,
): string {
  const image = (link: string, theme: string): string => {
    const { href, ...own } = fileOf(link);
    const width = wanted ?? own.width;
    const height = Math.round((own.height * width) / own.width);
    return `<img class="in-${theme}" src="${escapeHtml(href)}" alt="${alt}" width="${width}" height="${height}" loading="lazy">`;
  };
  return `<p class="picture">${image(light, "light")}${image(dark, "dark")}</p>`;
}

/** Width and height of a PNG file, from its header. @throws for any other file */
export function pngSize(bytes: Buffer, file: string): { readonly width: number; readonly height: number } {
  if (bytes.toString("latin1", 1, 4) !== "PNG")
    throw new Error(`Cannot read the size of ${file}: expected a PNG file`);
  return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
}
