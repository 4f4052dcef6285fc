/** A figure and its unit stay on one line. */
export const unbroken = (text: string): string => text.replaceAll(" ", "\u00a0");

/** The same of each figure in a sentence: `43.3 %` and `1 min 15 s`. */
export const unbrokenFigures = (sentence: string): string =>
  sentence.replaceAll(/(?<=\d) (?=(?:%|[nµm]?s|min|h|d)(?!\w))|(?<=\d\s(?:min|h|d)) (?=\d)/g, "\u00a0");
