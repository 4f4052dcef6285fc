// A lint rule for the pages: a share or a rate is computed by `shareOf` and `rateOf` of catalog/measures, or comes with the API's answer, so
// that it means the same on all pages.

interface Node {
  readonly type: string;
  readonly operator?: string;
  readonly left?: Node;
  readonly right?: Node;
  readonly name?: string;
  readonly property?: Node;
  readonly expression?: Node;
  readonly callee?: Node;
  readonly parent?: Node;
}

interface Context {
  readonly report: (problem: { readonly node: Node; readonly message: string }) => void;
}

/** What shares and rates are divided by: counts, and the length of a range. */
const wholes =
  /^(?:count|total|whole|all|people|persons|visits|sessions|spans|calls|requests|entries|entered|finished|errors|failed|completed|abandoned|ended|started|dropped|lost|rated|returns|instances|runs|records|events|seconds)$|(?:Count|Total|People|Seconds)$/;

/** Functions that write a share or a rate: what they get is one. */
const formats = /^format(?:Share|Rate|Measure|Points)$/;

const unwrapped = (node: Node | undefined): Node | undefined =>
  node?.expression !== undefined ? unwrapped(node.expression) : node;

/** The last name of `a.b.count`, and of `count!`. */
function nameOf(node: Node | undefined): string | undefined {
  const inner = unwrapped(node);
  return inner?.type === "MemberExpression" ? inner.property?.name : inner?.name;
}

const isNumber = (node: Node | undefined): boolean => node?.type === "Literal";

/** `(start / total) * width`: a place on the screen. */
function isScaled({ parent }: Node): boolean {
  if (parent?.type === "ParenthesizedExpression") return isScaled(parent);
  return parent?.type === "BinaryExpression" && parent.operator === "*" && !isNumber(parent.right);
}

function isFormatted({ parent }: Node): boolean {
  return parent?.type === "CallExpression" && formats.test(nameOf(parent.callee) ?? "");
}

const noOwnShare = {
  meta: { type: "problem", docs: { description: "Compute shares by `shareOf`." } },
  create({ report }: Context) {
    return {
      BinaryExpression(node: Node) {
        if (node.operator !== "/" || isNumber(unwrapped(node.left)) || isNumber(unwrapped(node.right)))
          return;
        if (isScaled(node) || (!isFormatted(node) && !wholes.test(nameOf(node.right) ?? ""))) return;
        report({
          node,
          message:
            "A page computes no share or rate by itself: take it from the answer, or use `shareOf` or `rateOf` of `catalog/measures`.",
        });
      },
    };
  },
};

const plugin: object = { meta: { name: "measures" }, rules: { "no-own-share": noOwnShare } };

export default plugin;
