// An image as it is named: a tag, and what it points to on each platform.
import { type Document, type Image, makeTarget } from "./image.ts";

export interface Tagged {
  readonly tag: string;
  readonly images: readonly Image[];
  readonly target: Document;
}

export function tagged(tag: string, images: readonly Image[]): Tagged {
  return { tag, images, target: makeTarget(images) };
}
