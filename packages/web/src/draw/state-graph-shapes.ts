// What a state graph consists of before and after its layout.

/** The state before the first event. */
export const startState = "";

export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  /** Transitions that the definition does not allow do not decide the columns. */
  readonly legal: boolean;
  /** The lines of the label; empty for none. */
  readonly label: readonly string[];
}

export interface StateGraphInput {
  /** In the order in which instances usually go through them. */
  readonly states: readonly string[];
  /** At most one for each pair. */
  readonly edges: readonly GraphEdge[];
  /** Px to fill; the picture is wider when it has to be. */
  readonly width: number;
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface PlacedState extends Box {
  readonly state: string;
  readonly column: number;
  readonly row: number;
}

export type Heading = "right" | "left" | "down" | "up";

export interface PlacedEdge {
  readonly edge: GraphEdge;
  /** SVG path. */
  readonly d: string;
  /** The tip of the arrow, and where it points. */
  readonly tipX: number;
  readonly tipY: number;
  readonly heading: Heading;
  /** The box of the label; of no size without one. */
  readonly label: Box;
  readonly isLoop: boolean;
}

export interface StateGraphPicture {
  readonly width: number;
  readonly height: number;
  readonly states: readonly PlacedState[];
  readonly edges: readonly PlacedEdge[];
}

/** Px of one line of a label, and of one letter. */
const lineHeight = 14;
const letterWidth = 6.4;

/** The size of a label. */
export function labelSize(lines: readonly string[]): { readonly width: number; readonly height: number } {
  const longest = Math.max(0, ...lines.map((line) => line.length));
  return { width: Math.ceil(longest * letterWidth), height: lines.length * lineHeight };
}
